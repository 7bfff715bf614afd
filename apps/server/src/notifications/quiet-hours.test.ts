import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimeZone, quietUntil } from './quiet-hours.ts'

const at = (text: string): number => Date.parse(text)
const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Amsterdam' }

describe('quiet hours', () => {
  it.each([
    ['in winter', '2026-01-10T23:00:00Z', '2026-01-11T06:00:00Z'],
    ['in summer', '2026-07-10T20:00:00Z', '2026-07-11T05:00:00Z'],
    ['at their first minute', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00Z'],
    ['at their last', '2026-01-11T05:59:59.999Z', '2026-01-11T06:00:00Z'],
    ['in the night in which clocks are put forward', '2026-03-28T23:30:00Z', '2026-03-29T05:00:00Z'],
    ['in the night in which clocks are put back', '2026-10-24T22:30:00Z', '2026-10-25T06:00:00Z'],
  ])('end at their time by the clock on the wall %s', (_when, asked, end) => expect(new Date(quietUntil(at(asked), night) ?? 0).toISOString()).toBe(new Date(end).toISOString()))

  it.each(['2026-01-10T20:59:59.999Z', '2026-01-11T06:00:00Z', '2026-07-10T12:00:00Z'])('are over at %s', (asked) => expect(quietUntil(at(asked), night)).toBeNull())

  it('that end within the hour that is left out end when the clock jumps, and within the one that comes twice, at its first', () => {
    expect(quietUntil(at('2026-03-29T00:50:00Z'), { ...night, to: '02:30' })).toBe(at('2026-03-29T01:00:00Z'))
    expect(quietUntil(at('2026-10-24T23:50:00Z'), { ...night, to: '02:30' })).toBe(at('2026-10-25T00:30:00Z'))
    expect(quietUntil(at('2026-10-25T00:50:00Z'), { ...night, from: '02:45', to: '03:15' })).toBe(at('2026-10-25T01:00:00Z'))
  })

  it('that the clock is put back out of, for a minute, end there', () => {
    expect(quietUntil(at('2026-10-24T23:41:00Z'), { from: '01:01', to: '00:00', timeZone: 'Antarctica/Troll' })).toBe(at('2026-10-25T01:00:00Z'))
  })

  it('are none from a time to the same, and in a zone that nobody knows', () => {
    expect([quietUntil(0, { from: '10:00', to: '10:00', timeZone: 'UTC' }), quietUntil(0, { ...night, timeZone: 'Nowhere/Land' }), isTimeZone('Nowhere/Land'), isTimeZone('Asia/Kathmandu')]).toEqual([null, null, false, true])
  })

  it('end, in every zone and at every time, at the first minute that is not in them', () => {
    const zones = ['UTC', 'Europe/Amsterdam', 'America/New_York', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Chatham', 'Africa/Casablanca', 'America/Santiago', 'Antarctica/Troll', 'Pacific/Apia']
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    // Near the weeks in which clocks are put forward or back, more often than not.
    const instant = fc.oneof(fc.integer({ min: at('2024-01-01'), max: at('2030-01-01') }), ...['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'].map((day) => fc.integer({ min: at(day) - 36 * 3_600_000, max: at(day) + 36 * 3_600_000 })))
    fc.assert(fc.property(fc.constantFrom(...zones), time, time, instant, (timeZone, from, to, ms) => {
      const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      const isQuiet = (moment: number): boolean => {
        const now = wall.format(moment)
        return from <= to ? now >= from && now < to : now >= from || now < to
      }
      const end = quietUntil(ms, { from, to, timeZone })
      let expected = Math.floor(ms / 60_000) * 60_000
      while (isQuiet(expected)) expected += 60_000
      expect(end).toBe(isQuiet(ms) ? expected : null)
    }), { numRuns: 400 })
  })
})
