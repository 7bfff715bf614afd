import type { Exit } from '@halley/engine'
import { mayConnect } from './connecting.ts'
import type { NodeFace } from './node-face.ts'
import { nodeSize } from './node-geometry.ts'
import type { CanvasGraph } from './use-canvas-graph.ts'

/** An exit from which an arrow could lead to a node. */
export type WayToNode = {
  readonly face: NodeFace
  readonly exit: Exit
  /** The node that the exit leads to now, which then comes after; undefined where it leads nowhere. */
  readonly next: string | undefined
  /** Under which words it is offered. */
  readonly group: (typeof groups)[number]
}

/** The likeliest first: an open end is what a new node is for most often, a failure least. */
const groups = ['Exits that lead nowhere', 'Into an arrow', 'When something fails'] as const

/** All that could lead to a node, the likeliest first: what a run comes by before what it leaves by only when it fails, and of these what stands nearest before the node. */
export function waysToNode({ flow, faces }: Pick<CanvasGraph, 'flow' | 'faces'>, nodeId: string): readonly WayToNode[] {
  const ways = [...faces.values()].flatMap((face) => (face.id !== nodeId && mayConnect(faces, face.id, nodeId) ? face.exits.map((exit): WayToNode => {
    const next = flow.edges[`${face.id}:${exit.id}`]?.to
    return { face, exit, next, group: exit.tone === 'error' ? groups[2] : next === undefined ? groups[0] : groups[1] }
  }) : []))
  const distances = new Map(ways.map(({ face }) => [face.id, distance({ flow, faces }, face.id, nodeId)]))
  return ways.toSorted((one, other) => groups.indexOf(one.group) - groups.indexOf(other.group) || (distances.get(one.face.id) ?? 0) - (distances.get(other.face.id) ?? 0))
}

// From where a node is left to where the other is entered; one that stands behind counts as three times as far.
function distance({ flow, faces }: Pick<CanvasGraph, 'flow' | 'faces'>, fromId: string, toId: string): number {
  const [from, to, face] = [flow.nodes[fromId]?.position, flow.nodes[toId]?.position, faces.get(fromId)]
  if (from === undefined || to === undefined || face === undefined) return Number.POSITIVE_INFINITY
  const right = to.x - (from.x + nodeSize(face).width)
  return Math.hypot(right < 0 ? 3 * right : right, to.y - from.y)
}
