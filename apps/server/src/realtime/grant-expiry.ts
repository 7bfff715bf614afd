import type { CancelTimer, ServerClock } from '../clock.ts'

/** Milliseconds before its end at which a program is told that its token expires: time to be given another. */
const TOLD_BEFORE_MS = 5 * 60_000

export type ExpiryWatcher = { /** Whole seconds that are left. */ readonly expiring: (seconds: number) => void; readonly expired: () => void }

/** Tells that a grant is about to end, and when it has; returns what ends the watch. One that never ends is not watched. */
export function watchExpiry({ expiresAt }: { readonly expiresAt: number | null }, clock: ServerClock, { expiring, expired }: ExpiryWatcher): CancelTimer {
  if (expiresAt === null) return () => undefined
  const leftMs = expiresAt - clock.nowMs()
  const cancelTelling = clock.setTimer(Math.max(0, leftMs - TOLD_BEFORE_MS), () => expiring(Math.max(0, Math.ceil((expiresAt - clock.nowMs()) / 1_000))))
  const cancelEnd = clock.setTimer(Math.max(0, leftMs), expired)
  return () => {
    cancelTelling()
    cancelEnd()
  }
}
