import type { Flow } from '@halley/model'
import type { NodeFaces } from './node-face.ts'
import { nodeSize } from './node-geometry.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The node that an arrow key leads to. Right and left follow the arrows of the flow first (the first exit that leads
 * somewhere, the first arrow that comes in); else, and for up and down, the nearest node in that direction.
 */
export function neighbourOf(flow: Flow, faces: NodeFaces, nodeId: string, direction: Direction): string | null {
  if (direction === 'right') {
    const next = faces.get(nodeId)?.exits.map((exit) => flow.edges[`${nodeId}:${exit.id}`]?.to).find((to) => to !== undefined && to !== nodeId)
    if (next !== undefined) return next
  }
  if (direction === 'left') {
    const before = Object.values(flow.edges).find((edge) => edge.to === nodeId && edge.from !== nodeId)
    if (before !== undefined) return before.from
  }
  return nearestTowards(flow, faces, nodeId, direction)
}

function nearestTowards(flow: Flow, faces: NodeFaces, nodeId: string, direction: Direction): string | null {
  const from = centreOf(flow, faces, nodeId)
  if (from === null) return null
  let best: { readonly id: string; readonly distance: number } | null = null
  for (const id of Object.keys(flow.nodes)) {
    const to = id === nodeId ? null : centreOf(flow, faces, id)
    if (to === null) continue
    const [ahead, aside] = direction === 'left' || direction === 'right' ? [to.x - from.x, to.y - from.y] : [to.y - from.y, to.x - from.x]
    const forward = direction === 'left' || direction === 'up' ? -ahead : ahead
    if (forward <= 0) continue
    // Twice as dear to go aside: what lies straight ahead is meant.
    const distance = forward + 2 * Math.abs(aside)
    if (best === null || distance < best.distance) best = { id, distance }
  }
  return best?.id ?? null
}

/** The node to begin with: the Start, else the one furthest left. */
export function firstNode(flow: Flow): string | null {
  const nodes = Object.values(flow.nodes)
  const start = nodes.find((node) => node.kind === 'start')
  return (start ?? nodes.toSorted((a, b) => a.position.x - b.position.x)[0])?.id ?? null
}

function centreOf(flow: Flow, faces: NodeFaces, nodeId: string): { x: number; y: number } | null {
  const node = flow.nodes[nodeId]
  const face = faces.get(nodeId)
  if (node === undefined || face === undefined) return null
  const { width, height } = nodeSize(face)
  return { x: node.position.x + width / 2, y: node.position.y + height / 2 }
}
