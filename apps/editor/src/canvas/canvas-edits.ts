import {
  addNode, connect, copyNodes, deleteAndReconnect, deleteNodes, disconnect, moveNodes, pasteNodes, readClipboard, spliceIntoEdge, type Clipboard, type NewNode, type Position, type Project,
} from '@halley/model'
import type { Exit } from '@halley/engine'
import { catalog } from '@halley/nodes'
import type { NodeProposal } from '../palette/node-proposals.ts'
import { newId } from '../stores/new-id.ts'
import { change, projectStore } from '../stores/project-store.ts'
import { select, selectFresh, viewStore } from '../stores/view-store.ts'
import { nodeFace } from './node-face.ts'
import { GRID, nodeSize, onGrid, type Size } from './node-geometry.ts'

/** What a new node is attached to at once. */
export type Attachment = { readonly type: 'none' } | { readonly type: 'exit'; readonly from: string; readonly exit: string } | { readonly type: 'edge'; readonly edgeId: string }

/** Adds a node, attaches and selects it; `moved` are nodes that make room for it. Returns its id; null when there is no project to change. */
export function addProposedNode(flowId: string, proposal: NodeProposal, position: Position, { moved, ...attachment }: Attachment & { readonly moved?: Readonly<Record<string, Position>> } = { type: 'none' }): string | null {
  let id: string | null = null
  const takesArrows = catalog.get(proposal.node.kind)?.hasEntry !== false
  const exit = firstExitOf(proposal.node, flowId)
  change(`Add ${proposal.label}`, (draft) => {
    if (moved !== undefined) moveNodes(draft, flowId, moved)
    id = addNode(draft, flowId, { ...proposal.node, position: onGrid(position) }, newId)
    if (id === null || !takesArrows) return
    if (attachment.type === 'exit') connect(draft, flowId, { from: attachment.from, exit: attachment.exit, to: id })
    if (attachment.type === 'edge') attachToEdge(draft, flowId, { edgeId: attachment.edgeId, nodeId: id, exit })
  })
  if (id !== null) selectFresh(flowId, id)
  return id
}

/** How large the node of a proposal will be drawn in a flow. */
export function sizeOfNew({ node }: NodeProposal, flowId: string): Size {
  return nodeSize(nodeFace({ id: 'new', kind: node.kind, version: node.version, position: { x: 0, y: 0 }, config: node.config ?? {} }, flowId, projectStore.getState().project, catalog))
}

/** Draws an arrow; one that left by the exit before goes. */
export function connectExit(flowId: string, arrow: { readonly from: string; readonly exit: string; readonly to: string }): void {
  change('Connect', (draft) => void connect(draft, flowId, arrow))
}

/** Leads an exit (by the id that its arrow has) to a node; where it led before is what comes after the node. */
export function leadTo(flowId: string, { edgeId, nodeId }: { readonly edgeId: string; readonly nodeId: string }): void {
  const at = edgeId.indexOf(':')
  change('Connect', (draft) => {
    const flow = draft.flows[flowId]
    const node = flow?.nodes[nodeId]
    if (flow === undefined || node === undefined) return
    const exit = firstExitOf(node, flowId)
    const goesOn = exit !== null && flow.edges[`${nodeId}:${exit}`] !== undefined
    if (flow.edges[edgeId] === undefined || goesOn) connect(draft, flowId, { from: edgeId.slice(0, at), exit: edgeId.slice(at + 1), to: nodeId })
    else attachToEdge(draft, flowId, { edgeId, nodeId, exit })
  })
}

/** Leads an arrow from another exit or to another node. */
export function reconnectEdge(flowId: string, edgeId: string, arrow: { readonly from: string; readonly exit: string; readonly to: string }): void {
  change('Reconnect', (draft) => {
    disconnect(draft, flowId, [edgeId])
    connect(draft, flowId, arrow)
  })
}

/** Takes arrows away. */
export function disconnectEdges(flowId: string, edgeIds: readonly string[]): void {
  change(edgeIds.length === 1 ? 'Disconnect' : `Delete ${edgeIds.length} arrows`, (draft) => disconnect(draft, flowId, edgeIds))
}

/** Stores where nodes were dragged to; a lone node that was dropped on an arrow goes into it. */
export function dropDragged(flowId: string, positions: Readonly<Record<string, Position>>, ontoEdgeId: string | null): void {
  const ids = Object.keys(positions)
  if (ids.length === 0) return
  change(ids.length === 1 ? 'Move a node' : `Move ${ids.length} nodes`, (draft) => {
    moveNodes(draft, flowId, positions)
    const [only] = ids
    const node = draft.flows[flowId]?.nodes[only ?? '']
    if (ontoEdgeId !== null && only !== undefined && node !== undefined) attachToEdge(draft, flowId, { edgeId: ontoEdgeId, nodeId: only, exit: firstExitOf(node, flowId) })
  })
}

/** Moves the selected nodes by steps of the grid. */
export function nudge(flowId: string, nodeIds: readonly string[], steps: Position): void {
  const nodes = projectStore.getState().project.flows[flowId]?.nodes ?? {}
  const positions = Object.fromEntries(nodeIds.flatMap((id) => (nodes[id] === undefined ? [] : [[id, { x: nodes[id].position.x + steps.x * GRID, y: nodes[id].position.y + steps.y * GRID }]])))
  if (Object.keys(positions).length > 0) change(nodeIds.length === 1 ? 'Move a node' : `Move ${nodeIds.length} nodes`, (draft) => moveNodes(draft, flowId, positions), { mergeKey: `nudge/${nodeIds.join()}` })
}

/** Deletes what is selected on a canvas; Start stays, a flow cannot be without. With `reconnect` the arrows go on where the nodes were. */
export function deleteSelected(flowId: string, { reconnect }: { readonly reconnect: boolean }): void {
  const { nodeIds, edgeIds } = selectedOn(flowId)
  const nodes = projectStore.getState().project.flows[flowId]?.nodes ?? {}
  const deleted = nodeIds.filter((id) => nodes[id] !== undefined && nodes[id].kind !== 'start')
  if (deleted.length === 0 && edgeIds.length === 0) return
  const label = deleted.length === 0 ? (edgeIds.length === 1 ? 'Disconnect' : `Delete ${edgeIds.length} arrows`) : `Delete ${deleted.length === 1 ? 'a node' : `${deleted.length} nodes`}${reconnect ? ' and reconnect' : ''}`
  change(label, (draft) => {
    disconnect(draft, flowId, edgeIds)
    if (reconnect) deleteAndReconnect(draft, flowId, deleted)
    else deleteNodes(draft, flowId, deleted)
  })
  select({ type: 'none' })
}

/** The selected nodes as text for the real clipboard; null when none is selected. */
export function copySelected(flowId: string): string | null {
  const clip = copyNodes(projectStore.getState().project, flowId, selectedOn(flowId).nodeIds)
  return clip === null ? null : JSON.stringify(clip, null, 2)
}

/** Pastes nodes from the clipboard's text. False when it holds none of ours. */
export function pasteText(flowId: string, text: string, at: Position | undefined): boolean {
  const clip = readClipboard(text)
  if (clip === undefined) return false
  paste('Paste', flowId, clip, at)
  return true
}

/** Puts a copy of the selected nodes beside them. */
export function duplicateSelected(flowId: string): void {
  const clip = copyNodes(projectStore.getState().project, flowId, selectedOn(flowId).nodeIds)
  if (clip !== null) paste('Duplicate', flowId, clip, undefined)
}

function paste(what: string, flowId: string, clipboard: Clipboard, at: Position | undefined): void {
  let ids: string[] = []
  change(`${what} ${clipboard.nodes.length === 1 ? 'a node' : `${clipboard.nodes.length} nodes`}`, (draft) => {
    ids = pasteNodes(draft, { flowId, clipboard, ...(at !== undefined && { at: onGrid(at) }) }, newId)
  })
  if (ids.length > 0) selectNodes(flowId, ids)
}

/** Selects nodes of a canvas, and nothing else. */
export function selectNodes(flowId: string, nodeIds: readonly string[]): void {
  select({ type: 'nodes', flowId, nodeIds, edgeIds: [] })
}

/** What is selected on a canvas. */
export function selectedOn(flowId: string): { readonly nodeIds: readonly string[]; readonly edgeIds: readonly string[] } {
  const { selection } = viewStore.getState()
  return selection.type === 'nodes' && selection.flowId === flowId ? selection : { nodeIds: [], edgeIds: [] }
}

function attachToEdge(draft: Project, flowId: string, { edgeId, nodeId, exit }: { readonly edgeId: string; readonly nodeId: string; readonly exit: string | null }): void {
  const edge = draft.flows[flowId]?.edges[edgeId]
  if (edge === undefined) return
  if (exit === null) connect(draft, flowId, { from: edge.from, exit: edge.exit, to: nodeId })
  else spliceIntoEdge(draft, flowId, { edgeId, nodeId, exit })
}

// The exit by which a spliced node goes on: Default where it has one (behind a loop, not in it), else its first that is no failure.
function firstExitOf(node: Pick<NewNode, 'kind' | 'config'>, flowId: string): string | null {
  const kind = catalog.get(node.kind)
  const config = kind?.config.safeParse(node.config ?? {})
  if (kind === undefined || config?.success !== true) return null
  const exits = kind.exits(config.data, { project: projectStore.getState().project, flowId, nodeId: 'new' })
  return onwardExits(exits)[0]?.id ?? null
}

/** The exits by which a flow goes on behind a node, the likeliest first. */
export function onwardExits(exits: readonly Exit[]): readonly Exit[] {
  return exits.filter((exit) => exit.tone !== 'error').toSorted((left, right) => Number(right.id === 'default') - Number(left.id === 'default'))
}
