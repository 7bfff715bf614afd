import { addNode, connect, createChannel, deleteNodes, setNodeConfig, setTechnicalName, treeNames, type Diagnostic, type Fix, type Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { newId } from '../stores/new-id.ts'
import { change } from '../stores/project-store.ts'
import { askWhatLeadsTo } from '../stores/view-store.ts'

/** What a fix's button says. */
export function fixLabel(fix: Fix): string {
  switch (fix.type) {
    case 'connectToEnd': return 'Connect to End'
    case 'createChannel': return 'New channel'
    case 'setConfig': return fix.label
    case 'renameTechnical': return `Use “${fix.technicalName}”`
    case 'deleteNode': return 'Delete the node'
    case 'leadToNode': return 'Connect it'
  }
}

/** What can be done about a problem by one click, the likeliest to help first: what takes something away comes last. */
export function fixesOf({ fix, otherFix }: Pick<Diagnostic, 'fix' | 'otherFix'>): readonly Fix[] {
  return [fix, otherFix].filter((one) => one !== undefined).toSorted((one, other) => Number(one.type === 'deleteNode') - Number(other.type === 'deleteNode'))
}

/** Carries out a fix as one undoable step; or asks first, where there is something to choose. */
export function applyFix(fix: Fix): void {
  if (fix.type === 'leadToNode') {
    askWhatLeadsTo(fix)
    return
  }
  change(fixLabel(fix), (draft) => fixDraft(draft, fix))
}

/** Does what a fix says to a project; a place that is gone is left alone. */
export function fixDraft(draft: Project, fix: Fix): void {
  switch (fix.type) {
    case 'connectToEnd': {
      const end = endFor(draft, fix.flowId, fix.nodeId)
      if (end !== null) connect(draft, fix.flowId, { from: fix.nodeId, exit: fix.exit, to: end })
      return
    }
    case 'createChannel': {
      if (draft.flows[fix.flowId]?.nodes[fix.nodeId] === undefined) return
      setNodeConfig(draft, fix, 'channelId', createChannel(draft, { name: 'Channel' }, newId))
      return
    }
    case 'setConfig':
      setAt(draft, fix)
      return
    case 'renameTechnical': {
      const collection = treeNames.find((name) => name === fix.collection)
      if (collection !== undefined) setTechnicalName(draft, { collection, id: fix.id }, fix.technicalName)
      return
    }
    case 'deleteNode':
      deleteNodes(draft, fix.flowId, [fix.nodeId])
      return
    // Nothing is chosen yet; the canvas asks.
    case 'leadToNode':
  }
}

/** Pixels from a node to an End that is made for it. */
const END_AT = { x: 288, y: 96 }

// The flow's End, or a new one beside the node where it has none.
function endFor(draft: Project, flowId: string, nodeId: string): string | null {
  const flow = draft.flows[flowId]
  const node = flow?.nodes[nodeId]
  if (flow === undefined || node === undefined) return null
  const existing = Object.values(flow.nodes).find((one) => one.kind === 'end')
  if (existing !== undefined) return existing.id
  return addNode(draft, flowId, { kind: 'end', version: catalog.get('end')?.version ?? 1, position: { x: node.position.x + END_AT.x, y: node.position.y + END_AT.y }, config: { name: 'End' } }, newId)
}

function setAt(draft: Project, { flowId, nodeId, path, value }: Extract<Fix, { type: 'setConfig' }>): void {
  const [first, ...rest] = path
  const last = rest.pop()
  const node = draft.flows[flowId]?.nodes[nodeId]
  if (first === undefined || node === undefined) return
  if (last === undefined) {
    setNodeConfig(draft, { flowId, nodeId }, first, value)
    return
  }
  let at: unknown = node.config[first]
  for (const step of rest) at = isBranch(at) ? at[step] : undefined
  if (isBranch(at)) at[last] = value
}

function isBranch(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
