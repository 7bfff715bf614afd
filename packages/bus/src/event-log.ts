import type { BusLimits } from './bus-limits.ts'
import type { BusEvent } from './event.ts'

/** One accepted event at its place in the log. */
export interface LogEntry {
  readonly seq: number
  readonly event: BusEvent
  readonly context: unknown
  readonly sizeBytes: number
  /** By the bus's clock; never falls along the log, even when the clock does. */
  readonly acceptedMs: number
}

/** Seqs above `after` and below `until` that may have been given out before a crash, to events that are lost. */
export interface SeqHole {
  readonly after: number
  readonly until: number
}

/** How a log that was read back begins. */
export interface LogStart {
  readonly epoch: string
  /** The next event has a higher seq. */
  readonly startSeq: number
  /** The seq of the newest event that is gone; 0 when none is. */
  readonly droppedSeq: number
  /** When that was accepted, at the latest. */
  readonly droppedUntilMs: number
  readonly holes: readonly SeqHole[]
  /** In rising seq. */
  readonly entries: readonly LogEntry[]
}

/** Empty places stay in front of the array until this many are cut off at once, so that dropping one is cheap. */
const CUT_AT = 1_024

/**
 * The newest events of one org, in the order they were accepted, bounded by count, age and bytes together.
 * `seq` begins at 1 and rises by 1, but over a hole: a log that was not closed goes on after seqs that nobody knows of.
 */
export class EventLog {
  readonly epoch: string
  readonly holes: readonly SeqHole[]
  readonly #limits: BusLimits
  #entries: (LogEntry | undefined)[] = []
  #dropped = 0
  #bytes = 0
  #lastSeq = 0
  #lastMs = 0
  #droppedSeq = 0
  #droppedUntilMs = -Infinity

  constructor(epoch: string, limits: BusLimits, start?: LogStart) {
    this.epoch = epoch
    this.#limits = limits
    this.holes = start?.holes ?? []
    if (start === undefined) return
    this.#entries = [...start.entries]
    this.#bytes = start.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    this.#lastSeq = start.startSeq
    this.#lastMs = start.entries.at(-1)?.acceptedMs ?? 0
    this.#droppedSeq = start.droppedSeq
    this.#droppedUntilMs = start.droppedUntilMs
    this.#keepWithinBounds()
  }

  /** The place that the log has reached: the seq of the newest event, 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The seq of the newest event that is gone; 0 while none is. */
  get droppedSeq(): number {
    return this.#droppedSeq
  }

  /** The seq of the oldest event still held; one more than `lastSeq` when none is. */
  get firstSeq(): number {
    return this.#entries[this.#dropped]?.seq ?? this.#lastSeq + 1
  }

  /** Events held. */
  get length(): number {
    return this.#entries.length - this.#dropped
  }

  /** When the newest event that is gone was accepted, at the latest; -Infinity while none is. */
  get droppedUntilMs(): number {
    return this.#droppedUntilMs
  }

  /** Bytes held. */
  get sizeBytes(): number {
    return this.#bytes
  }

  /** Was this place perhaps given out for events that are lost? */
  isInHole(seq: number): boolean {
    return this.holes.some(({ after, until }) => seq > after && seq < until)
  }

  /** Adds an event whose `sequence` is `lastSeq + 1`, and drops what passes the bounds. The newest event itself is always held. */
  append(event: BusEvent, accepted: { readonly sizeBytes: number; readonly nowMs: number; readonly context: unknown }): LogEntry {
    const { sizeBytes, nowMs, context } = accepted
    this.#lastMs = Math.max(this.#lastMs, nowMs)
    this.#lastSeq++
    this.#bytes += sizeBytes
    const entry = { seq: this.#lastSeq, event, context, sizeBytes, acceptedMs: this.#lastMs }
    this.#entries.push(entry)
    this.#keepWithinBounds()
    this.dropExpired(nowMs)
    return entry
  }

  /** Drops events that are older than the bound. */
  dropExpired(nowMs: number): void {
    for (let oldest = this.#entries[this.#dropped]; oldest !== undefined && nowMs - oldest.acceptedMs > this.#limits.maxAgeMs; oldest = this.#entries[this.#dropped]) this.#dropOldest()
  }

  /** The events held from `seq` on, oldest first. */
  *from(seq: number): Generator<LogEntry> {
    for (let index = this.#placeOf(seq); index < this.#entries.length; index++) {
      const entry = this.#entries[index]
      if (entry !== undefined) yield entry
    }
  }

  /** The events held, newest first. */
  *backwards(): Generator<LogEntry> {
    for (let index = this.#entries.length - 1; index >= this.#dropped; index--) {
      const entry = this.#entries[index]
      if (entry !== undefined) yield entry
    }
  }

  /** The place of the first event held whose seq is not below the given one. */
  #placeOf(seq: number): number {
    let low = this.#dropped
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#entries[middle]?.seq ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  #keepWithinBounds(): void {
    while (this.length > 1 && (this.length > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes)) this.#dropOldest()
  }

  #dropOldest(): void {
    const oldest = this.#entries[this.#dropped]
    if (oldest !== undefined) {
      this.#bytes -= oldest.sizeBytes
      this.#droppedSeq = oldest.seq
      this.#droppedUntilMs = oldest.acceptedMs
    }
    // The place stays for a while, the event does not.
    this.#entries[this.#dropped++] = undefined
    if (this.#dropped < CUT_AT && this.#dropped < this.#entries.length) return
    this.#entries = this.#entries.slice(this.#dropped)
    this.#dropped = 0
  }
}
