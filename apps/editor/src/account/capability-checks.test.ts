import { expect, test } from 'vitest'
import { everythingOf, readCapability } from './capability-checks.ts'

test('a pattern is said in words', () => {
  expect(readCapability(everythingOf('acme'), 'acme')).toEqual({ ok: true, text: 'Everything of the organisation.' })
  expect(readCapability('events.acme.helpdesk.>', 'acme')).toEqual({ ok: true, text: 'App helpdesk, and all below.' })
  expect(readCapability(' events.acme.helpdesk.escalation.Ticket.* ', 'acme')).toEqual({ ok: true, text: 'App helpdesk, channel escalation, message Ticket, any key.' })
})

test('a token that only contains a star is named', () => {
  expect(readCapability('events.acme.helpdesk.escalation.Ticket*', 'acme')).toMatchObject({ ok: false, text: expect.stringContaining('Ticket*') })
})

test.each(['events.other.>', 'events.*.helpdesk.>', 'events.>'])('%s reaches outside of the organisation', (pattern) => {
  expect(readCapability(pattern, 'acme')).toMatchObject({ ok: false, text: expect.stringContaining('events.acme.') })
})
