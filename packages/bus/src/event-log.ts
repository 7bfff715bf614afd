import type { BusLimits } from './bus-limits.ts'
import type { BusEvent } from './event.ts'

/** One accepted event at its place in the log. */
export interface LogEntry {
  readonly seq: number
  readonly event: BusEvent
  readonly sizeBytes: number
  /** By the bus's clock; never falls along the log, even when the clock does. */
  readonly acceptedMs: number
}

/** Empty places stay in front of the array until this many are cut off at once, so that dropping one is cheap. */
const CUT_AT = 1_024

/**
 * The newest events of one org, in the order they were accepted, bounded by count, age and bytes together.
 * `seq` begins at 1 and has no holes; what the log held before `firstSeq` is gone.
 */
export class EventLog {
  readonly epoch: string
  readonly #limits: BusLimits
  #entries: (LogEntry | undefined)[] = []
  #dropped = 0
  #bytes = 0
  #lastSeq = 0
  #lastMs = 0
  #droppedUntilMs = -Infinity

  constructor(epoch: string, limits: BusLimits) {
    this.epoch = epoch
    this.#limits = limits
  }

  /** The seq of the newest event, 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The seq of the oldest event still held; one more than `lastSeq` when none is. */
  get firstSeq(): number {
    return this.#lastSeq - this.length + 1
  }

  /** Events held. */
  get length(): number {
    return this.#entries.length - this.#dropped
  }

  /** When the newest event that is gone was accepted; -Infinity while none is. */
  get droppedUntilMs(): number {
    return this.#droppedUntilMs
  }

  /** Bytes held. */
  get sizeBytes(): number {
    return this.#bytes
  }

  /** Adds an event whose `sequence` is `lastSeq + 1`, and drops what passes the bounds. The newest event itself is always held. */
  append(event: BusEvent, sizeBytes: number, nowMs: number): number {
    this.#lastMs = Math.max(this.#lastMs, nowMs)
    this.#lastSeq++
    this.#bytes += sizeBytes
    this.#entries.push({ seq: this.#lastSeq, event, sizeBytes, acceptedMs: this.#lastMs })
    while (this.length > 1 && (this.length > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes)) this.#dropOldest()
    this.dropExpired(nowMs)
    return this.#lastSeq
  }

  /** Drops events that are older than the bound. */
  dropExpired(nowMs: number): void {
    for (let oldest = this.#entries[this.#dropped]; oldest !== undefined && nowMs - oldest.acceptedMs > this.#limits.maxAgeMs; oldest = this.#entries[this.#dropped]) this.#dropOldest()
  }

  /** The events held from `seq` on, oldest first. */
  *from(seq: number): Generator<LogEntry> {
    for (let index = this.#dropped + Math.max(0, seq - this.firstSeq); index < this.#entries.length; index++) {
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

  #dropOldest(): void {
    const oldest = this.#entries[this.#dropped]
    if (oldest !== undefined) {
      this.#bytes -= oldest.sizeBytes
      this.#droppedUntilMs = oldest.acceptedMs
    }
    // The place stays for a while, the event does not.
    this.#entries[this.#dropped++] = undefined
    if (this.#dropped < CUT_AT && this.#dropped < this.#entries.length) return
    this.#entries = this.#entries.slice(this.#dropped)
    this.#dropped = 0
  }
}
