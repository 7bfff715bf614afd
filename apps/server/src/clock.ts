/** Ends a timer that has not fired; harmless afterwards. */
export type CancelTimer = () => void

/**
 * The server's time and timers, passed in so that tests rule them.
 * A timer fires once, never early, and never within the call that sets it.
 */
export type ServerClock = {
  /** Epoch milliseconds. */
  nowMs(): number
  setTimer(afterMs: number, fire: () => void): CancelTimer
}

/** The machine's own clock. Its timers do not keep the process alive: what must happen before the end, `close` does. */
export const systemClock: ServerClock = {
  nowMs: () => Date.now(),
  setTimer: (afterMs, fire) => {
    let timer: NodeJS.Timeout | undefined
    const set = (restMs: number): void => {
      const partMs = Math.min(restMs, LONGEST_TIMER_MS)
      timer = setTimeout(() => (restMs > partMs ? set(restMs - partMs) : fire()), partMs)
      timer.unref()
    }
    set(afterMs)
    return () => clearTimeout(timer)
  },
}

// Beyond 24.8 days Node's own timers fire at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1
