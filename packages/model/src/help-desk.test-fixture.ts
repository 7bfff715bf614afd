import { emptyProject, type Project } from './project.ts'
import { addMember } from './recipes/members.ts'
import { addNode, connect } from './recipes/nodes.ts'
import { createChannel } from './recipes/create-channel.ts'
import { createChoice } from './recipes/create-choice.ts'
import { createField, createList } from './recipes/create-data.ts'
import { createFlow } from './recipes/create-flow.ts'
import { createMessage } from './recipes/create-message.ts'
import { createNavigationItem, createPersona } from './recipes/create-navigation.ts'

/** Ids that count up: `n1`, `n2`, … */
export function countingIds(prefix = 'n'): () => string {
  let count = 0
  return () => `${prefix}${(count += 1)}`
}

/** A small help desk: a Ticket with lines, a channel, data, and a flow that sends the Ticket. Ids are the words below. */
export function helpDesk(): Project {
  const desk = emptyProject({ id: 'desk', name: 'Help desk', technicalName: 'helpDesk' })
  const named = (...ids: string[]) => () => ids.shift() ?? 'unnamed'
  createChoice(desk, { name: 'Priority', options: ['Low', 'High'] }, named('priority', 'low', 'high'))
  createMessage(desk, { name: 'Ticket' }, named('ticket'))
  const ticket = { collection: 'messages', id: 'ticket' } as const
  addMember(desk, ticket, { type: 'field', name: 'Subject', valueType: { type: 'text', maxLength: 100 }, required: true }, named('subject'))
  addMember(desk, ticket, { type: 'field', name: 'Priority', valueType: { type: 'singleChoice', choiceId: 'priority' } }, named('ticketPriority'))
  addMember(desk, ticket, { type: 'list', name: 'Lines' }, named('lines'))
  addMember(desk, ticket, { type: 'field', name: 'Count', parentId: 'lines', valueType: { type: 'number', min: 1, max: 99, decimals: 0 }, required: true }, named('lineCount'))
  createChannel(desk, { name: 'Escalation', keyName: 'desk', messageIds: ['ticket'] }, named('escalation'))
  createField(desk, { name: 'Draft subject' }, named('draftSubject'))
  createList(desk, { name: 'Open tickets' }, named('openTickets'))
  createFlow(desk, { name: 'Report', type: 'flowchart' }, named('report', 'start', 'end'))
  addNode(desk, 'report', { kind: 'assignment', version: 1, position: { x: 160, y: 0 }, config: { assignments: { a1: { id: 'a1', order: 'a0', target: { type: 'messageMember', messageId: 'ticket', memberId: 'subject' }, expression: 'draftSubject' } } } }, named('assign'))
  addNode(desk, 'report', { kind: 'comet-message', version: 1, position: { x: 320, y: 0 }, config: { action: 'send', channelId: 'escalation', messageId: 'ticket', key: "Ticket.subject + ' Ticket'" } }, named('send'))
  addNode(desk, 'report', { kind: 'log', version: 1, position: { x: 400, y: 0 }, config: { level: 'info', text: 'Sent {Ticket.subject}, last was {received.Ticket.subject}' } }, named('log'))
  connect(desk, 'report', { from: 'start', exit: 'default', to: 'assign' })
  connect(desk, 'report', { from: 'assign', exit: 'default', to: 'send' })
  connect(desk, 'report', { from: 'send', exit: 'default', to: 'log' })
  connect(desk, 'report', { from: 'log', exit: 'default', to: 'end' })
  createNavigationItem(desk, { name: 'Home', flowId: 'report' }, named('home'))
  createPersona(desk, { name: 'Officer', roles: ['officer'] }, named('officer'))
  return desk
}
