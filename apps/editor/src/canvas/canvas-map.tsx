import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, type PointerEvent } from 'react'
import type { CanvasNode } from './canvas-graph.ts'
import { nodeSize } from './node-geometry.ts'

/** Pixels. */
const WIDTH = 144
const HEIGHT = 96
/** Pixels of canvas around the outermost nodes. */
const MARGIN = 200

type Bounds = { readonly x: number; readonly y: number; readonly scale: number }

/**
 * The flow in small, with the part that is seen. Drawn on a bitmap once per change of the nodes; while the canvas is
 * moved only the frame moves, without React.
 */
export function CanvasMap({ nodes, isAuto }: { readonly nodes: readonly CanvasNode[]; /** Shown only where there is room. */ readonly isAuto: boolean }) {
  const camera = useReactFlow()
  const store = useStoreApi()
  const bitmap = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const bounds = useMemo(() => boundsOf(nodes), [nodes])

  useEffect(() => {
    if (bitmap.current !== null) paint(bitmap.current, nodes, bounds)
  }, [nodes, bounds])

  useEffect(() => {
    const place = () => {
      const { transform: [x, y, zoom], width, height } = store.getState()
      if (frame.current === null) return
      frame.current.style.transform = `translate(${(-x / zoom - bounds.x) * bounds.scale}px, ${(-y / zoom - bounds.y) * bounds.scale}px)`
      frame.current.style.width = `${(width / zoom) * bounds.scale}px`
      frame.current.style.height = `${(height / zoom) * bounds.scale}px`
    }
    place()
    return store.subscribe(place)
  }, [store, bounds])

  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    void camera.setCenter((event.clientX - box.left) / bounds.scale + bounds.x, (event.clientY - box.top) / bounds.scale + bounds.y, { zoom: camera.getZoom() })
  }
  return (
    <div className="canvas-map nowheel nopan" data-auto={isAuto || undefined} aria-hidden="true" onPointerDown={goTo} onPointerMove={goTo}>
      <canvas ref={bitmap} width={WIDTH * 2} height={HEIGHT * 2} style={{ width: WIDTH, height: HEIGHT }} />
      <div ref={frame} className="canvas-map-frame" />
    </div>
  )
}

function boundsOf(nodes: readonly CanvasNode[]): Bounds {
  let [left, top, right, bottom] = [0, 0, 400, 300]
  for (const { position, data } of nodes) {
    const { width, height } = nodeSize(data.face)
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + width)
    bottom = Math.max(bottom, position.y + height)
  }
  const scale = Math.min(WIDTH / (right - left + 2 * MARGIN), HEIGHT / (bottom - top + 2 * MARGIN))
  return { x: (left + right) / 2 - WIDTH / 2 / scale, y: (top + bottom) / 2 - HEIGHT / 2 / scale, scale }
}

function paint(bitmap: HTMLCanvasElement, nodes: readonly CanvasNode[], bounds: Bounds): void {
  const pen = bitmap.getContext('2d')
  if (pen === null) return
  const style = getComputedStyle(bitmap)
  const quiet = style.getPropertyValue('--line-control')
  pen.setTransform(2, 0, 0, 2, 0, 0)
  pen.clearRect(0, 0, WIDTH, HEIGHT)
  for (const { position, data, selected } of nodes) {
    const { width, height } = nodeSize(data.face)
    pen.fillStyle = resolved(style, selected === true ? '--accent' : data.face.hue === null ? '' : `--hue-${data.face.hue}`, quiet)
    pen.globalAlpha = data.face.hue === null && selected !== true ? 0.5 : 1
    pen.fillRect((position.x - bounds.x) * bounds.scale, (position.y - bounds.y) * bounds.scale, Math.max(1.5, width * bounds.scale), Math.max(1.5, height * bounds.scale))
  }
}

// A bitmap takes no light-dark(): the scheme chooses here.
function resolved(style: CSSStyleDeclaration, name: string, otherwise: string): string {
  const written = (name === '' ? otherwise : style.getPropertyValue(name)).trim()
  const both = /^light-dark\(\s*(#[0-9a-f]+)\s*,\s*(#[0-9a-f]+)\s*\)$/i.exec(written)
  if (both === null) return written
  const isDark = style.colorScheme.includes('dark') && (!style.colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches)
  return (isDark ? both[2] : both[1]) ?? written
}
