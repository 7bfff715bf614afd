import { emptyProject, type Persona, type Project } from '@halley/model'
import { expect, test } from 'vitest'
import { firstSeats, newcomersTo, nextSeat, readSeats, startFlows } from './preview-slots.ts'
import { roundTripText } from './round-trip-text.ts'

function persona(id: string, order: string, homeFlowId: string | null): Persona {
  return { id, order, homeFlowId, roles: [], folderId: null, name: id, technicalName: id, technicalNameSetByHand: false, description: '' }
}

const desk: Project = {
  ...emptyProject({ id: 'p', name: 'P', technicalName: 'p' }),
  personas: { officer: persona('officer', 'a1', 'watch'), customer: persona('customer', 'a0', 'report') },
  settings: { homeFlowId: 'report', onApplicationStartFlowId: null },
}

test('the preview opens with the first two personas in their order', () => {
  expect(firstSeats(desk)).toEqual([{ slot: 1, personaId: 'customer' }, { slot: 2, personaId: 'officer' }])
})

test('without personas two clients without a name open', () => {
  expect(firstSeats({ ...desk, personas: {} }).map((seat) => seat.personaId)).toEqual([null, null])
})

test('remembered places come back, without personas that are gone', () => {
  expect(readSeats('[{"slot":3,"personaId":"officer"},{"slot":1,"personaId":"gone"},{"slot":2,"personaId":null}]', desk)).toEqual([{ slot: 2, personaId: null }, { slot: 3, personaId: 'officer' }])
})

test.each([null, '{', '[]', '[{"slot":9,"personaId":null}]', '[{"slot":1,"personaId":"gone"}]'])('what cannot be read (%s) opens the first places', (text) => {
  expect(readSeats(text, desk)).toEqual(firstSeats(desk))
})

test('a client that is added takes the lowest free place for a persona that is not there yet', () => {
  expect(nextSeat(desk, [{ slot: 1, personaId: 'customer' }])).toEqual({ slot: 2, personaId: 'officer' })
  expect(nextSeat(desk, [{ slot: 2, personaId: 'officer' }, { slot: 1, personaId: 'customer' }])).toEqual({ slot: 3, personaId: 'customer' })
  expect(nextSeat(desk, [1, 2, 3, 4].map((slot) => ({ slot: slot as 1 | 2 | 3 | 4, personaId: null })))).toBeUndefined()
})

test('new personas take the places of guests, in order', () => {
  const guest = { personaId: null, isGuestByChoice: false }
  expect(newcomersTo(desk, new Set(), [{ slot: 1, ...guest }, { slot: 2, ...guest }])).toEqual([{ slot: 1, personaId: 'customer' }, { slot: 2, personaId: 'officer' }])
  expect(newcomersTo(desk, new Set(['customer']), [{ slot: 1, ...guest }, { slot: 2, ...guest }])).toEqual([{ slot: 1, personaId: 'officer' }])
})

test('a new persona takes no place where somebody sits, or where a guest was chosen, but that of a persona that is gone', () => {
  const taken = { slot: 1, personaId: 'customer', isGuestByChoice: false } as const
  const chosen = { slot: 2, personaId: null, isGuestByChoice: true } as const
  const left = { slot: 3, personaId: 'gone', isGuestByChoice: false } as const
  expect(newcomersTo(desk, new Set(['customer']), [taken, chosen])).toEqual([])
  expect(newcomersTo(desk, new Set(['customer']), [taken, chosen, left])).toEqual([{ slot: 3, personaId: 'officer' }])
})

test("running somebody's home starts everybody at home; running another flow starts the first client with it", () => {
  const seats = firstSeats(desk)
  expect([...startFlows(desk, seats, 'watch')]).toEqual([[1, null], [2, null]])
  expect([...startFlows(desk, seats, 'showTicket')]).toEqual([[1, 'showTicket'], [2, null]])
})

test('a round trip is shown in the unit that fits', () => {
  expect([0.4, 12.4, 1_240].map(roundTripText)).toEqual(['<1 ms', '12 ms', '1.2 s'])
})
