import type { Edge, Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'
import { arrowToFill, goesBetween } from './arrow-to-fill.ts'
import { freePlace, type Attachment } from './canvas-edits.ts'
import { firstFreeExit } from './connecting.ts'
import type { NodeFaces } from './node-face.ts'
import { CARD_WIDTH, nodeSize, onGrid } from './node-geometry.ts'

type Position = { readonly x: number; readonly y: number }
export type Attached = { readonly attachment: Attachment; /** Null where the selection says nothing about it. */ readonly place: Position | null }

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
  return arrow === undefined ? { attachment: { type: 'none' }, place: beside } : { attachment: { type: 'edge', edgeId: arrow.id }, place: placeBetween(flow, faces, arrow) ?? beside }
}

// The arrow by which a node goes on, its first that is no failure; of a node without exits the only one that leads to it.
function arrowAt({ edges }: Flow, faces: NodeFaces, nodeId: string): Edge | undefined {
  const onward = (faces.get(nodeId)?.exits ?? []).filter((exit) => exit.tone !== 'error')
  if (onward.length > 0) return onward.flatMap((exit) => edges[`${nodeId}:${exit.id}`] ?? [])[0]
  const [only, ...others] = Object.values(edges).filter((edge) => edge.to === nodeId)
  return others.length === 0 ? only : undefined
}

/** Pixels of arrow that are still to be seen on either side of a card between two nodes. */
const SHOWN_ARROW = 16

// The middle between the two nodes of an arrow, when a card fits there and nothing else stands in the way.
function placeBetween({ nodes }: Flow, faces: NodeFaces, { from, to }: Edge): Position | null {
  const [left, right, face] = [nodes[from], nodes[to], faces.get(from)]
  if (left === undefined || right === undefined || face === undefined) return null
  const begin = left.position.x + nodeSize(face).width
  if (right.position.x - begin < CARD_WIDTH + 2 * SHOWN_ARROW) return null
  const place = onGrid({ x: (begin + right.position.x - CARD_WIDTH) / 2, y: (left.position.y + right.position.y) / 2 })
  const isTaken = Object.values(nodes).some((node) => {
    const other = faces.get(node.id)
    if (other === undefined) return false
    const { width, height } = nodeSize(other)
    return node.position.x < place.x + CARD_WIDTH && place.x < node.position.x + width && node.position.y < place.y + 96 && place.y < node.position.y + height
  })
  return isTaken ? null : place
}
