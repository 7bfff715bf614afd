import { describe, expect, test } from 'vitest'
import { checkDocument } from '../check-document.ts'
import { checkUnused } from '../check-unused.ts'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { findUsages } from '../usages.ts'
import * as recipes from './index.ts'

/** The help desk with a rule that names its channel, its message and its persona, and a room. */
function desk() {
  const project = helpDesk()
  recipes.createRoom(project, { name: 'Lounge' }, () => 'lounge')
  recipes.createRule(project, { name: 'Urgent', pattern: 'events.*.helpDesk.escalation.Ticket.*', title: '{Ticket.subject} of {event.channel}' }, () => 'urgent')
  recipes.createRule(project, { name: 'Talk', pattern: 'events.*.*.lounge.>' }, () => 'talk')
  const rule = project.rules['urgent']
  if (rule === undefined) throw new Error('The rule was not made.')
  rule.condition = 'Ticket.subject != "Ticket"'
  rule.recipients = { users: ['officer', 'pia@example.com'], roles: [], expression: '[Ticket.subject]' }
  rule.body = 'Look: {Ticket.subject}'
  rule.link = { type: 'address', url: 'https://desk.example/{Ticket.subject}' }
  return { project, rule }
}

describe('a notification rule follows a rename', () => {
  test('of its message, in the pattern and in every expression, but not in texts in quotes', () => {
    const { project, rule } = desk()
    recipes.renameResource(project, { collection: 'messages', id: 'ticket' }, 'Work order')
    recipes.renameMember(project, { collection: 'messages', id: 'ticket' }, 'subject', 'Title')
    expect(rule).toMatchObject({
      pattern: 'events.*.helpDesk.escalation.WorkOrder.*', condition: 'WorkOrder.title != "Ticket"', recipients: { expression: '[WorkOrder.title]' },
      title: '{WorkOrder.title} of {event.channel}', body: 'Look: {WorkOrder.title}', link: { url: 'https://desk.example/{WorkOrder.title}' },
    })
  })

  test('of its channel, its room, its app and its persona', () => {
    const { project, rule } = desk()
    recipes.renameResource(project, { collection: 'channels', id: 'escalation' }, 'Alarm')
    recipes.renameResource(project, { collection: 'rooms', id: 'lounge' }, 'Kitchen')
    recipes.renameResource(project, { collection: 'personas', id: 'officer' }, 'Chief')
    recipes.renameApp(project, 'desk2')
    expect(rule).toMatchObject({ pattern: 'events.*.desk2.alarm.Ticket.*', recipients: { users: ['chief', 'pia@example.com'] } })
    expect(project.rules['talk']?.pattern).toBe('events.*.*.kitchen.>')
  })

  test('but not where it names another app', () => {
    const { project, rule } = desk()
    rule.pattern = 'events.*.shop.escalation.Ticket.*'
    recipes.renameResource(project, { collection: 'channels', id: 'escalation' }, 'Alarm')
    recipes.renameApp(project, 'desk2')
    expect(rule.pattern).toBe('events.*.shop.escalation.Ticket.*')
  })
})

describe('a notification rule uses', () => {
  test.each([
    ['its channel', { collection: 'channels', id: 'escalation' }, ['Notification rule "Urgent": events.*.helpDesk.escalation.Ticket.*']],
    ['its room', { collection: 'rooms', id: 'lounge' }, ['Notification rule "Talk": events.*.*.lounge.>']],
    ['its persona', { collection: 'personas', id: 'officer' }, ['Notification rule "Urgent": recipients']],
    ['a field of its message', { collection: 'messages', id: 'ticket', memberId: 'subject' }, ['condition', 'recipients', 'title', 'body', 'link'].map((key) => expect.stringContaining(`Notification rule "Urgent", ${key}: `))],
  ] as const)('%s', (_what, thing, texts) => {
    const { project } = desk()
    expect(findUsages(project, thing).filter(({ place }) => place.type === 'resource' && place.collection === 'rules').map(({ text }) => text)).toStrictEqual(texts)
  })

  test('nothing else, so what only it uses is not called unused', () => {
    const { project } = desk()
    const unused = () => checkUnused(project).map(({ text }) => text)
    recipes.createConnection(project, { name: 'Post', type: 'smtp' }, () => 'post')
    recipes.createConnection(project, { name: 'Demo', type: 'demoModel' }, () => 'demo')
    expect(unused()).toStrictEqual(expect.arrayContaining(['Nothing uses the connection "Post".', 'Nothing uses the connection "Demo".']))
    expect(unused()).not.toContain('Nothing uses the room "Lounge".')
    const rule = project.rules['urgent']
    if (rule !== undefined) rule.ways.email = true
    recipes.addAgent(project, 'lounge', { name: 'Helper', by: { type: 'model', connectionId: 'demo', instructions: '', rememberedMessages: 5 } }, () => 'helper')
    expect(unused().filter((text) => text.includes('connection'))).toStrictEqual([])
    delete project.rules['talk']
    expect(unused()).toContain('Nothing uses the room "Lounge".')
  })
})

describe('rooms and channels', () => {
  test('are told apart in topics, so they share one scope of technical names', () => {
    const { project } = desk()
    recipes.createRoom(project, { name: 'Escalation' }, () => 'twin')
    expect(project.rooms['twin']).toMatchObject({ name: 'Escalation', technicalName: 'escalation2' })
    if (project.rooms['twin'] !== undefined) project.rooms['twin'].technicalName = 'escalation'
    expect(checkDocument(project)).toMatchObject([{ code: 'names/same_technical_name', text: expect.stringContaining('the channel "Escalation" and the room "Escalation"'), place: { collection: 'rooms', id: 'twin' }, fix: { collection: 'rooms', technicalName: 'escalation2' } }])
  })
})

test('a copy of a rule is on its own', () => {
  const { project, rule } = desk()
  const id = recipes.duplicateResource(project, { collection: 'rules', id: 'urgent' }, countingIds('copy')) ?? ''
  expect(project.rules[id]).toStrictEqual({ ...rule, id, name: 'Urgent 2', technicalName: 'urgent2', order: project.rules[id]?.order })
  expect(project.rules[id]?.recipients).not.toBe(rule.recipients)
})
