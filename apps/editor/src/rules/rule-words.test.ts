import { createChannel, createMessage, createPersona, createRoom, createRule, emptyProject, type Rule } from '@halley/model'
import { expect, test } from 'vitest'
import { ruleInWords } from './rule-words.ts'

const project = emptyProject({ id: 'p1', name: 'Help desk', technicalName: 'helpdesk' })
let ids = 0
const newId = () => `id${(ids += 1)}`
createChannel(project, { name: 'Escalation' }, newId)
createMessage(project, { name: 'Ticket' }, newId)
createPersona(project, { name: 'Customer' }, newId)
createRoom(project, { name: 'Talk' }, newId)
const fresh = project.rules[createRule(project, { name: 'High ticket' }, newId)]
if (fresh === undefined) throw new Error('There is no rule.')
const said = (changes: Partial<Rule>) => ruleInWords({ ...fresh, ...changes }, project)
const users = (given: Partial<Rule['recipients']>): Rule['recipients'] => ({ users: [], roles: [], expression: '', ...given })

test('a rule says in one sentence when it tells whom by which ways', () => {
  expect(said({ pattern: 'events.*.helpdesk.escalation.Ticket.*', condition: 'Ticket.priority == "high"', recipients: users({ roles: ['officer'] }), ways: { inbox: true, push: false, email: true } }))
    .toBe('When Ticket is sent on Escalation and the condition holds, everybody with the role officer is told in the inbox at once and by e-mail after 15 minutes.')
})

test('a rule that is about nothing, or tells nobody yet, says so', () => {
  expect(said({})).toBe('It is about nothing yet: choose the channel and the message that it is about.')
  expect(said({ pattern: 'events.*.helpdesk.*.*.*' })).toBe('When any message is sent, nobody is told yet.')
})

test('what is critical waits for nothing', () => {
  expect(said({ pattern: 'events.*.*.*.*.*', priority: 'critical', recipients: users({ users: ['customer'], expression: 'event.sender' }), ways: { inbox: false, push: true, email: false } }))
    .toBe('When any message is sent in any app, Customer and whom the expression names are told by push at once.')
})

test('in a room, somebody writes', () => expect(said({ pattern: 'events.*.helpdesk.talk.message_posted.t_7', recipients: users({ roles: ['officer'] }), ways: { inbox: false, push: false, email: false } })).toBe('When somebody writes in Talk for t_7, everybody with the role officer is told, but by no way yet.'))
