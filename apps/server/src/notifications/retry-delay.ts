/** Milliseconds before the first retry, and the longest between two: with eight tries, about half an hour in all, or as long as the service asks for. */
const FIRST_MS = 15_000
const LONGEST_MS = 30 * 60_000

/** The longest that a service may ask for. */
const LONGEST_ASKED_MS = 24 * 3_600_000

/**
 * Milliseconds until a send that failed `tries` times is tried again: twice as long each time, up to a third more or less by chance so that
 * many do not come together, and never before the service asked for it. `random` gives numbers from 0 up to 1.
 */
export function retryDelayMs(tries: number, askedMs: number | null, random: () => number): number {
  const plannedMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1))
  return Math.max(Math.round(plannedMs * (2 / 3 + random() * (2 / 3))), Math.min(askedMs ?? 0, LONGEST_ASKED_MS))
}
