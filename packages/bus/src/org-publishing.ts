import type { BusProblem } from './bus-core.ts'
import type { Clock } from './clock.ts'
import type { Published } from './event-bus.ts'
import type { EventJournal } from './event-journal.ts'
import type { EventMaker } from './event-maker.ts'
import type { PublishRequest } from './event.ts'
import { JournalWriter } from './journal-writer.ts'
import type { OrgBus } from './org-bus.ts'
import { refuse } from './refusals.ts'
import type { Refusal } from './refusals.ts'

/** Publishes that may wait while the journal is tried again. */
const MAX_WAITING = 10_000

const NOT_WRITTEN = refuse('unavailable', 'The event is not on the disk, although some may have got it already; publish again with the same id, and nobody gets it twice.')
const NOT_ACCEPTED = refuse('unavailable', 'The disk takes nothing now, so nothing was accepted; publish again with the same id.')
const TOO_MANY = refuse('unavailable', 'More is published than the disk takes; publish again with the same id.')

/** Gets the answer to a publish. */
export type SettlePublish = (answer: Published | Refusal) => void

/** A publish that was checked. */
interface Checked {
  readonly request: PublishRequest
  readonly sizeBytes: number
}

export interface OrgPublishingOptions {
  readonly org: string
  readonly bus: OrgBus
  readonly clock: Clock
  readonly newId: () => string
  readonly events: EventMaker
  readonly onError: (problem: BusProblem) => void
  /** Null when the log lives in memory alone. */
  readonly journal: EventJournal | null
  /** The seq of the newest event that the journal has. */
  readonly journalledSeq: number
}

/**
 * Accepts what is published in one org: no event twice, each at its place in the log, and with a journal on its way to the disk.
 *
 * While events that were delivered are not on the disk because the journal failed, nothing is accepted: publishes wait for one
 * more try, and are refused together when that fails, too.
 */
export class OrgPublishing {
  readonly #options: OrgPublishingOptions
  readonly #writer: JournalWriter | null
  readonly #waiting: ((isWritten: boolean) => void)[] = []
  #isTakingWaiting = false

  constructor(options: OrgPublishingOptions) {
    const { org, bus, journal, journalledSeq, onError } = options
    this.#options = options
    this.#writer = journal && new JournalWriter({ org, epoch: bus.log.epoch, journal, lastSeq: journalledSeq, onFailure: (error, events) => onError({ type: 'journal_failed', org, error, events }) })
  }

  /** Events that are not on the disk. */
  get unwritten(): number {
    return this.#writer?.unwritten ?? 0
  }

  /** The seq of the newest event on the disk; null when the log lives in memory alone. */
  get writtenSeq(): number | null {
    return this.#writer?.writtenSeq ?? null
  }

  /** Is nothing under way? */
  get isIdle(): boolean {
    return this.unwritten === 0 && this.#waiting.length === 0
  }

  /** Accepts and delivers, or says why not; whether it is on the disk is not waited for. */
  publish(checked: Checked): Published | Refusal {
    if (this.#writer === null || !this.#mustWait(this.#writer)) return this.#accept(checked, null)
    this.tryAgain()
    return NOT_ACCEPTED
  }

  /** As `publish`, and answers when it is known whether the event is on the disk. */
  publishDurably(checked: Checked, settle: SettlePublish): void {
    if (this.#writer === null || !this.#mustWait(this.#writer)) {
      this.#accept(checked, settle)
      return
    }
    if (this.#waiting.length >= MAX_WAITING) return settle(TOO_MANY)
    this.#waiting.push((isWritten) => {
      if (isWritten) this.#accept(checked, settle)
      else settle(NOT_ACCEPTED)
    })
    this.tryAgain()
  }

  /** Writes what could not be written, then takes the publishes that wait for it. */
  tryAgain(): void {
    if (this.#writer === null || this.#writer.isTryingAgain || this.#isTakingWaiting) return
    this.#writer.tryAgain((isWritten) => this.#takeWaiting(isWritten))
  }

  /** Resolves with whether everything that was accepted is on the disk, after all that can be done for it. */
  async settled(): Promise<boolean> {
    const writer = this.#writer
    if (writer === null) return true
    await writer.quiet()
    if (writer.isFailing) this.tryAgain()
    await writer.quiet()
    return writer.unwritten === 0
  }

  #mustWait(writer: JournalWriter): boolean {
    return writer.isFailing || this.#waiting.length > 0
  }

  /** In their order: one is in front until it is done, so that what its delivery publishes waits behind the others. */
  #takeWaiting(isWritten: boolean): void {
    this.#isTakingWaiting = true
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      next(isWritten && this.#writer?.isFailing === false)
      this.#waiting.shift()
    }
    this.#isTakingWaiting = false
  }

  #accept({ request, sizeBytes }: Checked, settle: SettlePublish | null): Published | Refusal {
    const { bus, clock, newId, events, onError } = this.#options
    const writer = this.#writer
    const nowMs = clock.nowMs()
    const id = request.id ?? newId()
    const first = bus.recent.find(request.source, id, nowMs)
    if (first !== undefined) {
      if (settle !== null) answerWhenWritten(writer, first, settle)
      return first
    }
    if (writer !== null && writer.isFull) {
      settle?.(TOO_MANY)
      return TOO_MANY
    }
    const event = events.make(request, { id, seq: bus.log.lastSeq + 1, nowMs })
    const { context } = request
    const { seq, acceptedMs } = bus.log.append(event, { sizeBytes, nowMs, context })
    const found = bus.match(event)
    const { matched } = found
    const answer: Published = { ok: true, seq, epoch: bus.log.epoch, id, duplicate: false, matched }
    const forgotten = bus.recent.remember(request.source, answer, nowMs)
    if (forgotten > 0) onError({ type: 'publishes_forgotten', org: request.org, count: forgotten })
    // Before anybody gets it: what a receiver writes because of it comes after it.
    writer?.add({ seq, acceptedMs, sizeBytes, matched, event, ...(context === undefined ? null : { context }) }, (isWritten) => settle?.(isWritten ? answer : NOT_WRITTEN))
    bus.enqueue({ seq, event, context, ...found })
    if (writer === null) settle?.(answer)
    return answer
  }
}

/** Gives the first answer to a retry, as soon as it holds. */
function answerWhenWritten(writer: JournalWriter | null, first: Published, settle: SettlePublish): void {
  if (writer === null) settle(first)
  else writer.whenWritten(first.seq, (isWritten) => settle(isWritten ? first : NOT_WRITTEN))
}
