import type { Flow } from '@halley/model'
import type { Viewport } from '@xyflow/react'

/** Where a flow is entered that is too large to be read as a whole: its Start beside the palette, in a size in which words can be read. */
const READABLE: Viewport = { x: 72, y: 64, zoom: 0.75 }

/** The first view of a flow that does not fit a window at the smallest zoom that fitting uses, so that nobody lands in its middle; null for all that fit. */
export function beginningOf({ nodes }: Flow, smallestZoom: number): Viewport | null {
  const places = Object.values(nodes).map(({ position }) => position)
  const start = Object.values(nodes).find(({ kind }) => kind === 'start')
  const width = Math.max(...places.map(({ x }) => x)) - Math.min(...places.map(({ x }) => x))
  const height = Math.max(...places.map(({ y }) => y)) - Math.min(...places.map(({ y }) => y))
  // About half of the window is the canvas.
  if (start === undefined || (width * smallestZoom < innerWidth / 2 && height * smallestZoom < innerHeight / 2)) return null
  const { x, y, zoom } = READABLE
  return { x: x - start.position.x * zoom, y: y - start.position.y * zoom, zoom }
}
