import type { Edge, Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'
import { arrowToFill, goesBetween } from './arrow-to-fill.ts'
import { freePlace, onwardExits, type Attachment } from './canvas-edits.ts'
import { firstFreeExit } from './connecting.ts'
import type { NodeFaces } from './node-face.ts'
import { CARD_WIDTH, nodeSize, onGrid } from './node-geometry.ts'

type Position = { readonly x: number; readonly y: number }
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
export function attachBySelection({ flow, faces }: { readonly flow: Flow; readonly faces: NodeFaces }, proposal: NodeProposal, selected: { readonly nodeIds: readonly string[]; readonly edgeIds: readonly string[] }): Attached {
  const after = selected.nodeIds.find((id) => flow.nodes[id] !== undefined)
  if (after === undefined) {
    const arrow = goesBetween(proposal) ? arrowToFill(flow, selected.edgeIds) : null
    return arrow === null ? { attachment: { type: 'none' }, place: null } : { attachment: { type: 'edge', edgeId: arrow.id }, place: arrow.middle }
  }
  const beside = freePlace(flow, faces, { after })
  const exit = firstFreeExit(faces, flow.edges, after)
  if (exit !== null && catalog.get(proposal.node.kind)?.hasEntry !== false) return { attachment: { type: 'exit', from: after, exit }, place: beside }
  const arrow = goesBetween(proposal) ? arrowAt(flow, faces, after) : undefined
  return arrow === undefined ? { attachment: { type: 'none' }, place: beside } : { attachment: { type: 'edge', edgeId: arrow.id }, ...(roomBetween(flow, faces, arrow) ?? { place: beside }) }
}

// The arrow by which a node goes on; of a node without exits the only one that leads to it.
function arrowAt({ edges }: Flow, faces: NodeFaces, nodeId: string): Edge | undefined {
  const onward = onwardExits(faces.get(nodeId)?.exits ?? [])
  if (onward.length > 0) return onward.flatMap((exit) => edges[`${nodeId}:${exit.id}`] ?? [])[0]
  const [only, ...others] = Object.values(edges).filter((edge) => edge.to === nodeId)
  return others.length === 0 ? only : undefined
}

/** Pixels of arrow on either side of a card that is put between two nodes; and the fewest that are still to be seen. */
const ARROW = 64
const SHORTEST_ARROW = 16

// The middle between the two nodes of an arrow. Where that is too narrow, everything from the second node on goes to the
// right; an arrow back has no such place.
function roomBetween({ nodes }: Flow, faces: NodeFaces, { from, to }: Edge): Pick<Attached, 'moved'> & { readonly place: Position } | null {
  const [left, right, face] = [nodes[from], nodes[to], faces.get(from)]
  if (left === undefined || right === undefined || face === undefined) return null
  const begin = left.position.x + nodeSize(face).width
  const room = right.position.x - begin
  if (room < 0) return null
  const by = room < CARD_WIDTH + 2 * SHORTEST_ARROW ? onGrid({ x: CARD_WIDTH + 2 * ARROW - room, y: 0 }).x : 0
  const place = onGrid({ x: (begin + right.position.x + by - CARD_WIDTH) / 2, y: by > 0 ? left.position.y : (left.position.y + right.position.y) / 2 })
  const moved = Object.fromEntries(Object.values(nodes).flatMap(({ id, position: { x, y } }) => (by > 0 && x >= right.position.x ? [[id, { x: x + by, y }]] : [])))
  const isTaken = Object.values(nodes).some((node) => {
    const other = faces.get(node.id)
    if (other === undefined) return false
    const { width, height } = nodeSize(other)
    const { x, y } = moved[node.id] ?? node.position
    return x < place.x + CARD_WIDTH && place.x < x + width && y < place.y + 96 && place.y < y + height
  })
  return isTaken ? null : { place, moved }
}
