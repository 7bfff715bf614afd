import { addMember, createChannel, createChoice, createConnection, createFlow, createMessage, createRoom, createRule, emptyProject, type Diagnostic, type Project, type Rule, type Value } from '@halley/model'
import { compileProject } from '../compile.ts'
import { problemsOf } from '../check-project.ts'
import type { Program } from '../program.ts'
import type { ReceivedEvent } from '../session-state.ts'
import { evaluateRule, type RuleVerdict } from './evaluate-rule.ts'

/** A help desk with the message Ticket, the channels escalation and gossip, the room lounge, and one rule about tickets. */
export function deskWith(change: (rule: Rule, project: Project) => void = () => undefined): { readonly project: Project; readonly rule: Rule } {
  const project = emptyProject({ id: 'desk', name: 'Help desk', technicalName: 'helpdesk' })
  let made = 0
  const newId = (): string => `id${(made += 1)}`
  const choice = createChoice(project, { name: 'Priority' }, newId)
  Object.assign(project.choices[choice]?.options ?? {}, { high: { id: 'high', order: 'a0', name: 'High!', technicalName: 'high' }, low: { id: 'low', order: 'a1', name: 'Low', technicalName: 'low' } })
  const ticket = createMessage(project, { name: 'Ticket' }, newId)
  const note = createMessage(project, { name: 'Note' }, newId)
  for (const name of ['Subject', 'Officer']) addMember(project, { collection: 'messages', id: ticket }, { name, type: 'field' }, newId)
  addMember(project, { collection: 'messages', id: ticket }, { name: 'Priority', type: 'field', valueType: { type: 'singleChoice', choiceId: choice } }, newId)
  addMember(project, { collection: 'messages', id: ticket }, { name: 'Count', type: 'field', valueType: { type: 'number' } }, newId)
  createChannel(project, { name: 'Escalation' }, newId)
  createChannel(project, { name: 'Gossip', messageIds: [note] }, newId)
  createRoom(project, { name: 'Lounge' }, newId)
  createFlow(project, { name: 'Home', type: 'flowchart' }, newId)
  createFlow(project, { name: 'Clean up', type: 'action' }, newId)
  createConnection(project, { name: 'Post', type: 'smtp' }, newId)
  const id = createRule(project, { name: 'Urgent tickets', pattern: 'events.*.helpdesk.escalation.Ticket.*', title: '{Ticket.subject}' }, newId)
  const rule = project.rules[id]
  if (rule === undefined) throw new Error('The rule was not made.')
  rule.recipients.roles = ['officer']
  change(rule, project)
  return { project, rule }
}

/** The id of what has such a technical name. */
export function idOf(things: Readonly<Record<string, { readonly id: string; readonly technicalName: string }>>, technicalName: string): string {
  const found = Object.values(things).find((thing) => thing.technicalName === technicalName)
  if (found === undefined) throw new Error(`There is no ${technicalName}.`)
  return found.id
}

// The desk's flowcharts hold a Start alone, and nothing of it matters here.
const noKinds = new Map()

export function compiledDesk(project: Project, previous?: Program): Program {
  return compileProject(project, noKinds, { previous })
}

/** The problems of rules and rooms, as code and place in the resource. */
export function problemsOfDesk(project: Project): readonly (readonly [string, string])[] {
  const isHere = ({ code, place }: Diagnostic): boolean => code !== 'rooms/unused' && place.type === 'resource' && (place.collection === 'rules' || place.collection === 'rooms')
  return problemsOf(compiledDesk(project)).filter(isHere).map(({ code, place }) => [code, place.type === 'resource' ? (place.path ?? []).join('.') : ''])
}

export const NOW_MS = Date.UTC(2026, 0, 30, 10)

/** Asks the desk's rule about a ticket that came, or about another event. */
export function ask({ project, rule }: { readonly project: Project; readonly rule: Rule }, payload: Value, event: Partial<ReceivedEvent> = {}): RuleVerdict {
  const program = compiledDesk(project)
  const compiled = program.rules.get(rule.id)
  if (compiled === undefined) throw new Error('The rule was not compiled.')
  return evaluateRule(program, compiled, { payload, atMs: NOW_MS, event: { channelId: idOf(project.channels, 'escalation'), channel: 'escalation', messageId: idOf(project.messages, 'Ticket'), message: 'Ticket', key: '7', id: 'event-1', seq: 1, sentAt: '2026-01-30T09:59:59.000Z', sender: 'Ann', hops: 0, ...event } })
}
