import type { Environment } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'

/** Milliseconds between two tellings of the same list: who looks at its rows reads them again at each. */
const NEWS_EVERY_MS = 250

/** A stored list whose rows changed, and of which environment. */
export type ChangedRows = { readonly projectId: string; readonly listId: string; readonly environment: Environment }

/** Tells which lists have other rows than before: at once, then as often as somebody could look, and always of the last change. */
export class RowNews {
  readonly #clock: ServerClock
  readonly #listeners = new Set<(changed: ChangedRows) => void>()
  /** Lists that were told of a moment ago; true when they changed again since. */
  readonly #resting = new Map<string, boolean>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  onChanged(listener: (changed: ChangedRows) => void): void {
    this.#listeners.add(listener)
  }

  tell(changed: ChangedRows): void {
    const key = `${changed.projectId}/${changed.environment}/${changed.listId}`
    if (this.#resting.has(key)) {
      this.#resting.set(key, true)
      return
    }
    this.#resting.set(key, false)
    this.#clock.setTimer(NEWS_EVERY_MS, () => {
      const isLate = this.#resting.get(key) === true
      this.#resting.delete(key)
      if (isLate) this.tell(changed)
    })
    for (const listener of this.#listeners) listener(changed)
  }
}
