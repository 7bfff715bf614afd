import { checkProject } from '@halley/engine'
import { createRule } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { send } from './kinds/comet-message.test-fixture.ts'
import { anyNode, assignNode, cometNode, endNode, smallProject, startNode, subjectTarget, type DrawnFlow } from './small-project.ts'

type DrawnNode = ReturnType<typeof startNode>
const at = (nodes: readonly DrawnNode[]): DrawnFlow => {
  const all = [startNode(), ...nodes, endNode()]
  return { nodes: all, arrows: all.slice(1).map(({ id }, index) => [all[index]?.id ?? '', 'default', id]) }
}

const nameTarget = { type: 'field', fieldId: 'name' }
const noteTarget = { type: 'messageMember', messageId: 'note', memberId: 'text' }
const secure = send({ secure: true })
const storedTickets = { id: 'tickets', folderId: null, order: 'a0', name: 'Tickets', technicalName: 'tickets', technicalNameSetByHand: false, description: '', storage: 'stored' as const, members: { title: { id: 'title', parentId: null, name: 'Title', technicalName: 'title', technicalNameSetByHand: false, description: '', order: 'a0', type: 'field' as const, valueType: { type: 'text' as const }, required: false } } }
const storing = (expression: string) => anyNode('store', 'list-action', { list: { type: 'list', listId: 'tickets' }, action: 'add', values: { line: { id: 'line', order: 'a0', memberId: 'title', expression } } })
const asking = (url: string) => anyNode('ask', 'http-request', { url })
const sendNote = cometNode('note', { action: 'send', channelId: 'gossip', messageId: 'note' })

function problems(...nodes: DrawnNode[]): [string, string | null][] {
  const project = smallProject({ send: at([assignNode('fill', subjectTarget, '"Fire"'), secure]), other: at(nodes) }, (drawn) => ({ ...drawn, lists: { tickets: storedTickets } }))
  return checkProject(project, catalog).diagnostics.filter(({ code }) => code.startsWith('security/')).map(({ code, place }) => [code, place.type === 'node' ? place.nodeId : null])
}

describe('a message that is sent with Security', () => {
  it('cannot be told by a notification rule, of which the server knows nothing but where and when', () => {
    const project = structuredClone(smallProject({ send: at([secure]) }))
    createRule(project, { name: 'Rule', pattern: 'events.*.small.escalation.Ticket.*', title: '{Ticket.subject}' }, () => 'rule')
    const rule = project.rules['rule']
    Object.assign(rule?.recipients ?? {}, { roles: ['officer'] })
    const found = () => checkProject(project, catalog).diagnostics.filter(({ place }) => place.type === 'resource' && place.collection === 'rules')
    expect(found()).toMatchObject([{ code: 'rule/encrypted', severity: 'error', text: expect.stringContaining('Leave out Ticket;'), place: { path: ['title'], from: 1, to: 7 } }])
    Object.assign(rule ?? {}, { title: 'New ticket {event.key}', condition: 'Ticket.priority == "high"' })
    expect(found()).toMatchObject([{ code: 'rule/encrypted', place: { path: ['condition'] } }])
    Object.assign(rule ?? {}, { condition: 'event.sender != "Ann"' })
    expect(found()).toEqual([])
  })

  it.each([
    ['is stored in clear text', [storing('Ticket.subject')], [['security/stored', 'store']]],
    ['is stored after it was received', [storing('received.Ticket.subject')], [['security/stored', 'store']]],
    ['goes to an HTTP service', [asking('https://example.com/?q={Ticket.subject}')], [['security/requested', 'ask']]],
    ['is told in a notification', [anyNode('tell', 'notify', { roles: ['officer'], title: 'New', body: '{Ticket.subject}' })], [['security/notified', 'tell']]],
    ['is told by the address that opens', [anyNode('tell', 'notify', { roles: ['officer'], title: 'New', link: { type: 'address', url: 'https://x.example/{Ticket.subject}' } })], [['security/notified', 'tell']]],
    ['is posted in a room', [anyNode('post', 'room', { action: 'post', text: '{Ticket.subject}' })], [['security/posted', 'post']]],
    ['is sent on in another message', [assignNode('copy', noteTarget, 'Ticket.subject'), sendNote], [['security/sent_in_clear', 'note']]],
    ['is sent elsewhere without', [send({ channelId: 'gossip' })], [['security/sent_in_clear', 'send']]],
    ['goes by way of a field', [assignNode('keep', nameTarget, 'upper(Ticket.subject)'), storing('name')], [['security/stored', 'store']]],
  ])('gets a warning where it %s', (_what, nodes, expected) => expect(problems(...nodes)).toEqual(expected))

  it('gets none where its values go to nobody else', () => {
    expect(problems(assignNode('keep', nameTarget, '"Ann"'), storing('name'), asking('https://example.com/{name}'), sendNote)).toEqual([])
    expect(problems(assignNode('copy', noteTarget, 'Ticket.subject'), cometNode('note', { action: 'send', channelId: 'gossip', messageId: 'note', secure: true }))).toEqual([])
  })

  it('gets one where it is answered to a caller', () => {
    const endpoint = { ...at([]), type: 'endpoint' as const }
    const respond = anyNode('answer', 'respond', { answer: 'json', bodyExpression: 'Ticket.subject' })
    const project = smallProject({ send: at([secure]), call: { ...endpoint, nodes: [startNode(), respond], arrows: [['start', 'default', 'answer']] } })
    expect(checkProject(project, catalog).diagnostics.filter(({ code }) => code.startsWith('security/'))).toMatchObject([{ code: 'security/answered', severity: 'warning', place: { nodeId: 'answer', path: ['bodyExpression'] } }])
  })
})
