import type { Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'
import { CARD_WIDTH, onGrid } from './node-geometry.ts'

/** The arrow that a node is put into when no place was pointed at: the one that is selected, or that from Start to End while a flow is new; null when there is none. `middle` is the place of a card between its two nodes. */
export function arrowToFill({ nodes, edges }: Flow, selectedEdgeIds: readonly string[]): { readonly id: string; readonly middle: { readonly x: number; readonly y: number } } | null {
  const [only, ...others] = selectedEdgeIds.length > 0 ? selectedEdgeIds.flatMap((id) => edges[id] ?? []) : Object.values(edges)
  const from = nodes[only?.from ?? '']
  const to = nodes[only?.to ?? '']
  if (only === undefined || others.length > 0 || from === undefined || to === undefined) return null
  const isNew = from.kind === 'start' && to.kind === 'end' && Object.keys(nodes).length === 2
  if (selectedEdgeIds.length === 0 && !isNew) return null
  return { id: only.id, middle: onGrid({ x: (from.position.x + to.position.x) / 2 - CARD_WIDTH / 4, y: (from.position.y + to.position.y) / 2 }) }
}

/** Can a node of this kind stand between two others? A note has no entry, and nothing comes after an End. */
export function goesBetween({ node }: NodeProposal): boolean {
  return node.kind !== 'end' && catalog.get(node.kind)?.hasEntry !== false
}
