import type { Edge, Flow } from '@halley/model'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'

/** The arrow that a node is put into when no place was pointed at: the one that is selected, or that from Start to End while a flow is new; null when there is none. */
export function arrowToFill({ nodes, edges }: Flow, selectedEdgeIds: readonly string[]): Edge | null {
  const [only, ...others] = selectedEdgeIds.length > 0 ? selectedEdgeIds.flatMap((id) => edges[id] ?? []) : Object.values(edges)
  const from = nodes[only?.from ?? '']
  const to = nodes[only?.to ?? '']
  if (only === undefined || others.length > 0 || from === undefined || to === undefined) return null
  const isNew = from.kind === 'start' && to.kind === 'end' && Object.keys(nodes).length === 2
  return selectedEdgeIds.length === 0 && !isNew ? null : only
}

/** Can a node of this kind stand between two others? A note has no entry, and nothing comes after an End. */
export function goesBetween({ node }: NodeProposal): boolean {
  return node.kind !== 'end' && catalog.get(node.kind)?.hasEntry !== false
}
