import type { Flow, Position } from '@halley/model'
import type { NodeFaces } from './node-face.ts'
import { GRID, nodeSize, onGrid, type Size } from './node-geometry.ts'

/** A part of the canvas, in its pixels. */
export type Box = Position & Size

/** Pixels of arrow between a node and what is put behind it. */
export const ARROW = 64
/** Pixels that stay free around a new node: an Error exit and its word fit in between. */
const APART = 24
/** Pixels from one place that is tried to the next. */
const STEP = 2 * GRID
/** How many rings of places around the wanted one are tried: more than a window shows when it is zoomed out. */
const MOST_RINGS = 80

/** All that stands on a canvas, each in the size in which it is drawn. */
export function boxesOf({ nodes }: Pick<Flow, 'nodes'>, faces: NodeFaces): Box[] {
  return Object.values(nodes).flatMap(({ id, position: { x, y } }) => {
    const face = faces.get(id)
    return face === undefined ? [] : [{ x, y, ...nodeSize(face) }]
  })
}

/** Is nothing where something of this size would stand, nor close beside it? */
export function isFree(taken: readonly Box[], { x, y }: Position, { width, height }: Size): boolean {
  return !taken.some((box) => x < box.x + box.width + APART && box.x < x + width + APART && y < box.y + box.height + APART && box.y < y + height + APART)
}

/** The place behind a node that its arrow leads to: to the right of it, lower where that is taken. */
export function placeBehind(flow: Flow, faces: NodeFaces, { after, size }: { readonly after: string; readonly size: Size }): Position {
  const node = flow.nodes[after]
  const face = faces.get(after)
  const place = node === undefined || face === undefined ? { x: 0, y: 0 } : onGrid({ x: node.position.x + nodeSize(face).width + ARROW, y: node.position.y })
  const taken = boxesOf(flow, faces)
  while (!isFree(taken, place, size)) place.y += STEP
  return place
}

/**
 * The free place that is nearest to the wanted one, wholly within what can be seen while there is one; else the nearest
 * anywhere, and below everything where all around is full.
 */
export function nearestFreePlace({ taken, size, wanted, sight }: { readonly taken: readonly Box[]; readonly size: Size; readonly wanted: Position; readonly sight: Box }): Position {
  const isSeen = ({ x, y }: Position) => x >= sight.x && y >= sight.y && x + size.width <= sight.x + sight.width && y + size.height <= sight.y + sight.height
  const middle = onGrid(wanted)
  let outOfSight: Position | null = null
  for (let ring = 0; ring <= MOST_RINGS; ring += 1) {
    for (const place of ringAround(middle, ring)) {
      if (!isFree(taken, place, size)) continue
      if (isSeen(place)) return place
      outOfSight ??= place
    }
  }
  return outOfSight ?? onGrid({ x: middle.x, y: Math.max(...taken.map(({ y, height }) => y + height)) + ARROW })
}

// The places of a square ring, those nearest to its middle first.
function ringAround({ x, y }: Position, ring: number): Position[] {
  if (ring === 0) return [{ x, y }]
  const places: Position[] = []
  for (let aside = 0; aside <= ring; aside += 1) {
    for (const [right, down] of [[ring, aside], [-ring, aside], [aside, ring], [aside, -ring], [ring, -aside], [-ring, -aside], [-aside, ring], [-aside, -ring]] as const) {
      places.push({ x: x + right * STEP, y: y + down * STEP })
    }
  }
  return places
}
