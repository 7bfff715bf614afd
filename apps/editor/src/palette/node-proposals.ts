import type { AnyNodeKind, Catalog } from '@halley/engine'
import { inOrder, type CollectionName, type FlowType, type MemberOwner, type NewNode, type Project, type ValueTarget } from '@halley/model'

/** A node that could be added: its kind with the properties it begins with. */
export type NodeProposal = {
  readonly key: string
  readonly label: string
  /** What it is for; also searched. */
  readonly help: string
  readonly icon: string
  readonly group: AnyNodeKind['group']
  readonly hue: number | null
  readonly node: Pick<NewNode, 'kind' | 'version' | 'config'>
}

type NodeConfig = NonNullable<NewNode['config']>

export const groupTitles: Readonly<Record<AnyNodeKind['group'], string>> = { screen: 'Screens', flow: 'Flow', data: 'Data', comet: 'Comet', annotation: 'Notes' }
const groupOrder: readonly AnyNodeKind['group'][] = ['comet', 'screen', 'data', 'flow', 'annotation']

/** The kinds that may stand in a flow of this type, by group, in the order of the catalog. */
export function kindsFor(catalog: Catalog, flowType: FlowType): { readonly group: AnyNodeKind['group']; readonly kinds: readonly AnyNodeKind[] }[] {
  const offered = [...catalog.values()].filter((kind) => kind.notInPalette !== true && (kind.flowTypes === undefined || kind.flowTypes.includes(flowType)))
  return groupOrder.map((group) => ({ group, kinds: offered.filter((kind) => kind.group === group) })).filter(({ kinds }) => kinds.length > 0)
}

/** The node of a kind as it is when it has just been added to a project. */
export function freshNodeOf(kind: AnyNodeKind, project: Project): NodeProposal {
  // Configs are JSON by their schemas.
  return proposalOf(kind, kind.begins?.({ project }))
}

/** The plain node of a kind; what is not given has the kind's default. */
export function proposalOf(kind: AnyNodeKind, config: NodeConfig = {}): NodeProposal {
  return { key: kind.kind, label: kind.title, help: kind.help, icon: kind.look.icon, group: kind.group, hue: null, node: { kind: kind.kind, version: kind.version, config } }
}

/**
 * The nodes that a resource means on the canvas: a message is sent, a channel listened to, a flow run, a navigation item
 * gone to, a field assigned, a service asked; a list is walked or worked on. None for those that mean nothing there, and
 * none of a kind that may not stand in this flow.
 */
export function proposalsForResource(project: Project, catalog: Catalog, resource: { readonly collection: CollectionName; readonly id: string }, flowType: FlowType): NodeProposal[] {
  return meaningsOf(project, resource).flatMap((meant) => {
    const kind = catalog.get(meant.kind)
    if (kind === undefined || (kind.flowTypes !== undefined && !kind.flowTypes.includes(flowType))) return []
    return [{ ...proposalOf(kind, meant.config), key: `${resource.collection}/${resource.id}/${meant.kind}`, label: meant.label, help: kind.title, hue: meant.hue ?? null }]
  })
}

/** What a field or list of a message means on the canvas: it is assigned. Rows of lists are set by whoever has one, and fields inside a list with it. */
export function proposalsForMember(project: Project, catalog: Catalog, { collection, id, memberId }: MemberOwner & { readonly memberId: string }): NodeProposal[] {
  const member = collection === 'messages' ? project.messages[id]?.members[memberId] : undefined
  const kind = catalog.get('assignment')
  if (member === undefined || member.parentId !== null || kind === undefined) return []
  const assigned = proposalOf(kind, assignTo({ type: 'messageMember', messageId: id, memberId }))
  return [{ ...assigned, key: `member/${memberId}`, label: `Set ${project.messages[id]?.name ?? ''} ${member.name}`, help: kind.title }]
}

type Meaning = { readonly kind: string; readonly config: NodeConfig; readonly label: string; readonly hue?: number }

function meaningsOf(project: Project, { collection, id }: { readonly collection: CollectionName; readonly id: string }): Meaning[] {
  const name = project[collection][id]?.name
  if (name === undefined) return []
  switch (collection) {
    case 'flows':
      // An endpoint flow answers requests; nothing else runs it.
      return project.flows[id]?.type === 'endpoint' ? [] : [{ kind: 'sub-flowchart', config: { flowId: id }, label: `Run "${name}"` }]
    case 'messages':
      return [{ kind: 'comet-message', config: { action: 'send', messageId: id, channelId: onlyChannelFor(project, id) }, label: `Send ${name}`, ...hueOf(project, id) }]
    case 'channels':
      return [{ kind: 'comet-message', config: { action: 'listen', channelId: id }, label: `Listen to ${name}` }]
    case 'navigation':
      return [{ kind: 'navigation', config: { navigationId: id }, label: `Go to "${name}"` }]
    case 'fields':
      return [{ kind: 'assignment', config: assignTo({ type: 'field', fieldId: id }), label: `Set ${name}` }]
    case 'lists':
      return [
        { kind: 'loop', config: { list: project.lists[id]?.technicalName ?? '' }, label: `Take the rows of ${name} in turn` },
        { kind: 'list-action', config: { list: { type: 'list', listId: id } }, label: `Add, change or load rows of ${name}` },
        ...(project.lists[id]?.storage === 'session' ? [{ kind: 'assignment', config: assignTo({ type: 'list', listId: id }), label: `Set ${name}` }] : []),
      ]
    case 'folders':
    case 'choices':
    case 'personas':
    case 'rules':
      return []
    case 'rooms':
      return [{ kind: 'room', config: { roomId: id, action: 'post' }, label: `Post in ${name}` }]
    case 'connections':
      return [{ kind: 'http-request', config: { connectionId: id }, label: `Ask ${name}` }]
  }
}

/** The id of a line in a config is its own map's: "first" is free in a new one. */
function assignTo(target: ValueTarget): NodeConfig {
  return { assignments: { first: { id: 'first', order: 'a0', target, expression: '' } } }
}

// With one channel on which the message may travel there is nothing to choose.
function onlyChannelFor(project: Project, messageId: string): string | null {
  const channels = Object.values(project.channels).filter((channel) => channel.messageIds.length === 0 || channel.messageIds.includes(messageId))
  return channels.length === 1 ? (channels[0]?.id ?? null) : null
}

function hueOf(project: Project, messageId: string): { hue: number } | Record<string, never> {
  const hue = project.messages[messageId]?.hue
  return hue === undefined ? {} : { hue }
}

/** Everything the quick search offers in a flow: the kinds first, then what the project's resources mean. */
export function proposalsFor(project: Project, catalog: Catalog, flowId: string): NodeProposal[] {
  const flowType = project.flows[flowId]?.type ?? 'flowchart'
  const kinds = kindsFor(catalog, flowType).flatMap(({ kinds: listed }) => listed.map((kind) => freshNodeOf(kind, project)))
  const resources = (['messages', 'channels', 'flows', 'navigation', 'fields', 'lists', 'rooms', 'connections'] as const).flatMap((collection) =>
    inOrder<{ id: string; order: string }>(project[collection]).flatMap(({ id }) => (collection === 'flows' && id === flowId ? [] : proposalsForResource(project, catalog, { collection, id }, flowType))),
  )
  return [...kinds, ...resources]
}
