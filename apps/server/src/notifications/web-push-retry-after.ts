/** Milliseconds beyond which nobody is made to wait by a service's word. */
const LONGEST_MS = 24 * 3_600_000

/** Milliseconds that a `Retry-After` header asks to wait: seconds, or a date; null where it says neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? ''
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - nowMs : Number.NaN
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), LONGEST_MS) : null
}
