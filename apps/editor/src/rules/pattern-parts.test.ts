import { parsePattern } from '@halley/bus'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOfToken, readParts, tokenOfKey, withPart } from './pattern-parts.ts'

const anything = { org: '*', app: '*', channel: '*', message: '*', key: '*' }

test('a rule that is about nothing yet begins with this app', () => expect(readParts('', 'helpdesk')).toEqual({ ...anything, app: 'helpdesk', channel: '' }))

test('a pattern with six places is shown by the pickers', () => {
  expect(readParts('events.*.helpdesk.escalation.Ticket.*', 'shop')).toEqual({ ...anything, app: 'helpdesk', channel: 'escalation', message: 'Ticket' })
})

test('> at the end is any of what follows', () => expect(readParts('events.local.helpdesk.>', 'shop')).toEqual({ ...anything, org: 'local', app: 'helpdesk' }))

test.each(['events.*.helpdesk.escalation.Ticket.*.color.red', 'orders.*.a.b.c.d', 'events.a*.b.c.d.e', 'events.a.b', 'events.*.*.*.*.*.>'])('%s says more than the pickers can', (pattern) => expect(readParts(pattern, 'shop')).toBeNull())

test('another channel takes its own messages and keys', () => {
  const parts = { ...anything, app: 'helpdesk', channel: 'escalation', message: 'Ticket', key: 't_7' }
  expect(withPart(parts, 'channel', 'orders')).toBe('events.*.helpdesk.orders.*.*')
  expect(withPart(parts, 'app', '*')).toBe('events.*.*.*.*.*')
  expect(withPart(parts, 'message', 'Answer')).toBe('events.*.helpdesk.escalation.Answer.t_7')
  expect(withPart({ ...parts, channel: '' }, 'key', '*')).toBe('events.*.helpdesk.*.Ticket.*')
})

test('any key that fits is one token, and is read back', () => {
  expect(tokenOfKey('ann@example.com')).toBe('-x-ann_40example_2ecom')
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((key) => key !== '*'), (key) => {
    const token = tokenOfKey(key)
    if (token === null) return
    expect(keyOfToken(token)).toBe(key)
    expect(parsePattern(`events.${token}`).ok).toBe(true)
  }))
})

test('a key that is too long for a token has none', () => expect(tokenOfKey('é'.repeat(40))).toBeNull())
