import { MAX_UNWRITTEN_BYTES, MAX_UNWRITTEN_EVENTS } from './event-journal.ts'
import type { EventJournal, JournalEntry } from './event-journal.ts'

/** Is told whether an event is in the journal, or could not be written. */
export type Written = (isWritten: boolean) => void

/** Events that one append carries. */
interface Batch {
  /** The seq of the event before the first. */
  readonly after: number
  readonly entries: JournalEntry[]
  readonly waiting: Written[]
  /** From now on, what comes belongs to the next batch. */
  isTaken: boolean
}

export interface JournalWriterOptions {
  readonly org: string
  readonly epoch: string
  readonly journal: EventJournal
  /** The seq of the newest event that the journal has. */
  readonly lastSeq: number
  /** Is told of an append that failed. */
  readonly onFailure: (error: unknown, events: number) => void
}

/**
 * Brings the events of one org into the journal, in their order.
 *
 * Events that come while others are on their way gather in one batch. When a batch fails, its publishers are told so, and its
 * events stay: they have been delivered, so nothing else may take their place. They are written first when it is tried again.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions
  /** Under way, in the order of the calls. */
  readonly #batches: Batch[] = []
  /** Not written, in rising seq. */
  #failed: Batch[] = []
  #isTryingAgain = false
  #lastSeq: number
  #writtenSeq: number
  #events = 0
  #bytes = 0
  #onQuiet: (() => void)[] = []

  constructor(options: JournalWriterOptions) {
    this.#options = options
    this.#lastSeq = options.lastSeq
    this.#writtenSeq = options.lastSeq
  }

  /** Are there events that could not be written? Then nothing may be accepted before they are. */
  get isFailing(): boolean {
    return this.#failed.length > 0 || this.#isTryingAgain
  }

  /** Is what failed being written again? */
  get isTryingAgain(): boolean {
    return this.#isTryingAgain
  }

  /** Are so many events on their way that no more should be accepted? */
  get isFull(): boolean {
    return this.#events >= MAX_UNWRITTEN_EVENTS || this.#bytes >= MAX_UNWRITTEN_BYTES
  }

  /** Events that are not in the journal. */
  get unwritten(): number {
    return this.#events
  }

  /** The seq of the newest event in the journal. */
  get writtenSeq(): number {
    return this.#writtenSeq
  }

  /** Adds the next event. `written` is called later, once. */
  add(entry: JournalEntry, written: Written): void {
    const after = this.#lastSeq
    this.#lastSeq = entry.seq
    this.#events++
    this.#bytes += entry.sizeBytes
    const open = this.#batches.at(-1)
    if (open !== undefined && !open.isTaken) {
      open.entries.push(entry)
      open.waiting.push(written)
      return
    }
    this.#append({ after, entries: [entry], waiting: [written], isTaken: false })
  }

  /** Calls back when an event is written, or could not be. */
  whenWritten(seq: number, written: Written): void {
    const batch = this.#batches.find(({ after, entries }) => seq > after && seq <= (entries.at(-1)?.seq ?? after))
    if (batch === undefined) written(seq <= this.#writtenSeq)
    else batch.waiting.push(written)
  }

  /** Tries to write what could not be written; calls back when it is, or again could not be. Not while it is being tried. */
  tryAgain(settled: Written): void {
    const [first, ...rest] = this.#failed
    if (first === undefined) return settled(true)
    this.#isTryingAgain = true
    const joined: Batch = { after: first.after, entries: [...first.entries], waiting: [], isTaken: true }
    // Only what follows: a batch between them may be under way still, with an outcome that is not known.
    while (rest[0] !== undefined && rest[0].after === joined.entries.at(-1)?.seq) joined.entries.push(...(rest.shift()?.entries ?? []))
    this.#failed = rest
    joined.waiting.push((isWritten) => {
      this.#isTryingAgain = false
      if (isWritten && this.#failed.length > 0) this.tryAgain(settled)
      else settled(isWritten)
    })
    this.#append(joined)
  }

  /** Resolves when nothing is under way. */
  quiet(): Promise<void> {
    return this.#batches.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#onQuiet.push(resolve))
  }

  #append(batch: Batch): void {
    const { journal, org, epoch, onFailure } = this.#options
    this.#batches.push(batch)
    const take = (): { epoch: string; after: number; entries: readonly JournalEntry[] } => {
      batch.isTaken = true
      return { epoch, after: batch.after, entries: batch.entries }
    }
    journal.append(org, take).then(
      () => this.#answered(batch, true),
      (error: unknown) => {
        onFailure(error, batch.entries.length)
        this.#answered(batch, false)
      },
    )
  }

  #answered(batch: Batch, isWritten: boolean): void {
    batch.isTaken = true
    this.#batches.splice(this.#batches.indexOf(batch), 1)
    if (isWritten) {
      this.#writtenSeq = Math.max(this.#writtenSeq, batch.entries.at(-1)?.seq ?? 0)
      this.#events -= batch.entries.length
      for (const { sizeBytes } of batch.entries) this.#bytes -= sizeBytes
    } else this.#failed = [...this.#failed, batch].toSorted((one, other) => one.after - other.after)
    for (const written of batch.waiting) written(isWritten)
    if (this.#batches.length === 0) for (const resolve of this.#onQuiet.splice(0)) resolve()
  }
}
