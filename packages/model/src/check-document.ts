import { checkFields } from './check-fields.ts'
import { checkFolders } from './check-folders.ts'
import { checkNames } from './check-names.ts'
import { checkRooms } from './check-rooms.ts'
import type { Diagnostic } from './diagnostics.ts'
import { LIMITS } from './limits.ts'
import { countNodes } from './edits/accept-edit.ts'
import type { Project } from './project.ts'

/**
 * Problems of the document itself: names, types, choices, references between resources. What nodes do with them is
 * checked by their kinds when flows are compiled. Errors stop only what they touch from running.
 */
export function checkDocument(project: Project): Diagnostic[] {
  return [...checkNames(project), ...checkFields(project), ...checkChannels(project), ...checkChoices(project), ...checkNavigation(project), ...checkStoredLists(project), ...checkFolders(project), ...checkRooms(project), ...checkSettings(project)]
}

function checkChannels(project: Project): Diagnostic[] {
  return Object.values(project.channels).flatMap((channel) => {
    const gone = channel.messageIds.filter((id) => project.messages[id] === undefined).length
    if (gone === 0) return []
    const all = gone === channel.messageIds.length
    return [{
      code: 'channel/message_missing', severity: all ? 'error' as const : 'warning' as const,
      text: `${gone === 1 ? 'A message' : `${gone} messages`} that may travel on "${channel.name}" ${gone === 1 ? 'was' : 'were'} deleted${all ? ', so that none is left' : ''}. Choose the messages of this channel again.`,
      place: { type: 'resource' as const, collection: 'channels' as const, id: channel.id },
    }]
  })
}

function checkChoices(project: Project): Diagnostic[] {
  return Object.values(project.choices).filter((choice) => Object.keys(choice.options).length === 0).map((choice) => ({
    code: 'choice/empty', severity: 'warning', text: `The choice "${choice.name}" has no options; add at least one.`, place: { type: 'resource', collection: 'choices', id: choice.id },
  }))
}

/** Every row of a stored list has these by itself. */
const ROW_NAMES: ReadonlySet<string> = new Set(['id', 'lastModified'])

function checkStoredLists(project: Project): Diagnostic[] {
  return Object.values(project.lists).filter(({ storage }) => storage === 'stored').flatMap((list) => Object.values(list.members).flatMap((member): Diagnostic[] => {
    const place = { type: 'resource', collection: 'lists', id: list.id, memberId: member.id } as const
    if (member.type === 'list') return [{ code: 'list/nested_in_stored', severity: 'error', text: `"${member.name}" is a list inside the stored list "${list.name}", which cannot hold lists. Make it a stored list of its own whose rows have the id of the row they belong to.`, place }]
    return ROW_NAMES.has(member.technicalName) ? [{ code: 'list/row_name_taken', severity: 'error', text: `Every row of "${list.name}" has \`${member.technicalName}\` by itself; give the field "${member.name}" another technical name.`, place }] : []
  }))
}

function checkNavigation(project: Project): Diagnostic[] {
  return Object.values(project.navigation).flatMap((item): Diagnostic[] => {
    const place = { type: 'resource', collection: 'navigation', id: item.id } as const
    if (item.flowId === null) return [{ code: 'navigation/no_flow', severity: 'warning', text: `The navigation item "${item.name}" starts nothing yet; choose its flowchart.`, place }]
    const flow = project.flows[item.flowId]
    if (flow === undefined) return [{ code: 'navigation/flow_missing', severity: 'error', text: `The flowchart that "${item.name}" starts was deleted; choose another.`, place }]
    return flow.type === 'flowchart' ? [] : [{ code: 'navigation/no_screens', severity: 'error', text: `"${item.name}" starts "${flow.name}", which shows no screens; choose a flowchart that may show some.`, place }]
  })
}

function checkSettings(project: Project): Diagnostic[] {
  const { homeFlowId, onApplicationStartFlowId } = project.settings
  const found: Diagnostic[] = []
  const report = (code: string, severity: Diagnostic['severity'], text: string): void => { found.push({ code, severity, text, place: { type: 'project' } }) }
  const home = project.flows[homeFlowId ?? '']
  if (homeFlowId === null && Object.keys(project.flows).length > 0) report('project/no_home', 'warning', 'The project has no Home flowchart, so clients have nothing to start with; choose one.')
  else if (homeFlowId !== null && home === undefined) report('project/home_missing', 'error', 'The Home flowchart was deleted; choose another.')
  else if (home !== undefined && home.type !== 'flowchart') report('project/home_no_screens', 'error', `Home is "${home.name}", which shows no screens; choose a flowchart that may show some.`)
  const onStart = project.flows[onApplicationStartFlowId ?? '']
  if (onApplicationStartFlowId !== null && onStart === undefined) report('project/start_missing', 'error', 'The flowchart for On application start was deleted; choose another, or none.')
  else if (onStart !== undefined && onStart.type !== 'action') report('project/start_not_action', 'error', `On application start runs "${onStart.name}", which is not an action flowchart; nobody is there to see its screens.`)
  for (const persona of Object.values(project.personas)) {
    if (persona.homeFlowId !== null && project.flows[persona.homeFlowId] === undefined) found.push({ code: 'persona/home_missing', severity: 'error', text: `The flowchart that "${persona.name}" starts with was deleted; choose another.`, place: { type: 'resource', collection: 'personas', id: persona.id } })
  }
  const nodes = countNodes(project)
  if (nodes > LIMITS.projectNodes * 0.9) report('project/nearly_full', 'hint', `The project has ${nodes} of at most ${LIMITS.projectNodes} nodes. Consider splitting it.`)
  return found
}
