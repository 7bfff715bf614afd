import type { Edge, Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'
import { arrowToFill, goesBetween } from './arrow-to-fill.ts'
import { onwardExits, type Attachment } from './canvas-edits.ts'
import { firstFreeExit } from './connecting.ts'
import { ARROW, boxesOf, isFree, placeBehind } from './free-place.ts'
import type { NodeFaces } from './node-face.ts'
import { nodeSize, onGrid, type Size } from './node-geometry.ts'

type Position = { readonly x: number; readonly y: number }
type Drawing = { readonly flow: Flow; readonly faces: NodeFaces }
type Newcomer = { readonly proposal: NodeProposal; /** How large it will be drawn. */ readonly size: Size }
export type Attached = {
  readonly attachment: Attachment
  /** Null where the selection says nothing about it. */
  readonly place: Position | null
  /** Where other nodes go to make room. */
  readonly moved?: Readonly<Record<string, Position>>
}

/**
 * Says where a node goes that is added without pointing at a place: behind the selected node by its free exit, else into
 * the arrow by which that one goes on (or, for one without exits, the only arrow that leads to it); with an arrow
 * selected, or in a new flow, into that arrow. Only an End, behind which nothing comes, and a note stay unconnected.
 */
export function attachBySelection({ flow, faces }: Drawing, { proposal, size }: Newcomer, selected: { readonly nodeIds: readonly string[]; readonly edgeIds: readonly string[] }): Attached {
  const after = selected.nodeIds.find((id) => flow.nodes[id] !== undefined)
  if (after === undefined) {
    const arrow = goesBetween(proposal) ? arrowToFill(flow, selected.edgeIds) : null
    return arrow === null ? { attachment: { type: 'none' }, place: null } : attachToArrow({ flow, faces }, arrow, size)
  }
  const exit = firstFreeExit(faces, flow.edges, after)
  if (exit !== null && catalog.get(proposal.node.kind)?.hasEntry !== false) return { attachment: { type: 'exit', from: after, exit }, place: placeBehind(flow, faces, { after, size }) }
  const arrow = goesBetween(proposal) ? arrowAt(flow, faces, after) : undefined
  return arrow === undefined ? { attachment: { type: 'none' }, place: placeBehind(flow, faces, { after, size }) } : attachToArrow({ flow, faces }, arrow, size)
}

/** Says where a node goes that is put into an arrow: between the two nodes of it, which make room; behind the first of them where there is no such place. */
export function attachToArrow({ flow, faces }: Drawing, arrow: Edge, size: Size): Attached {
  return { attachment: { type: 'edge', edgeId: arrow.id }, ...(roomBetween({ flow, faces }, arrow, size) ?? { place: placeBehind(flow, faces, { after: arrow.from, size }) }) }
}

// The arrow by which a node goes on; of a node without exits the only one that leads to it.
function arrowAt({ edges }: Flow, faces: NodeFaces, nodeId: string): Edge | undefined {
  const onward = onwardExits(faces.get(nodeId)?.exits ?? [])
  if (onward.length > 0) return onward.flatMap((exit) => edges[`${nodeId}:${exit.id}`] ?? [])[0]
  const [only, ...others] = Object.values(edges).filter((edge) => edge.to === nodeId)
  return others.length === 0 ? only : undefined
}

/** The fewest pixels of an arrow that are still to be seen. */
const SHORTEST_ARROW = 32

// The middle between the two nodes of an arrow. Where that is too narrow, everything from the second node on goes to the
// right; an arrow back has no such place.
function roomBetween({ flow: { nodes }, faces }: Drawing, { from, to }: Edge, size: Size): Pick<Attached, 'moved'> & { readonly place: Position } | null {
  const [left, right, face] = [nodes[from], nodes[to], faces.get(from)]
  if (left === undefined || right === undefined || face === undefined) return null
  const begin = left.position.x + nodeSize(face).width
  const room = right.position.x - begin
  if (room < 0) return null
  const by = room < size.width + 2 * SHORTEST_ARROW ? onGrid({ x: size.width + 2 * ARROW - room, y: 0 }).x : 0
  const place = onGrid({ x: (begin + right.position.x + by - size.width) / 2, y: by > 0 ? left.position.y : (left.position.y + right.position.y) / 2 })
  const moved = Object.fromEntries(Object.values(nodes).flatMap(({ id, position: { x, y } }) => (by > 0 && x >= right.position.x ? [[id, { x: x + by, y }]] : [])))
  const after = Object.fromEntries(Object.values(nodes).map((node) => [node.id, { ...node, position: moved[node.id] ?? node.position }]))
  return isFree(boxesOf({ nodes: after }, faces), place, size) ? { place, moved } : null
}
