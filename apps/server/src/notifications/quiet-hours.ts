import type { QuietHours } from '@halley/model'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** Zones whose clocks are kept ready: more than any organisation has. */
const CLOCKS_KEPT = 500

const clocks = new Map<string, Intl.DateTimeFormat | null>()

/**
 * When the quiet hours end in which a time falls; null when it falls in none. Epoch milliseconds. Goes by the clock on the wall of
 * the zone, also when that is put forward or back in between. A zone that nobody knows has no quiet hours, and neither have those from a time to the same.
 */
export function quietUntil(atMs: number, { from, to, timeZone }: QuietHours): number | null {
  const clock = clockOf(timeZone)
  if (clock === null) return null
  const [first, end] = [minutesOf(from), minutesOf(to)]
  const isQuiet = (ms: number): boolean => {
    const minute = wallMinute(clock, ms)
    return first <= end ? minute >= first && minute < end : minute >= first || minute < end
  }
  if (!isQuiet(atMs)) return null
  let quietAt = Math.floor(atMs / MINUTE_MS) * MINUTE_MS
  for (;;) {
    // When it is over if nobody touches the clock until then.
    const over = quietAt + ((end - wallMinute(clock, quietAt) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES) * MINUTE_MS
    const touchedAt = firstOfAnotherOffset(clock, quietAt, over)
    if (touchedAt === null) return over
    if (!isQuiet(touchedAt)) return touchedAt
    quietAt = touchedAt
  }
}

/** Does this machine know the time zone? */
export function isTimeZone(timeZone: string): boolean {
  return clockOf(timeZone) !== null
}

/** The first minute of a span at which the clock has been put forward or back since its beginning; null when nobody did. It happens at most once in a day. */
function firstOfAnotherOffset(clock: Intl.DateTimeFormat, fromMs: number, toMs: number): number | null {
  const offset = (ms: number): number => (wallMinute(clock, ms) - (ms / MINUTE_MS) % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES
  const before = offset(fromMs)
  if (offset(toMs) === before) return null
  let [low, high] = [fromMs, toMs]
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / MINUTE_MS / 2) * MINUTE_MS
    if (offset(middle) === before) low = middle
    else high = middle
  }
  return high
}

function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return hours * 60 + minutes
}

function wallMinute(clock: Intl.DateTimeFormat, ms: number): number {
  return minutesOf(clock.format(ms))
}

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  if (clocks.size >= CLOCKS_KEPT) clocks.clear()
  const clock = makeClock(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

function makeClock(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  } catch {
    // Not a zone of this machine: whoever sets one is told; what was set before must not keep anything from being sent.
    return null
  }
}
