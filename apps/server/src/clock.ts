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
    const timer = setTimeout(fire, afterMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
