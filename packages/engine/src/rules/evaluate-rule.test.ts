import { LIMITS, type Value } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, deskWith } from './desk.test-fixture.ts'
import { roomMessageValue, ROOM_MESSAGE_TOKEN } from './room-message.ts'
import type { RuleVerdict } from './evaluate-rule.ts'

const ticket = (values: Readonly<Record<string, Value>> = {}): Value => ({ subject: 'Printer on fire', officer: null, priority: 'high', count: 2, ...values })
const olga = { id: 'olga', name: 'Olga', roles: ['officer'] }

function textsOf(verdict: RuleVerdict, recipient = olga) {
  if (verdict.type === 'silent') throw new Error(`It notifies nobody: ${verdict.because}`)
  return verdict.write(recipient)
}

describe('a rule that notifies', () => {
  test('names its roles and people, and writes the title and the body for each', () => {
    const desk = deskWith((rule) => {
      rule.recipients.users = ['olga', ' olga ', 'pia@example.com']
      rule.body = 'Dear {recipient.name}, {Ticket.priority} for {event.sender}, key {event.key}.'
    })
    const verdict = ask(desk, ticket())
    expect(verdict).toMatchObject({ type: 'notifies', users: ['olga', 'pia@example.com'], roles: ['officer'], problems: [], differs: true })
    expect(textsOf(verdict)).toStrictEqual({ title: 'Printer on fire', body: 'Dear Olga, High! for Ann, key 7.', url: null, problems: [] })
  })

  test('writes one text for all when it does not read the recipient', () => expect(ask(deskWith(), ticket())).toMatchObject({ differs: false }))

  test.each([
    ['a text', 'Ticket.officer', ['olga']],
    ['a list of texts, of which unknown and empty ones are left out', '[Ticket.officer, "", " pia ", Ticket.officer]', ['olga', 'pia']],
  ])('names people by %s', (_what, expression, users) => {
    expect(ask(deskWith((rule) => { rule.recipients = { users: [], roles: [], expression } }), ticket({ officer: 'olga' }))).toMatchObject({ type: 'notifies', users, roles: [] })
  })

  test('goes on with those who are named when an expression fails, and says so', () => {
    const verdict = ask(deskWith((rule) => { rule.recipients.expression = 'Ticket.count / 0 > 1.0 ? "a" : "b"' }), ticket())
    expect(verdict).toMatchObject({ type: 'notifies', users: [], roles: ['officer'] })
    expect(verdict.type === 'notifies' && verdict.problems.join()).toMatch(/^Who is notified could not be worked out: .*0/)
  })

  test('says in words what could not be written, in the place of the text', () => {
    const texts = textsOf(ask(deskWith((rule) => { rule.body = 'Each {1 / (Ticket.count - 2)}' }), ticket()))
    expect(texts.body).toMatch(/^The body could not be written: /)
    expect(texts.problems).toEqual([texts.body])
  })

  test('has the name of the rule as its title when all in the title is unknown', () => expect(textsOf(ask(deskWith(), ticket({ subject: null }))).title).toBe('Urgent tickets'))

  test('keeps texts within what people are shown, for all values', () => fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 6_000 }), (subject) => {
    const texts = textsOf(ask(deskWith((rule) => { rule.body = '{Ticket.subject}{Ticket.subject}' }), ticket({ subject })))
    expect(texts.title.length).toBeLessThanOrEqual(LIMITS.noticeTitleCharacters)
    expect(texts.title).not.toBe('')
    expect(texts.body.length).toBeLessThanOrEqual(LIMITS.noticeBodyCharacters)
    expect(encodeURIComponent(texts.title)).not.toBe('')
  }), { numRuns: 50 }))
})

describe('the address that a notification opens', () => {
  const urlOf = (url: string, subject = 'Printer on fire'): ReturnType<typeof textsOf> => textsOf(ask(deskWith((rule) => { rule.link = { type: 'address', url } }), ticket({ subject })))

  test('escapes its values, so that they stay in their part', () => expect(urlOf('https://desk.example/t/{event.key}?s={Ticket.subject}', 'a&b=/../c#').url).toBe('https://desk.example/t/7?s=a%26b%3D%2F..%2Fc%23'))
  test('may be a value as a whole', () => expect(urlOf('{Ticket.subject}', 'https://a.example/?b=1').url).toBe('https://a.example/?b=1'))
  test.each(['javascript:alert(1)', 'data:text/html,x', ' //evil.example', 'https:// a', 'no address'])('is none when it comes out as %s, and that is said', (subject) => {
    expect(urlOf('{Ticket.subject}', subject)).toMatchObject({ url: null, problems: [expect.stringMatching(/^The address could not be written: /)] })
  })
  test('is never anything but http, https or mailto, for all values', () => fc.assert(fc.property(fc.string(), fc.constantFrom('{Ticket.subject}', 'https://a.example/{Ticket.subject}', 'mailto:{Ticket.subject}'), (subject, url) => {
    const written = urlOf(url, subject)
    expect(written.url === null ? 'https:' : new URL(written.url).protocol).toMatch(/^(https?|mailto):$/)
    expect(written.problems).toHaveLength(written.url === null ? 1 : 0)
  }), { numRuns: 200 }))
})

describe('a rule that notifies nobody says why', () => {
  test.each<[string, Parameters<typeof deskWith>[0], Value, RegExp]>([
    ['it is off', (rule) => { rule.isOn = false }, ticket(), /^The rule is switched off\.$/],
    ['it has a problem', (rule) => { rule.title = '' }, ticket(), /^The rule has a problem: Write the title/],
    ['its condition does not hold', (rule) => { rule.condition = 'Ticket.priority == "high"' }, ticket({ priority: 'low' }), /^The condition does not hold: Ticket\.priority/],
    ['its condition is unknown', (rule) => { rule.condition = 'Ticket.priority == "high"' }, ticket({ priority: null }), /^Whether the condition holds is unknown/],
    ['nobody may know the message', (rule) => { rule.condition = 'Ticket.priority == "high"' }, null, /^Whether the condition holds is unknown/],
    ['its condition fails', (rule) => { rule.condition = '1 / (Ticket.count - 2) > 1.0' }, ticket(), /^The condition failed: /],
    ['its expression names nobody', (rule) => { rule.recipients = { users: [], roles: [], expression: 'Ticket.officer' } }, ticket(), /gives nobody/],
    ['its only recipients fail', (rule) => { rule.recipients = { users: [], roles: [], expression: '1 / (Ticket.count - 2) > 1.0 ? "a" : "b"' } }, ticket(), /^Who is notified could not be worked out/],
  ])('when %s', (_why, change, payload, because) => {
    const verdict = ask(deskWith(change), payload)
    expect(verdict.type === 'silent' && verdict.because).toMatch(because)
    expect(verdict).toMatchObject({ isMistake: /problem|failed|worked out/.test(because.source) })
  })

  test('when another message came than the pattern names', () => expect(ask(deskWith(), {}, { messageId: 'other', message: 'Note' })).toStrictEqual({ type: 'silent', because: 'It is about "Ticket", and this was Note.', isMistake: false }))

  test('when the message is that of another app', () => expect(ask(deskWith((rule) => { rule.pattern = 'events.*.*.*.Ticket.*' }), {}, { messageId: '' })).toMatchObject({ because: 'It is about "Ticket", and this was that of another app.' }))
})

describe('a rule about a room', () => {
  const lounge = deskWith((rule) => {
    rule.pattern = `events.*.*.lounge.${ROOM_MESSAGE_TOKEN}.*`
    rule.condition = 'RoomMessage.authorType == "person"'
    rule.title = '{RoomMessage.author} in {RoomMessage.room}'
    rule.body = '{RoomMessage.text}'
    rule.recipients = { users: [], roles: [], expression: 'RoomMessage.mentions' }
  })
  const post = (type: 'person' | 'agent'): Value => roomMessageValue({ id: 'm1', text: 'Tea, @olga?', author: { type, id: 'ann', name: 'Ann' }, mentions: ['olga'] }, { name: 'Lounge' })
  const event = { channel: 'lounge', messageId: ROOM_MESSAGE_TOKEN, message: ROOM_MESSAGE_TOKEN, key: null }

  test('reads what was written, by whom and whom it mentions', () => {
    const verdict = ask(lounge, post('person'), event)
    expect(verdict).toMatchObject({ type: 'notifies', users: ['olga'] })
    expect(textsOf(verdict)).toMatchObject({ title: 'Ann in Lounge', body: 'Tea, @olga?' })
  })
  test('tells people from agents', () => expect(ask(lounge, post('agent'), event)).toMatchObject({ type: 'silent' }))
  test('says that something else came', () => expect(ask(lounge, ticket())).toMatchObject({ type: 'silent', because: 'It is about what is written in a room, and this was Ticket.' }))
})
