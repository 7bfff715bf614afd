import { expect, test } from 'vitest'
import { isTimeZone, ownTimeZone, timeZones } from './time-zones.ts'

test('UTC is offered first, and the zone of this browser is among them', () => {
  expect(timeZones()[0]).toBe('UTC')
  expect(isTimeZone(ownTimeZone())).toBe(true)
})

test.each(['Europe/Amsterdam', 'America/New_York'])('%s is a time zone', (zone) => expect(isTimeZone(zone)).toBe(true))

test.each(['', 'Amsterdam', 'europe/amsterdam', 'Mars/Olympus'])('"%s" is none', (zone) => expect(isTimeZone(zone)).toBe(false))
