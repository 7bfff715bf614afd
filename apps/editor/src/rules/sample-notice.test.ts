import { addChoiceOption, addMember, createChannel, createChoice, createMessage, createRoom, createRule, emptyProject, type Project, type Rule } from '@halley/model'
import { expect, test } from 'vitest'
import { contextOf } from './rule-scope.ts'
import { sampleNotice } from './sample-notice.ts'

let ids = 0
const newId = () => `id${(ids += 1)}`

function helpDesk(): Project {
  const project = emptyProject({ id: 'p1', name: 'Help desk', technicalName: 'helpdesk' })
  const choiceId = createChoice(project, { name: 'Priorities' }, newId)
  addChoiceOption(project, choiceId, 'Low', newId)
  addChoiceOption(project, choiceId, 'High', newId)
  const messageId = createMessage(project, { name: 'Ticket' }, newId)
  addMember(project, { collection: 'messages', id: messageId }, { type: 'field', name: 'Subject' }, newId)
  const priorityId = addMember(project, { collection: 'messages', id: messageId }, { type: 'field', name: 'Priority' }, newId)
  const priority = project.messages[messageId]?.members[priorityId ?? '']
  if (priority?.type === 'field') priority.valueType = { type: 'singleChoice', choiceId }
  createChannel(project, { name: 'Escalation' }, newId)
  createRoom(project, { name: 'Talk' }, newId)
  createRule(project, { name: 'High ticket', pattern: 'events.*.helpdesk.escalation.Ticket.*' }, newId)
  return project
}

function shown(changes: Partial<Rule>) {
  const project = helpDesk()
  const rule = Object.values(project.rules)[0]
  if (rule === undefined) throw new Error('There is no rule.')
  const changed = { ...rule, ...changes }
  return sampleNotice(changed, contextOf(project, changed.pattern))
}

test('a notification is shown with an example of the message, choices by their labels', () => {
  expect(shown({ title: 'New: {Ticket.subject}', body: '{Ticket.priority} for {recipient.name}' })).toMatchObject({ title: 'New: Subject', body: 'Low for Ada' })
})

test.each([
  ['Ticket.priority == "high"', 'High'],
  ['(Ticket.priority == "high") && Ticket.subject == "Printer"', 'High'],
  ['Ticket.subject == "Printer" && event.message == "Answer" || Ticket.priority == "high"', 'High'],
  ['Ticket.priority == "low"', 'Low'],
])('the example is one that the rule is about: %s', (condition, priority) => expect(shown({ condition, title: '{Ticket.priority}' })).toMatchObject({ title: priority, holds: true }))

test('where no such example is plain, it is any', () => {
  expect(shown({ condition: 'Ticket.priority == "high" && size(Ticket.subject) > 90', title: '{Ticket.priority}' })).toMatchObject({ title: 'Low', holds: false })
})

test('a text that does not check stands as it was written', () => expect(shown({ title: '{Ticket.colour}' }).title).toBe('{Ticket.colour}'))

test('without a title the name of the rule is read', () => expect(shown({ title: ' ' }).title).toBe('High ticket'))

test('it is said whether the condition holds for the example', () => {
  expect(shown({ condition: '' }).holds).toBe(true)
  expect(shown({ condition: 'Ticket.priority == "low"' }).holds).toBe(true)
  expect(shown({ condition: 'event.message == "Answer"' }).holds).toBe(false)
  expect(shown({ condition: 'Ticket.' }).holds).toBeNull()
})

test('of what is written in a room, its text is known', () => expect(shown({ pattern: 'events.*.helpdesk.talk.message_posted.*', title: '{RoomMessage.author}: {RoomMessage.text}' }).title).toBe('Ada: Can you help me?'))
