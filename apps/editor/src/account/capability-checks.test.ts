import { expect, test } from 'vitest'
import { everythingOf, readCapability } from './capability-checks.ts'

test('a pattern is said in words', () => {
  expect(readCapability(everythingOf('acme'), 'acme')).toEqual({ ok: true, text: 'Everything of the organisation.' })
  expect(readCapability('events.acme.helpdesk.>', 'acme')).toEqual({ ok: true, text: 'App helpdesk, and all below.' })
  expect(readCapability(' events.acme.helpdesk.escalation.Ticket.* ', 'acme')).toEqual({ ok: true, text: 'App helpdesk, channel escalation, message Ticket, any key.' })
})

test('what is wrong with a pattern is said of its parts: a token is what is made', () => {
  expect(readCapability('events.a*.token*', 'acme').text).toMatch(/^Part 2 of the pattern, "a\*", contains a wildcard, and a wildcard is a whole part;/)
  expect(readCapability('events..a', 'acme').text).toMatch(/^Part 2 of the pattern is empty;/)
  expect(readCapability('events.acme.token*', 'acme').text).toMatch(/^Part 3 of the pattern, "token\*",/)
})

test('a token that only contains a star is named', () => {
  expect(readCapability('events.acme.helpdesk.escalation.Ticket*', 'acme')).toMatchObject({ ok: false, text: expect.stringContaining('Ticket*') })
})

test.each(['events.other.>', 'events.*.helpdesk.>', 'events.>'])('%s reaches outside of the organisation', (pattern) => {
  expect(readCapability(pattern, 'acme')).toMatchObject({ ok: false, text: expect.stringContaining('events.acme.') })
})
