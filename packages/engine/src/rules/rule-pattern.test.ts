import { matches, parsePattern } from '@halley/bus'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deskWith } from './desk.test-fixture.ts'
import { ROOM_MESSAGE_TOKEN } from './room-message.ts'
import { readRulePattern } from './rule-pattern.ts'

const { project } = deskWith()
const wild = ['*', '>']
const tokens = fc.constantFrom(...wild, 'events', 'acme', 'helpdesk', 'shop', 'escalation', 'gossip', 'lounge', 'Ticket', 'Note', ROOM_MESSAGE_TOKEN, '7')
const placed = fc.tuple(...[['events'], ['acme'], ['helpdesk', 'shop'], ['escalation', 'gossip', 'lounge'], ['Ticket', 'Note', ROOM_MESSAGE_TOKEN], ['7', '_']].map((names) => fc.constantFrom(...wild, ...names)))
const patterns = fc.oneof(placed, fc.array(tokens, { maxLength: 9 })).map((each) => each.join('.'))

/** The topics that this project can have, and whether its model lets the message travel there. */
const topics = ['escalation', 'gossip', 'lounge'].flatMap((place) => ['Ticket', 'Note', ROOM_MESSAGE_TOKEN].flatMap((message) => {
  const isRoom = place === 'lounge'
  const travels = isRoom ? message === ROOM_MESSAGE_TOKEN : message !== ROOM_MESSAGE_TOKEN && !(place === 'gossip' && message === 'Ticket')
  return travels ? ['7', '_'].map((key) => ({ topic: `events.acme.helpdesk.${place}.${message}.${key}`, message })) : []
}))

function matching(pattern: string) {
  const parsed = parsePattern(pattern)
  return parsed.ok ? topics.filter(({ topic }) => matches(pattern, topic)) : []
}

test('the message that a pattern names is that of every topic that it matches, for all patterns', () => fc.assert(fc.property(patterns, (pattern) => {
  const { message, isAboutRooms } = readRulePattern(pattern, project)
  const named = isAboutRooms ? ROOM_MESSAGE_TOKEN : message?.technicalName
  expect(matching(pattern).filter((one) => named !== undefined && one.message !== named)).toEqual([])
}), { numRuns: 2_000 }))

test('a pattern that is said to match nothing matches nothing, for all patterns', () => fc.assert(fc.property(patterns, (pattern) => {
  const { problems } = readRulePattern(pattern, project)
  expect(problems.length === 0 ? [] : matching(pattern)).toEqual([])
}), { numRuns: 2_000 }))

test('a pattern that matches nothing that the model sends is said to, for all patterns', () => fc.assert(fc.property(placed.map((each) => each.join('.')), (pattern) => {
  const parsed = parsePattern(pattern)
  fc.pre(parsed.ok)
  expect(matching(pattern).length > 0 || readRulePattern(pattern, project).problems.length > 0).toBe(true)
}), { numRuns: 2_000 }))
