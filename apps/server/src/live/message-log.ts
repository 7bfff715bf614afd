import type { LogRow } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage/storage.ts'

/** Rows kept of each project, and for how long: enough to look into yesterday, small enough to be read at once. */
export const LOG_ROWS_KEPT = 10_000
export const LOG_AGE_MS = 24 * 60 * 60 * 1_000

/** Milliseconds within which new and changed rows are pushed and stored together: about a frame. */
const FLUSH_EVERY_MS = 16

/** Rows written at once that make it worth looking for old ones. */
const ROWS_PER_PRUNING = 1_000

export type MessageLogSurroundings = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** Sends new and changed rows to whoever looks. */
  readonly push: (rows: readonly LogRow[]) => void
  readonly onFailure: (error: unknown) => void
}

/**
 * The message log of one project: rows are added and changed at once in memory, and go to the tabs and to the storage
 * together, once a frame. A kill of the process may lose the rows of the last frame; nothing waits for them.
 */
export class MessageLog {
  readonly #projectId: string
  readonly #surroundings: MessageLogSurroundings
  /** What is new or changed since the last frame. */
  readonly #changed = new Map<string, () => LogRow>()
  #isFlushing = false
  #storing: Promise<void> = Promise.resolve()
  #rowsSincePruning = 0
  #isStopped = false

  constructor(projectId: string, surroundings: MessageLogSurroundings) {
    this.#projectId = projectId
    this.#surroundings = surroundings
  }

  /** Adds a row, or replaces the one of the same id. */
  put(row: LogRow): void {
    this.putLater(row.id, () => row)
  }

  /** As `put`, of a row that is made when it goes out: one that changes often is made once a frame. */
  putLater(id: string, make: () => LogRow): void {
    if (this.#isStopped) return
    this.#changed.set(id, make)
    if (this.#isFlushing) return
    this.#isFlushing = true
    this.#surroundings.clock.setTimer(FLUSH_EVERY_MS, () => void this.flush())
  }

  /** Rows before a row (or the newest), oldest first. */
  async read(before: string | null, limit: number): Promise<{ rows: LogRow[]; more: boolean }> {
    await this.flush()
    const { rows, more } = await this.#surroundings.storage.readLogRows(this.#projectId, before, limit)
    return { rows: [...rows], more }
  }

  /** The row of an id, as it was last stored; null when there is none, or storage cannot say. */
  async find(id: string): Promise<LogRow | null> {
    try {
      await this.flush()
      return await this.#surroundings.storage.readLogRow(this.#projectId, id)
    } catch (error) {
      this.#surroundings.onFailure(error)
      return null
    }
  }

  async clear(): Promise<void> {
    await this.flush()
    await this.#surroundings.storage.clearLogRows(this.#projectId)
  }

  /** Takes no more rows: the project is gone, and its rows with it. */
  stop(): void {
    this.#isStopped = true
    this.#changed.clear()
  }

  /** Pushes and stores what is new; resolves when it is stored. */
  flush(): Promise<void> {
    this.#isFlushing = false
    const rows = [...this.#changed.values()].map((make) => make())
    this.#changed.clear()
    if (rows.length > 0) {
      this.#surroundings.push(rows)
      this.#storing = this.#store(rows)
    }
    return this.#storing
  }

  async #store(rows: readonly LogRow[]): Promise<void> {
    const { storage, clock, onFailure } = this.#surroundings
    try {
      await storage.saveLogRows(this.#projectId, rows)
      this.#rowsSincePruning += rows.length
      if (this.#rowsSincePruning < ROWS_PER_PRUNING) return
      this.#rowsSincePruning = 0
      await storage.pruneLogRows(LOG_ROWS_KEPT, clock.nowMs() - LOG_AGE_MS)
    } catch (error) {
      // The log is for looking: losing rows of it stops nobody's work, and the server's own log says that it happened.
      onFailure(error)
    }
  }
}
