import type { Diagnostic } from './diagnostics.ts'
import type { PatchValue } from './edits/document-patcher.ts'
import type { FieldType } from './field-types.ts'
import type { Flow } from './flow.ts'
import { inOrder } from './ids.ts'
import type { Member } from './members.ts'
import type { Project } from './project.ts'
import { textsOfProject } from './project-texts.ts'
import { referencesIn } from './reference-keys.ts'
import { ruleTopic } from './rule-topics.ts'

/** What a part of a project uses: things by id, and data by the name that expressions begin with. */
type Used = { readonly ids: ReadonlySet<string>; readonly names: ReadonlySet<string> }

// A flow is immutable; what it uses is found once.
const usedByFlow = new WeakMap<Flow, Used>()

/** Hints for data, choices, connections and rooms that nothing uses. What flows, channels and messages are for is said where flows are compiled. */
export function checkUnused(project: Project): Diagnostic[] {
  const ids = new Set<string>()
  const names = new Set<string>()
  const add = (used: Used): void => {
    for (const id of used.ids) ids.add(id)
    for (const name of used.names) names.add(name)
  }
  for (const flow of Object.values(project.flows)) add(usedIn(project, flow))
  add({ ids: new Set(), names: namesIn({ ...project, flows: {} }) })
  for (const id of usedByRulesAndRooms(project)) ids.add(id)
  const types: FieldType[] = [
    ...Object.values(project.fields).map(({ valueType }) => valueType),
    ...[...Object.values(project.messages), ...Object.values(project.lists)].flatMap(({ members }) => Object.values<Member>(members).flatMap((member) => (member.type === 'field' ? [member.valueType] : []))),
  ]
  for (const type of types) if ('choiceId' in type && type.choiceId !== null) ids.add(type.choiceId)
  const found: Diagnostic[] = []
  const hint = (code: string, collection: 'fields' | 'lists' | 'choices' | 'connections' | 'rooms', what: string): void => {
    const resources: Readonly<Record<string, { readonly id: string; readonly order: string; readonly name: string; readonly technicalName: string }>> = project[collection]
    const isNamed = collection === 'fields' || collection === 'lists'
    for (const { id, name, technicalName } of inOrder(resources)) {
      if (!ids.has(id) && !(isNamed && names.has(technicalName))) found.push({ code, severity: 'hint', text: `Nothing uses the ${what} "${name}".`, place: { type: 'resource', collection, id } })
    }
  }
  hint('fields/unused', 'fields', 'field')
  hint('lists/unused', 'lists', 'list')
  hint('choices/unused', 'choices', 'choice')
  hint('connections/unused', 'connections', 'connection')
  hint('rooms/unused', 'rooms', 'room')
  return found
}

/** Connections and rooms that rules and rooms use. The only mail server is the one of every rule and Notify node that names none. */
function usedByRulesAndRooms({ rules, rooms, connections, flows, technicalName }: Project): string[] {
  const servers = Object.values(connections).filter(({ settings }) => settings.type === 'smtp')
  const mails = Object.values(rules).some(({ ways }) => ways.email) || Object.values(flows).some(({ nodes }) => Object.values(nodes).some(({ kind }) => kind === 'notify'))
  const topics = Object.values(rules).map((rule) => ruleTopic(rule, { technicalName }))
  return [
    ...Object.values(rules).flatMap(({ mailConnectionId }) => mailConnectionId ?? []),
    ...(mails ? servers.map(({ id }) => id) : []),
    ...Object.values(rooms).flatMap(({ agents }) => Object.values(agents).flatMap(({ by }) => (by.type === 'model' ? (by.connectionId ?? []) : []))),
    ...Object.values(rooms).filter((room) => topics.some(({ channel }) => channel === room.technicalName)).map(({ id }) => id),
  ]
}

function usedIn(project: Project, flow: Flow): Used {
  const known = usedByFlow.get(flow)
  if (known !== undefined) return known
  const configs: PatchValue[] = [...Object.values(flow.nodes).map(({ config }) => config), ...[flow.endpoint?.parameters, flow.inputs, flow.outputs].flatMap((lines) => Object.values(lines ?? {}).map(({ target }): PatchValue => (target === null ? null : { ...target })))]
  const used = { ids: new Set(configs.flatMap((config) => referencesIn(config).map(({ id }) => id))), names: namesIn({ ...project, navigation: {}, rules: {}, flows: { [flow.id]: flow } }) }
  usedByFlow.set(flow, used)
  return used
}

/** The names of data in all expressions: the first of each chain, the one behind `current.` and `received.` as well. */
function namesIn(project: Project): Set<string> {
  return new Set([...textsOfProject(project, '')].flatMap(({ names }) => names.flatMap((chain) => (chain.rooted ? chain.names.slice(0, 2).map(({ text }) => text) : []))))
}
