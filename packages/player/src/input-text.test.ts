import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationText, localDateTime, readDuration, textOf, valueOf } from './input-text.ts'

test.each([
  ['1 h 30 min', 5_400_000], ['90s', 90_000], ['1:30', 5_400_000], ['0:00:05', 5_000], ['2 days', 172_800_000], ['1,5 h', 5_400_000], ['250ms', 250],
])('%s is read as %i ms', (text, durationMs) => {
  expect(readDuration(text)).toBe(durationMs)
})

test.each(['soon', '5', '1 h and a bit', '1:75', ''])('"%s" is no duration', (text) => {
  expect(readDuration(text)).toBeNull()
})

test('a duration that is written can be read again', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (durationMs) => readDuration(durationText(durationMs)) === durationMs))
})

test('a date and time is shown in local time and sent in UTC', () => {
  const control = { type: 'dateTime' } as const
  const moment = '2026-03-31T10:15:00.000Z'
  expect(localDateTime(moment)).toMatch(/^2026-03-31T\d\d:\d\d$/)
  expect(valueOf(control, textOf(control, moment))).toBe(moment)
})

test('what cannot be read is sent as typed, for the server to say what is wrong', () => {
  expect(valueOf({ type: 'duration' }, 'soon')).toBe('soon')
  expect(valueOf({ type: 'number' }, '12,5x')).toBe('12,5x')
})

test('an empty field is unknown', () => {
  expect(valueOf({ type: 'number' }, '')).toBeNull()
  expect(textOf({ type: 'date' }, null)).toBe('')
})
