import type { AnyNodeKind, Catalog, Exit } from '@halley/engine'
import type { Flow, Node, Project } from '@halley/model'
import { readConfig } from './node-config.ts'

/** card: the generic look; pill: Start and End; note: words on the canvas. */
export type NodeShape = 'card' | 'pill' | 'note'

/** All that the canvas draws of a node, in words and numbers; two faces with the same content are one object. */
export type NodeFace = {
  readonly id: string
  readonly kind: string
  readonly isKnown: boolean
  readonly shape: NodeShape
  /** The kind in words: "Comet message". */
  readonly kindTitle: string
  readonly title: string
  /** One plain sentence; may be empty. */
  readonly summary: string
  /** A lucide icon's name. */
  readonly icon: string
  readonly tone: string
  /** The hue of the message that the node is about: 0 to 9. */
  readonly hue: number | null
  readonly exits: readonly Exit[]
  readonly hasEntry: boolean
  /** May an arrow lead from the node to itself? Only where a run waits in between. */
  readonly mayLoop: boolean
}

const shapes: Readonly<Record<string, NodeShape>> = { start: 'pill', end: 'pill', note: 'note' }

/** Says what a node looks like. A kind that is not in the catalog is kept and shown. */
export function nodeFace(node: Node, flowId: string, project: Project, catalog: Catalog): NodeFace {
  const kind = catalog.get(node.kind)
  return kind === undefined ? unknownFace(node, project.flows[flowId]) : knownFace(node, kind, { project, flowId, nodeId: node.id })
}

function knownFace(node: Node, kind: AnyNodeKind, context: { project: Project; flowId: string; nodeId: string }): NodeFace {
  const { config, fits } = readConfig(kind, node)
  const messageId = kind.look.messageId?.(config) ?? null
  return {
    id: node.id,
    kind: node.kind,
    isKnown: true,
    shape: shapes[node.kind] ?? 'card',
    kindTitle: kind.title,
    title: kind.look.title?.(config, context) ?? kind.title,
    summary: fits ? kind.look.summary(config, context) : 'Some of its properties cannot be read; open them to mend it',
    icon: kind.look.icon,
    tone: kind.look.tone,
    hue: context.project.messages[messageId ?? '']?.hue ?? null,
    exits: kind.exits(config, context),
    hasEntry: kind.hasEntry !== false,
    mayLoop: kind.waits === true,
  }
}

// The exits of an unknown kind are those that its arrows leave by.
function unknownFace(node: Node, flow: Flow | undefined): NodeFace {
  const exits = Object.values(flow?.edges ?? {}).filter((edge) => edge.from === node.id).map((edge) => ({ id: edge.exit, label: edge.exit }))
  return {
    id: node.id, kind: node.kind, isKnown: false, shape: 'card', kindTitle: 'Unknown node kind', title: 'Unknown node kind', summary: `Unknown node kind ${node.kind} (kept as it is)`,
    icon: 'circle-help', tone: 'note', hue: null, exits, hasEntry: true, mayLoop: false,
  }
}

export type NodeFaces = ReadonlyMap<string, NodeFace>

/** The faces of all nodes of a flow; those that say the same as before are the same objects, so that nothing is drawn anew for them. */
export function nodeFaces(flowId: string, project: Project, catalog: Catalog, before: NodeFaces = new Map()): NodeFaces {
  const faces = new Map<string, NodeFace>()
  let changed = false
  for (const node of Object.values(project.flows[flowId]?.nodes ?? {})) {
    const face = nodeFace(node, flowId, project, catalog)
    const old = before.get(node.id)
    const same = old !== undefined && saysTheSame(old, face)
    changed ||= !same
    faces.set(node.id, same ? old : face)
  }
  return changed || faces.size !== before.size ? faces : before
}

function saysTheSame(left: NodeFace, right: NodeFace): boolean {
  return (
    left.kind === right.kind && left.isKnown === right.isKnown && left.title === right.title && left.summary === right.summary && left.icon === right.icon && left.tone === right.tone &&
    left.hue === right.hue && left.hasEntry === right.hasEntry && left.exits.length === right.exits.length &&
    left.exits.every((exit, at) => exit.id === right.exits[at]?.id && exit.label === right.exits[at].label && exit.tone === right.exits[at].tone)
  )
}

/** What a screen reader calls a node: "Comet message: Send Ticket on escalation". */
export function faceInWords({ kindTitle, summary, isKnown }: Pick<NodeFace, 'kindTitle' | 'summary' | 'isKnown'>): string {
  if (!isKnown) return summary
  return summary === '' || summary === kindTitle ? kindTitle : `${kindTitle}: ${summary}`
}
