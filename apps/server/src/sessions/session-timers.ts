import type { CancelTimer, ServerClock } from '../clock.ts'

/** The timers of one session, by id: each fires once, when its time has come. */
export class SessionTimers {
  readonly #clock: ServerClock
  readonly #fire: (timerId: string) => void
  readonly #set = new Map<string, CancelTimer>()

  constructor(clock: ServerClock, fire: (timerId: string) => void) {
    this.#clock = clock
    this.#fire = fire
  }

  /** Sets a timer to epoch milliseconds; one of the same id is replaced. */
  set(timerId: string, dueAtMs: number): void {
    this.#set.get(timerId)?.()
    this.#set.set(timerId, this.#clock.setTimer(Math.max(0, dueAtMs - this.#clock.nowMs()), () => {
      this.#set.delete(timerId)
      // The two clocks of a machine drift apart in days.
      if (this.#clock.nowMs() < dueAtMs) return this.set(timerId, dueAtMs)
      this.#fire(timerId)
    }))
  }

  /** Lets go of all timers but those that are still wanted. */
  keepOnly(wanted: () => readonly string[]): void {
    if (this.#set.size === 0) return
    const kept = new Set(wanted())
    for (const [timerId, cancel] of this.#set) {
      if (kept.has(timerId)) continue
      cancel()
      this.#set.delete(timerId)
    }
  }

  clear(): void {
    this.keepOnly(() => [])
  }
}
