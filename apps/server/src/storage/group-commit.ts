import { type Kysely, sql, type Transaction } from 'kysely'
import type { Writer } from './sql-dialect.ts'
import { StorageUnavailable } from './storage.ts'
import type { Tables } from './tables.ts'

/** Milliseconds between questions to a database that is gone, whether it has committed what was under way. */
const ASK_AGAIN_MS = 200

/** One write, as it is carried out within the shared transaction; a second time when another write of the first has failed. */
type Write<T> = (transaction: Transaction<Tables>) => Promise<T>

type Waiting = { readonly write: Write<unknown>; resolve(value: unknown): void; reject(reason: StorageUnavailable): void; /** Its batch was tried: it is answered, or in doubt. */ tried(): void }

type Outcome = { readonly waiting: Waiting; readonly value?: unknown; readonly failure?: unknown }

/** What a storage reads and writes through. */
export type Commits = Pick<GroupCommit, 'read' | 'write'>

/** Writes whose commit failed so that only the database knows whether it took place. */
type Doubt = { readonly batch: readonly Waiting[]; readonly outcomes: readonly Outcome[]; readonly reason: unknown }

/**
 * Writes that arrive while a commit is under way, or within one turn, share the next transaction: one wait for the disk for all.
 * A write that fails takes only itself back; a commit that fails takes all. Each is answered after the commit.
 *
 * When the connection is lost during a commit, or the disk does not take it, its writes are answered as soon as the database can
 * be asked what became of them; later ones are refused until then, so that nothing overtakes and nobody is told what is not so.
 */
export class GroupCommit {
  readonly #database: Kysely<Tables>
  readonly #writer: Writer
  /** Is told how long each commit took. */
  readonly #onCommitted: (seconds: number) => void
  #queue: Waiting[] = []
  #isWorking = false
  #newest: Promise<void> = Promise.resolve()
  #doubt: Doubt | null = null
  #askAgain: NodeJS.Timeout | undefined

  constructor(database: Kysely<Tables>, writer: Writer, onCommitted: (seconds: number) => void = () => undefined) {
    this.#database = database
    this.#writer = writer
    this.#onCommitted = onCommitted
  }

  /** Reads what every write that was called before has left; rejects with `StorageUnavailable` when it cannot. */
  async read<T>(query: (database: Kysely<Tables>) => Promise<T>): Promise<T> {
    await this.settled()
    try {
      return await query(this.#database)
    } catch (error) {
      throw new StorageUnavailable(error, 'read')
    }
  }

  /** Queues a write; resolves when it is on the disk. */
  write<T>(write: Write<T>): Promise<T> {
    let tried: () => void = () => undefined
    this.#newest = new Promise((resolve) => (tried = resolve))
    return new Promise<T>((resolve, reject) => {
      // The value comes out of the very write that went in beside its `resolve`.
      this.#queue.push({ write, resolve: (value) => resolve(value as T), reject, tried })
      if (this.#isWorking) return
      this.#isWorking = true
      void this.#work()
    })
  }

  /** Resolves when every write that was called before has been tried, well or not; one that is in doubt is not waited for. */
  async settled(): Promise<void> {
    await this.#newest
  }

  /** Finishes what was begun. Writes of which the database cannot say what became of them are refused. */
  async close(): Promise<void> {
    await this.settled()
    clearTimeout(this.#askAgain)
    const doubt = this.#doubt
    this.#doubt = null
    for (const waiting of doubt?.batch ?? []) waiting.reject(new StorageUnavailable(doubt?.reason, 'unknown'))
  }

  async #work(): Promise<void> {
    // The end of the turn: whoever else writes in it joins. And of the next: a commit of SQLite holds the process up, so what this
    // turn has for sockets, which is written at its end, leaves before.
    await nextTurn()
    await nextTurn()
    while (this.#queue.length > 0) {
      const batch = this.#queue
      this.#queue = []
      await this.#commit(batch)
      for (const waiting of batch) waiting.tried()
    }
    this.#isWorking = false
  }

  /** Tries a batch as a whole, which costs fewest round trips, and when a write of it fails, again with each by itself. */
  async #commit(batch: readonly Waiting[]): Promise<void> {
    const failure = await this.#tryToCommit(batch, together)
    if (failure === undefined) return
    const secondFailure = batch.length === 1 ? failure : await this.#tryToCommit(batch, apart)
    if (secondFailure !== undefined) refuse(batch, secondFailure.reason)
  }

  /** Gives the reason when nothing was answered because the batch did not come to its commit. */
  async #tryToCommit(batch: readonly Waiting[], carryOut: typeof together): Promise<{ readonly reason: unknown } | undefined> {
    // Filled by the transaction when only its commit is left to fail.
    const done: { outcomes?: readonly Outcome[] } = {}
    try {
      if (this.#doubt !== null) await this.#settleDoubt(this.#doubt)
      const startedMs = performance.now()
      await this.#database.transaction().execute(async (transaction) => {
        await this.#writer.begin(transaction)
        done.outcomes = await carryOut(batch, transaction)
      })
      await this.#writer.reachDisk()
      this.#onCommitted((performance.now() - startedMs) / 1_000)
      answer(done.outcomes ?? [])
    } catch (error) {
      if (done.outcomes === undefined) return { reason: error }
      await this.#takeIntoDoubt({ batch, outcomes: done.outcomes, reason: error })
    }
    return undefined
  }

  async #takeIntoDoubt(doubt: Doubt): Promise<void> {
    this.#doubt = doubt
    try {
      await this.#settleDoubt(doubt)
    } catch {
      // The database is gone, which the reason says already.
      this.#askLater()
    }
  }

  /** Answers the writes that are in doubt; rejects as long as the database cannot say. */
  async #settleDoubt(doubt: Doubt): Promise<void> {
    const wasCommitted = await this.#writer.wasCommitted(this.#database)
    if (this.#doubt !== doubt) return
    this.#doubt = null
    clearTimeout(this.#askAgain)
    if (wasCommitted) answer(doubt.outcomes)
    else refuse(doubt.batch, doubt.reason)
  }

  #askLater(): void {
    this.#askAgain = setTimeout(() => {
      if (this.#doubt === null) return
      // One question at a time: while writes come in, they ask.
      if (this.#isWorking) this.#askLater()
      else this.#settleDoubt(this.#doubt).catch(() => this.#askLater())
    }, ASK_AGAIN_MS)
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function answer(outcomes: readonly Outcome[]): void {
  for (const { waiting, value, failure } of outcomes) {
    if (failure === undefined) waiting.resolve(value)
    else waiting.reject(new StorageUnavailable(failure))
  }
}

function refuse(batch: readonly Waiting[], reason: unknown): void {
  for (const waiting of batch) waiting.reject(new StorageUnavailable(reason))
}

async function together(batch: readonly Waiting[], transaction: Transaction<Tables>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const waiting of batch) outcomes.push({ waiting, value: await waiting.write(transaction) })
  return outcomes
}

async function apart(batch: readonly Waiting[], transaction: Transaction<Tables>): Promise<Outcome[]> {
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
