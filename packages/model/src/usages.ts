import type { Place } from './diagnostics.ts'
import type { FieldType } from './field-types.ts'
import type { Node } from './flow.ts'
import type { Member } from './members.ts'
import type { Project } from './project.ts'
import { optionDefaults, optionTexts } from './option-usages.ts'
import { namesOf, textsOfProject, type TextOfProject } from './project-texts.ts'
import { referencesIn } from './reference-keys.ts'
import type { TreeName } from './resources.ts'
import type { Agent, Room } from './room.ts'
import { ruleTopic } from './rule-topics.ts'
import type { ValueTarget } from './value-target.ts'

/** A place that uses a thing, and that place in words: `Flowchart "Report", comet message: channel`. */
export type Usage = { readonly place: Place; readonly text: string }

/** What usages are looked for: a resource, one field or list of a message or list, or one option of a choice. */
export type UsedThing = { readonly collection: TreeName; readonly id: string; readonly memberId?: string; readonly optionId?: string }

/**
 * Finds everything that uses a resource or a member: by id in nodes, resources and settings, and by technical name in
 * expressions and templates (outside of texts in quotes). Fields of a nested list are found by id only, since rows are
 * named by whoever loops. An option is used by defaults, and by expressions that have its value in quotes (which may mean
 * something else).
 */
export function findUsages(project: Project, thing: UsedThing): Usage[] {
  if (thing.optionId !== undefined) return optionUsages(project, { choiceId: thing.id, optionId: thing.optionId })
  return [...usagesInNodes(project, thing), ...usagesInFlows(project, thing), ...usagesInResources(project, thing), ...usagesInTexts(project, thing)]
}

function usagesInNodes(project: Project, { collection, id, memberId }: UsedThing): Usage[] {
  const kind = memberId === undefined ? collection : 'members'
  return Object.values(project.flows).flatMap((flow) => Object.values(flow.nodes).flatMap((node) =>
    referencesIn(node.config)
      .filter((reference) => reference.kind === kind && reference.id === (memberId ?? id))
      .map(({ path }) => ({ place: { type: 'node' as const, flowId: flow.id, nodeId: node.id, path }, text: `Flowchart "${flow.name}", ${nodeWords(node)}: ${settingWords(path)}` }))))
}

/** What flows take and give: parameters of HTTP requests, inputs and outputs. */
function usagesInFlows(project: Project, { collection, id, memberId }: UsedThing): Usage[] {
  const isIt = (target: ValueTarget | null): boolean => {
    switch (target?.type) {
      case 'field':
        return collection === 'fields' && target.fieldId === id
      case 'list':
        return collection === 'lists' && target.listId === id && memberId === undefined
      case 'messageMember':
        return collection === 'messages' && target.messageId === id && (memberId === undefined || target.memberId === memberId)
      case undefined:
        return false
    }
  }
  return Object.values(project.flows).flatMap((flow) => [
    ...Object.values(flow.endpoint?.parameters ?? {}).filter(({ target }) => isIt(target)).map(({ source, name }) => usage('flows', flow.id, `HTTP endpoint "${flow.name}": ${source === 'body' ? 'field of the body' : source} "${name}"`)),
    ...Object.values(flow.inputs).filter(({ target }) => isIt(target)).map(() => usage('flows', flow.id, `Flowchart "${flow.name}": input`)),
    ...Object.values(flow.outputs).filter(({ target }) => isIt(target)).map(() => usage('flows', flow.id, `Flowchart "${flow.name}": output`)),
  ])
}

function usagesInResources(project: Project, { collection, id, memberId }: UsedThing): Usage[] {
  if (memberId !== undefined) return []
  switch (collection) {
    case 'messages':
      return [
        ...Object.values(project.channels).filter((channel) => channel.messageIds.includes(id)).map((channel) => usage('channels', channel.id, `Channel "${channel.name}": messages that travel on it`)),
        ...usagesInPatterns(project, 'message', project.messages[id]?.technicalName),
      ]
    case 'flows':
      return [
        ...(project.settings.homeFlowId === id ? [{ place: { type: 'project' as const }, text: 'Project: Home flowchart' }] : []),
        ...(project.settings.onApplicationStartFlowId === id ? [{ place: { type: 'project' as const }, text: 'Project: On application start' }] : []),
        ...Object.values(project.navigation).filter((item) => item.flowId === id).map((item) => usage('navigation', item.id, `Navigation item "${item.name}": flowchart`)),
        ...Object.values(project.personas).filter((persona) => persona.homeFlowId === id).map((persona) => usage('personas', persona.id, `Persona "${persona.name}": Home`)),
        ...Object.values(project.rules).filter(({ link }) => link.type === 'flow' && link.flowId === id).map((rule) => usage('rules', rule.id, `Notification rule "${rule.name}": what it opens`)),
        ...agentsOf(project).filter(({ agent: { by } }) => by.type === 'flow' && by.flowId === id).map(({ room, agent }) => usage('rooms', room.id, `Room "${room.name}", agent "${agent.name}": flowchart`)),
      ]
    case 'choices':
      return choiceUsages(project, id)
    case 'connections':
      return [
        ...Object.values(project.rules).filter((rule) => rule.mailConnectionId === id).map((rule) => usage('rules', rule.id, `Notification rule "${rule.name}": mail server`)),
        ...agentsOf(project).filter(({ agent: { by } }) => by.type === 'model' && by.connectionId === id).map(({ room, agent }) => usage('rooms', room.id, `Room "${room.name}", agent "${agent.name}": AI model`)),
      ]
    case 'channels':
    case 'rooms':
      return usagesInPatterns(project, 'channel', project[collection][id]?.technicalName)
    case 'personas':
      return Object.values(project.rules).filter(({ recipients }) => recipients.users.includes(project.personas[id]?.technicalName ?? '')).map((rule) => usage('rules', rule.id, `Notification rule "${rule.name}": recipients`))
    case 'fields':
    case 'lists':
    case 'navigation':
    case 'rules':
      return []
  }
}

function usagesInPatterns(project: Project, token: 'channel' | 'message', technicalName: string | undefined): Usage[] {
  if (technicalName === undefined) return []
  return Object.values(project.rules).filter((rule) => ruleTopic(rule, project)[token] === technicalName).map((rule) => usage('rules', rule.id, `Notification rule "${rule.name}": ${rule.pattern}`))
}

function agentsOf(project: Project): { readonly room: Room; readonly agent: Agent }[] {
  return Object.values(project.rooms).flatMap((room) => Object.values(room.agents).map((agent) => ({ room, agent })))
}

function choiceUsages(project: Project, id: string): Usage[] {
  const uses = (type: FieldType): boolean => 'choiceId' in type && type.choiceId === id
  const inMembers = (['messages', 'lists'] as const).flatMap((collection) => Object.values(project[collection]).flatMap((owner) =>
    Object.values<Member>(owner.members)
      .filter((member) => member.type === 'field' && uses(member.valueType))
      .map((member) => usage(collection, owner.id, `${collection === 'messages' ? 'Message' : 'List'} "${owner.name}", field "${member.name}": type`, member.id))))
  return [...Object.values(project.fields).filter((field) => uses(field.valueType)).map((field) => usage('fields', field.id, `Field "${field.name}": type`)), ...inMembers]
}

function optionUsages(project: Project, option: { readonly choiceId: string; readonly optionId: string }): Usage[] {
  return [
    ...optionDefaults(project, option).map(({ collection, id, memberId }) => {
      const owner = project[collection][id]?.name ?? ''
      const member = collection === 'fields' ? undefined : project[collection][id]?.members[memberId ?? '']?.name
      return usage(collection, id, `${collection === 'fields' ? 'Field' : collection === 'messages' ? 'Message' : 'List'} "${owner}"${member === undefined ? '' : `, field "${member}"`}: default`, memberId)
    }),
    ...optionTexts(project, option).map(({ text, from, to }) => usageInText(project, text, { from, to })),
  ]
}

function usage(collection: TreeName, id: string, text: string, memberId?: string): Usage {
  return { place: { type: 'resource', collection, id, ...(memberId !== undefined && { memberId }) }, text }
}

function usagesInTexts(project: Project, thing: UsedThing): Usage[] {
  const path = writtenPath(project, thing)
  if (path === undefined) return []
  return [...textsOfProject(project, path.at(-1) ?? '')].flatMap((text) => namesOf(text, path).map((name) => usageInText(project, text, name)))
}

function usageInText(project: Project, text: TextOfProject, { from, to }: { readonly from: number; readonly to: number }): Usage {
  return { place: text.place.type === 'node' || (text.place.type === 'resource' && text.place.path !== undefined) ? { ...text.place, from, to } : text.place, text: `${placeWords(project, text.place)}: ${snippet(text.text)}` }
}

// How expressions write it: `Ticket`, `Ticket.subject`, `dueDate`, `orders.number` (after `current.`), `presence.room`; undefined for what expressions do not name.
function writtenPath(project: Project, { collection, id, memberId }: UsedThing): string[] | undefined {
  if (collection === 'channels') return project.channels[id] === undefined || memberId !== undefined ? undefined : ['presence', project.channels[id].technicalName]
  if (collection !== 'messages' && collection !== 'fields' && collection !== 'lists') return undefined
  const resource = project[collection][id]
  if (resource === undefined) return undefined
  if (memberId === undefined) return [resource.technicalName]
  const member = collection === 'fields' ? undefined : project[collection][id]?.members[memberId]
  return member === undefined || member.parentId !== null ? undefined : [resource.technicalName, member.technicalName]
}

function placeWords(project: Project, place: Place): string {
  if (place.type === 'node') {
    const flow = project.flows[place.flowId]
    const node = flow?.nodes[place.nodeId]
    return `Flowchart "${flow?.name ?? ''}"${node === undefined ? '' : `, ${nodeWords(node)}`}`
  }
  if (place.type === 'resource' && place.collection === 'rules') return `Notification rule "${project.rules[place.id]?.name ?? ''}", ${settingWords(place.path?.slice(0, 1) ?? [])}`
  if (place.type === 'resource' && place.collection === 'flows') return `HTTP endpoint "${project.flows[place.id]?.name ?? ''}", visible when`
  return place.type === 'resource' && place.collection === 'navigation' ? `Navigation item "${project.navigation[place.id]?.name ?? ''}", visible when` : 'Project'
}

// Kinds are registered elsewhere; here a node is called by its own name, or by its kind as words.
function nodeWords(node: Node): string {
  const name = node.config['name']
  const kind = node.kind.replaceAll('-', ' ')
  return typeof name === 'string' && name !== '' ? `${kind} "${name}"` : kind
}

// `listenMessageIds.0` is read "listen message", `assignments.a1.target.fieldId` "field".
function settingWords(path: readonly string[]): string {
  const key = path.findLast((step) => /ids?$/i.test(step)) ?? path.at(-1) ?? ''
  return key.replace(/Ids?$/, '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}

function snippet(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
