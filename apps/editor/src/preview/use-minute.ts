import { useSyncExternalStore } from 'react'

/** Milliseconds between looks at the clock: often enough that nobody sees it late. */
const LOOK_EVERY_MS = 2_000
const MINUTE_MS = 60_000

/** The time of this browser to the minute, as ISO 8601; draws again when the minute is another one. */
export function useMinute(): string {
  return new Date(useSyncExternalStore(watch, minute)).toISOString()
}

function minute(): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
}

function watch(tell: () => void): () => void {
  const timer = setInterval(tell, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
