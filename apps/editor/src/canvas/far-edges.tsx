import { useStore, ViewportPortal } from '@xyflow/react'
import { useMemo } from 'react'
import { BOX_BELOW } from './canvas-context.ts'
import type { CanvasEdge, CanvasNode } from './canvas-graph.ts'
import { entryPlace, exitPlaces } from './node-geometry.ts'

/** Arrows up to which each is drawn by itself from any distance. */
const MANY_EDGES = 400
/** Zoom below which an arrow is thinner than a pixel. */
const HIDDEN_BELOW = 0.12
/** Pixels before an entry at which a drawn arrow turns. */
const TURN_BEFORE = 32

const none: CanvasEdge[] = []

/** From where a card is only a box, very many arrows are one drawing instead of an element each: nobody can grasp one there. */
export function useFarEdges(edges: CanvasEdge[]): { readonly areFar: boolean; /** For React Flow. */ readonly single: CanvasEdge[] } {
  const isFar = useStore((state) => state.transform[2] < BOX_BELOW)
  const areFar = isFar && edges.length > MANY_EDGES
  return { areFar, single: areFar ? none : edges }
}

/** All arrows of a flow in one drawing. */
export function FarEdges({ nodes, edges }: { readonly nodes: readonly CanvasNode[]; readonly edges: readonly CanvasEdge[] }) {
  const isHidden = useStore((state) => state.transform[2] < HIDDEN_BELOW)
  const { normal, error } = useMemo(() => drawnFar(nodes, edges), [nodes, edges])
  if (isHidden) return null
  return (
    <ViewportPortal>
      <svg className="far-edges" aria-hidden="true">
        <path d={normal} />
        <path d={error} className="edge-error" />
      </svg>
    </ViewportPortal>
  )
}

function drawnFar(nodes: readonly CanvasNode[], edges: readonly CanvasEdge[]): { readonly normal: string; readonly error: string } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const paths = { normal: '', error: '' }
  for (const { source, sourceHandle, target, data } of edges) {
    const from = byId.get(source)
    const to = byId.get(target)
    const exit = from === undefined ? undefined : exitPlaces(from.data.face).find((place) => place.exit.id === sourceHandle)
    if (from === undefined || to === undefined || exit === undefined) continue
    const [startX, startY, endX, endY] = [from.position.x + exit.x, from.position.y + exit.y, to.position.x + entryPlace.x, to.position.y + entryPlace.y]
    const way = exit.side === 'bottom' ? `V${endY}H${endX}` : `H${Math.max(startX, endX - TURN_BEFORE)}V${endY}H${endX}`
    paths[data?.isError === true ? 'error' : 'normal'] += `M${startX} ${startY}${way}`
  }
  return paths
}
