import { type Kysely, sql, type Transaction } from 'kysely'
import { StorageUnavailable } from './storage.ts'
import type { Tables } from './tables.ts'

/** One write, as it is carried out within the shared transaction. */
type Write<T> = (transaction: Transaction<Tables>) => Promise<T>

type Waiting = { readonly write: Write<unknown>; resolve(value: unknown): void; reject(reason: StorageUnavailable): void }

type Outcome = { readonly waiting: Waiting; readonly value?: unknown; readonly failure?: unknown }

/**
 * Writes that arrive while a commit is under way, or within one turn, share the next transaction: one wait for the disk for all.
 * A write that fails takes only itself back; a commit that fails takes all. Each is answered after the commit.
 */
export class GroupCommit {
  readonly #database: Kysely<Tables>
  #queue: Waiting[] = []
  #isWorking = false
  #newest: Promise<unknown> = Promise.resolve()

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  /** Queues a write; resolves when it is on the disk. */
  write<T>(write: Write<T>): Promise<T> {
    const written = new Promise<T>((resolve, reject) => {
      // The value comes out of the very write that went in beside its `resolve`.
      this.#queue.push({ write, resolve: (value) => resolve(value as T), reject })
      if (this.#isWorking) return
      this.#isWorking = true
      void this.#work()
    })
    this.#newest = written
    return written
  }

  /** Resolves when every write that was called before has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#newest])
  }

  async #work(): Promise<void> {
    // The end of the turn: whoever else writes in it joins.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0) {
      const batch = this.#queue
      this.#queue = []
      await this.#commit(batch)
    }
    this.#isWorking = false
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#database.transaction().execute((transaction) => carryOut(batch, transaction))
      for (const { waiting, value, failure } of outcomes) {
        if (failure === undefined) waiting.resolve(value)
        else waiting.reject(new StorageUnavailable(failure))
      }
    } catch (error) {
      for (const waiting of batch) waiting.reject(new StorageUnavailable(error))
    }
  }
}

async function carryOut(batch: readonly Waiting[], transaction: Transaction<Tables>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const waiting of batch) {
    await sql`savepoint one_write`.execute(transaction)
    try {
      outcomes.push({ waiting, value: await waiting.write(transaction) })
    } catch (error) {
      await sql`rollback to savepoint one_write`.execute(transaction)
      outcomes.push({ waiting, failure: error ?? new Error('A write failed without a reason.') })
    }
    await sql`release savepoint one_write`.execute(transaction)
  }
  return outcomes
}
