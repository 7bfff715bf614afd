import type { CancelTimer, ServerClock } from './clock.ts'

/** A clock that stands still until a test moves it; timers that are due fire in their order. */
export class ManualClock implements ServerClock {
  #nowMs: number
  readonly #timers = new Map<number, { dueAtMs: number; fire: () => void }>()
  #nextId = 1

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  setTimer(afterMs: number, fire: () => void): CancelTimer {
    const id = this.#nextId++
    this.#timers.set(id, { dueAtMs: this.#nowMs + Math.max(0, afterMs), fire })
    return () => void this.#timers.delete(id)
  }

  /** Moves the clock and fires what is due. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.dueAtMs <= endMs).sort(([a, first], [b, second]) => first.dueAtMs - second.dueAtMs || a - b)[0]
      if (due === undefined) break
      const [id, timer] = due
      this.#timers.delete(id)
      this.#nowMs = Math.max(this.#nowMs, timer.dueAtMs)
      timer.fire()
    }
    this.#nowMs = endMs
  }
}
