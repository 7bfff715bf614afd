import type { SessionState } from '@halley/engine'

/** Keeps the newest state of a session; while one is on its way to the disk, the next waits and skips what came between. */
export class SessionSaving {
  readonly #keep: (state: SessionState) => Promise<void>
  readonly #onFailure: (error: unknown) => void
  #saving: Promise<void> = Promise.resolve()
  #newest: SessionState | null = null
  #saved: SessionState | null = null
  #isEnded = false

  constructor(keep: (state: SessionState) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#keep = keep
    this.#onFailure = onFailure
  }

  save(state: SessionState): void {
    this.#newest = state
    this.#saving = this.#saveAfter(this.#saving)
  }

  /** Keeps the newest state again, because what is kept beside it has changed. */
  saveAgain(): void {
    this.#saved = null
    this.#saving = this.#saveAfter(this.#saving)
  }

  /** Resolves when nothing is on its way to the disk. */
  settled(): Promise<void> {
    return this.#saving
  }

  /** Keeps nothing from now on. */
  end(): void {
    this.#isEnded = true
  }

  async #saveAfter(earlier: Promise<void>): Promise<void> {
    await earlier
    const state = this.#newest
    if (state === null || state === this.#saved || this.#isEnded) return
    this.#saved = state
    try {
      await this.#keep(state)
    } catch (error) {
      // The session goes on in memory; only a crash now would take it back to what was kept before.
      this.#saved = null
      this.#onFailure(error)
    }
  }
}
