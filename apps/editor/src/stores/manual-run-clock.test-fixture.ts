import type { RunClock } from './run-player.ts'

type Timer = { readonly dueMs: number; readonly run: () => void }

/** A run's clock that goes on only when a test says so. */
export class ManualRunClock implements RunClock {
  #nowMs = 1_000
  #timers: readonly Timer[] = []

  readonly nowMs = (): number => this.#nowMs

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, run }
    this.#timers = [...this.#timers, timer]
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets time pass; what falls due on the way runs at its own moment. */
  pass(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs
    for (;;) {
      const [next] = this.#timers.filter(({ dueMs }) => dueMs <= untilMs).toSorted((left, right) => left.dueMs - right.dueMs)
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#nowMs = next.dueMs
      next.run()
    }
    this.#nowMs = untilMs
  }
}
