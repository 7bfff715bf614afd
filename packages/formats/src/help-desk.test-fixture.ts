import { addMember, addNode, connect, createChannel, createChoice, createFlow, createMessage, emptyProject, type Project } from '@halley/model'

/** A small help desk: a Ticket with lines, a choice, a channel with a key, and a flow that sends and listens. Ids are the words below. */
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
  createFlow(desk, { name: 'Report', type: 'flowchart' }, named('report', 'start', 'end'))
  addNode(desk, 'report', { kind: 'comet-message', version: 1, position: { x: 160, y: 0 }, config: { action: 'send', channelId: 'escalation', messageId: 'ticket' } }, named('send'))
  addNode(desk, 'report', { kind: 'comet-message', version: 1, position: { x: 320, y: 0 }, config: { action: 'listen', channelId: 'escalation', listenTo: 'specific', listenMessageIds: ['ticket'], response: 'flow', flowId: 'report' } }, named('listen'))
  connect(desk, 'report', { from: 'start', exit: 'default', to: 'send' })
  connect(desk, 'report', { from: 'send', exit: 'error', to: 'listen' })
  connect(desk, 'report', { from: 'listen', exit: 'default', to: 'end' })
  return desk
}
