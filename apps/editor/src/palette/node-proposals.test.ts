import { addMember, createChannel, createField, createFlow, createList, createMessage, createNavigationItem, createRoom, emptyProject } from '@halley/model'
import { catalog } from '@halley/nodes'
import { expect, it } from 'vitest'
import { kindsFor, proposalsForMember, proposalsForResource, proposalsFor } from './node-proposals.ts'

function helpdesk() {
  const project = emptyProject({ id: 'helpdesk', name: 'Helpdesk', technicalName: 'helpdesk' })
  let made = 0
  const newId = () => `id${(made += 1)}`
  return {
    project,
    channel: createChannel(project, { name: 'escalation' }, newId),
    message: createMessage(project, { name: 'Ticket' }, newId),
    flow: createFlow(project, { name: 'Escalate', type: 'flowchart' }, newId),
    action: createFlow(project, { name: 'Count', type: 'action' }, newId),
    field: createField(project, { name: 'Open tickets', valueType: { type: 'number' } }, newId),
    item: createNavigationItem(project, { name: 'Tickets' }, newId),
  }
}

it('a dropped message is sent, on its channel when there is only one', () => {
  const { project, message, channel } = helpdesk()
  expect(proposalsForResource(project, catalog, { collection: 'messages', id: message }, 'flowchart')).toMatchObject([{ label: 'Send Ticket', node: { kind: 'comet-message', config: { action: 'send', messageId: message, channelId: channel } } }])
})

it('a dropped channel is listened to, a flow run, a navigation item gone to, a field set', () => {
  const { project, channel, action, item, field } = helpdesk()
  const meant = (collection: 'channels' | 'flows' | 'navigation' | 'fields', id: string) => proposalsForResource(project, catalog, { collection, id }, 'flowchart')[0]
  expect(meant('channels', channel)?.node).toMatchObject({ kind: 'comet-message', config: { action: 'listen', channelId: channel } })
  expect(meant('flows', action)?.node).toMatchObject({ kind: 'sub-flowchart', config: { flowId: action } })
  expect(meant('navigation', item)?.node).toMatchObject({ kind: 'navigation', config: { navigationId: item } })
  expect(meant('fields', field)?.node).toMatchObject({ kind: 'assignment', config: { assignments: { first: { target: { type: 'field', fieldId: field } } } } })
})

it('a dropped field of a message is set; one inside a list of it, or of a list, means nothing by itself', () => {
  const { project, message } = helpdesk()
  const owner = { collection: 'messages', id: message } as const
  addMember(project, owner, { type: 'field', name: 'Subject' }, () => 'subject')
  addMember(project, owner, { type: 'list', name: 'Lines' }, () => 'lines')
  addMember(project, owner, { type: 'field', name: 'Count', parentId: 'lines' }, () => 'count')
  const meant = (memberId: string) => proposalsForMember(project, catalog, { ...owner, memberId })
  expect(meant('subject')).toMatchObject([{ label: 'Set Ticket Subject', node: { kind: 'assignment', config: { assignments: { first: { target: { type: 'messageMember', messageId: message, memberId: 'subject' } } } } } }])
  expect([meant('lines').length, meant('count').length, meant('gone').length]).toEqual([1, 0, 0])
})

it('a dropped list is walked or worked on, and one of the session can be set as a whole', () => {
  const { project } = helpdesk()
  const kindsOf = (storage: 'session' | 'stored') => proposalsForResource(project, catalog, { collection: 'lists', id: createList(project, { name: `Rows ${storage}`, storage }, () => storage) }, 'flowchart').map(({ node }) => node.kind)
  expect(kindsOf('session')).toEqual(['loop', 'list-action', 'assignment'])
  expect(kindsOf('stored')).toEqual(['loop', 'list-action'])
})

it('a new Room node has the only room that there is; another one means to post in that', () => {
  const { project, flow } = helpdesk()
  const configs = () => proposalsFor(project, catalog, flow).flatMap(({ node }) => (node.kind === 'room' ? [node.config] : []))
  expect(configs()).toEqual([{}])
  const room = createRoom(project, { name: 'Desk' }, () => 'desk')
  expect(configs()).toEqual([{ roomId: room }, { roomId: room, action: 'post' }])
})

it('what every proposal begins with is a valid config of its kind', () => {
  const { project, flow } = helpdesk()
  for (const { node } of proposalsFor(project, catalog, flow)) expect(catalog.get(node.kind)?.config.safeParse(node.config).success).toBe(true)
})

it('an action flowchart is offered no node that shows a screen', () => {
  const { project, action } = helpdesk()
  expect(proposalsFor(project, catalog, action).map(({ node }) => node.kind)).not.toContain('user-interaction')
  expect(kindsFor(catalog, 'flowchart').flatMap(({ kinds }) => kinds.map(({ kind }) => kind))).not.toContain('start')
})
