import { ViewportPortal } from '@xyflow/react'
import type { Flow } from '@halley/model'
import { useState, type CSSProperties } from 'react'
import { useProject } from '../stores/project-store.ts'
import { useRun } from '../stores/run-store.ts'
import type { NodeFaces } from './node-face.ts'
import { entryPlace, nodeSize } from './node-geometry.ts'

type Way = { readonly key: string; readonly path: string; readonly hue: number | null; readonly label: string | null; readonly labelAt: { readonly x: number; readonly y: number } }
type Point = { readonly x: number; readonly y: number }

/** Pixels of the stub of a way that leaves this canvas or comes from outside. */
const STUB = 120

/** The messages on their way: a comet from the Send node to every listener on this canvas, a stub for those elsewhere. */
export function FlightsLayer({ flowId, flow, faces }: { readonly flowId: string; readonly flow: Flow; readonly faces: NodeFaces }) {
  const flights = useRun((run) => run.flights)
  const messages = useProject((project) => project.messages)
  const flows = useProject((project) => project.flows)
  // What flew before this canvas was opened is over.
  const [landed, setLanded] = useState<ReadonlySet<string>>(() => new Set(flights.map((flight) => flight.logRowId)))
  const flying = flights.filter((flight) => !landed.has(flight.logRowId))
  if (flying.length === 0) return null

  const place = (nodeId: string, side: 'left' | 'right'): Point | null => {
    const node = flow.nodes[nodeId]
    const face = faces.get(nodeId)
    if (node === undefined || face === undefined) return null
    return { x: node.position.x + (side === 'right' ? nodeSize(face).width : 0), y: node.position.y + entryPlace.y }
  }
  return (
    <ViewportPortal>
      {flying.map((flight) => {
        const hue = messages[flight.messageId]?.hue ?? null
        const from = flight.from?.flowId === flowId ? place(flight.from.nodeId, 'right') : null
        const here = [...new Set(flight.to.filter((to) => to.flowId === flowId).map((to) => to.nodeId))].flatMap((nodeId) => place(nodeId, 'left') ?? [])
        const elsewhere = [...new Set(flight.to.filter((to) => to.flowId !== flowId).map((to) => flows[to.flowId]?.name ?? ''))].filter((name) => name !== '')
        const ways = waysOf({ from, here, elsewhere, hue, key: flight.logRowId, fromElsewhere: flows[flight.from?.flowId ?? '']?.name ?? 'outside' })
        return <FlightWays key={flight.logRowId} ways={ways} onLanded={() => setLanded((before) => new Set([...before, flight.logRowId]))} />
      })}
    </ViewportPortal>
  )
}

function waysOf({ from, here, elsewhere, hue, key, fromElsewhere }: { from: Point | null; here: readonly Point[]; elsewhere: readonly string[]; hue: number | null; key: string; fromElsewhere: string }): Way[] {
  const inside = here.map((to, at): Way => {
    const start = from ?? { x: to.x - STUB, y: to.y - STUB / 2 }
    return { key: `${key}/${at}`, path: curve(start, to), hue, label: from === null ? `from ${fromElsewhere}` : null, labelAt: { x: start.x, y: start.y - 20 } }
  })
  if (from === null || elsewhere.length === 0) return inside
  const end = { x: from.x + STUB, y: from.y - STUB / 2 }
  return [...inside, { key: `${key}/out`, path: curve(from, end), hue, label: `→ ${elsewhere.join(', ')}`, labelAt: { x: end.x, y: end.y - 20 } }]
}

/** A comet's head and two lengths of tail: units of a way of 100, and pixels. */
const parts = [{ length: 34, width: 2 }, { length: 18, width: 3.5 }, { length: 5, width: 6 }] as const

function FlightWays({ ways, onLanded }: { readonly ways: readonly Way[]; readonly onLanded: () => void }) {
  return (
    <>
      <svg aria-hidden="true" style={{ position: 'absolute', overflow: 'visible', width: 1, height: 1, zIndex: 1500, pointerEvents: 'none' }}>
        {ways.map((way) => parts.map(({ length, width }, at) => (
          <path
            key={`${way.key}/${length}`}
            d={way.path}
            pathLength={100}
            className={at === 2 ? 'flight flight-head' : 'flight'}
            style={flightStyle(way.hue, length)}
            strokeDasharray={`${length} 200`}
            strokeWidth={width}
            {...(way === ways[0] && at === 0 && ways.every((one) => one.label === null) && { onAnimationEnd: onLanded })}
          />
        )))}
      </svg>
      {ways.flatMap((way, at) => (way.label === null ? [] : [
        <span key={way.key} className="flight-label" style={{ left: way.labelAt.x, top: way.labelAt.y, zIndex: 1500 }} {...(at === ways.findIndex((one) => one.label !== null) && { onAnimationEnd: onLanded })}>{way.label}</span>,
      ]))}
    </>
  )
}

function flightStyle(hue: number | null, length: number): CSSProperties {
  const style: Record<string, string> = { '--dash': String(length) }
  if (hue !== null) style['--flight-hue'] = `var(--hue-${hue})`
  return style
}

function curve(from: Point, to: Point): string {
  const bend = Math.max(60, Math.abs(to.x - from.x) / 2)
  return `M ${from.x} ${from.y} C ${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`
}
