/** Work of one session after which the event loop serves others. */
const TURN_MS = 5

export type LoopTurnsSurroundings = {
  /** Milliseconds that never go back. */
  readonly monotonicMs: () => number
  /** Resolves when the event loop has served all else that was ready. */
  readonly othersServed: () => Promise<void>
}

/** Cuts long work into turns of the event loop: to be asked between its parts. */
export class LoopTurns {
  readonly #surroundings: LoopTurnsSurroundings
  #beganMs: number

  constructor(surroundings: LoopTurnsSurroundings) {
    this.#surroundings = surroundings
    this.#beganMs = surroundings.monotonicMs()
  }

  /** Lets others be served when this turn was long enough; resolves when the work may go on. */
  async next(): Promise<void> {
    const { monotonicMs, othersServed } = this.#surroundings
    if (monotonicMs() - this.#beganMs < TURN_MS) return
    await othersServed()
    this.#beganMs = monotonicMs()
  }
}
