import type { PatchValue } from '../edits/document-patcher.ts'
import { edgeId, type Flow } from '../flow.ts'
import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'

/** Pixels on the canvas. */
export type Position = { readonly x: number; readonly y: number }
export type NewNode = { readonly kind: string; readonly version: number; readonly position: Position; readonly config?: { readonly [key: string]: PatchValue } }

/** Adds a node to a flow. Returns its id, or null when the flow is gone. */
export function addNode(draft: Project, flowId: string, node: NewNode, newId: NewId): string | null {
  const flow = draft.flows[flowId]
  if (flow === undefined) return null
  const id = newId()
  flow.nodes[id] = { id, kind: node.kind, version: node.version, position: { ...node.position }, config: { ...node.config } }
  return id
}

/** Moves nodes to where they are said to be; others stay. */
export function moveNodes(draft: Project, flowId: string, positions: Readonly<Record<string, Position>>): void {
  for (const [nodeId, { x, y }] of Object.entries(positions)) {
    const node = draft.flows[flowId]?.nodes[nodeId]
    if (node !== undefined) node.position = { x, y }
  }
}

/** Sets one setting of a node; undefined takes it away, so that the kind's default holds. */
export function setNodeConfig(draft: Project, { flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }, key: string, value: PatchValue | undefined): void {
  const node = draft.flows[flowId]?.nodes[nodeId]
  if (node === undefined) return
  if (value === undefined) delete node.config[key]
  else node.config[key] = value
}

/** Draws the arrow from an exit to a node, in place of one that was there. False when either node is gone. */
export function connect(draft: Project, flowId: string, { from, exit, to }: { readonly from: string; readonly exit: string; readonly to: string }): boolean {
  const flow = draft.flows[flowId]
  if (flow?.nodes[from] === undefined || flow.nodes[to] === undefined) return false
  const id = edgeId(from, exit)
  flow.edges[id] = { id, from, exit, to }
  return true
}

/** Takes arrows away. */
export function disconnect(draft: Project, flowId: string, edgeIds: readonly string[]): void {
  for (const id of edgeIds) delete draft.flows[flowId]?.edges[id]
}

/** Deletes nodes with all arrows at them. */
export function deleteNodes(draft: Project, flowId: string, nodeIds: readonly string[]): void {
  const flow = draft.flows[flowId]
  if (flow === undefined) return
  const gone = new Set(nodeIds)
  for (const edge of Object.values(flow.edges)) if (gone.has(edge.from) || gone.has(edge.to)) delete flow.edges[edge.id]
  for (const id of gone) delete flow.nodes[id]
}

/**
 * Deletes nodes and leads the arrows that came in to where they would have gone on by `onwardExit` ("default").
 * Where a deleted node had no such arrow, the ones that came in end there.
 */
export function deleteAndReconnect(draft: Project, flowId: string, nodeIds: readonly string[], onwardExit = 'default'): void {
  const flow = draft.flows[flowId]
  if (flow === undefined) return
  const gone = new Set(nodeIds)
  const reconnected = Object.values(flow.edges).flatMap(({ from, exit, to }) => {
    const onward = gone.has(to) && !gone.has(from) ? nextThatStays(flow, to, gone, onwardExit) : undefined
    return onward === undefined ? [] : [{ from, exit, to: onward }]
  })
  deleteNodes(draft, flowId, nodeIds)
  for (const edge of reconnected) connect(draft, flowId, edge)
}

function nextThatStays(flow: Flow, nodeId: string, gone: ReadonlySet<string>, exit: string): string | undefined {
  const seen = new Set<string>()
  let at: string | undefined = nodeId
  while (at !== undefined && gone.has(at)) {
    if (seen.has(at)) return undefined
    seen.add(at)
    at = flow.edges[edgeId(at, exit)]?.to
  }
  return at
}

/** Puts a node onto an arrow: the arrow leads to the node, and the node by `exit` to where the arrow led. False when one is gone. */
export function spliceIntoEdge(draft: Project, flowId: string, splice: { readonly edgeId: string; readonly nodeId: string; readonly exit: string }): boolean {
  const edge = draft.flows[flowId]?.edges[splice.edgeId]
  if (edge === undefined || edge.from === splice.nodeId || edge.to === splice.nodeId) return false
  const { from, exit, to } = edge
  return connect(draft, flowId, { from, exit, to: splice.nodeId }) && connect(draft, flowId, { from: splice.nodeId, exit: splice.exit, to })
}
