import type { CancelTimer, ServerClock } from '../clock.ts'
import type { DueAttempt, NotificationStorage } from '../storage/notification-storage.ts'
import { readLane } from './lanes.ts'

/** Attempts that are read at once. */
const ATTEMPTS_AT_ONCE = 64

/** Attempts of one lane that are under way at once: push services are many, a mail server is one. */
const UNDER_WAY = { push: 16, email: 4, inbox: 1 } as const

/** Milliseconds until storage that does not answer is asked again. */
const ASK_AGAIN_MS = 5_000

/** Milliseconds that the end of the server waits for what is under way; what is cut off is tried again at the next start, and says so. */
const CLOSING_MS = 5_000

export type PostDeskSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  /** Tries one attempt and notes what became of it, a next time included: after it, the attempt is not due any more. */
  readonly attempt: (due: DueAttempt) => Promise<void>
  readonly onFailure: (error: unknown, what: string) => void
}

/**
 * Sends what is due, lane by lane: a lane is what goes one way from one app (of mails, through one connection), so that one that is
 * slow holds no other up. When something is due is on the disk; here is only a look at it.
 */
export class PostDesk {
  readonly #surroundings: PostDeskSurroundings
  readonly #lanes = new Map<string, Promise<void>>()
  #looking: Promise<void> | null = null
  #isLookWanted = false
  #cancel: CancelTimer | null = null
  #isClosed = true

  constructor(surroundings: PostDeskSurroundings) {
    this.#surroundings = surroundings
  }

  /** Sends from now on. */
  begin(): void {
    this.#isClosed = false
    this.poke()
  }

  /** Something may be due, or is sooner than before. */
  poke(): void {
    this.#isLookWanted = true
    if (this.#isClosed) return
    this.#looking ??= this.#look()
  }

  /** Resolves when nothing is under way that is due now. */
  async settled(): Promise<void> {
    while (this.#looking !== null || this.#lanes.size > 0) {
      await this.#looking
      await Promise.all(this.#lanes.values())
    }
  }

  /** Begins nothing new; resolves when what is under way is done, or lets the server wait. The rest is sent at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel?.()
    let cancel: CancelTimer = () => undefined
    const tooLong = new Promise<void>((resolve) => (cancel = this.#surroundings.clock.setTimer(CLOSING_MS, resolve)))
    await Promise.race([this.settled(), tooLong])
    cancel()
  }

  async #look(): Promise<void> {
    const { storage, clock, onFailure } = this.#surroundings
    try {
      while (this.#isLookWanted && !this.#isClosed) {
        this.#isLookWanted = false
        const lanes = await storage.lanes()
        const nowMs = clock.nowMs()
        for (const { lane, dueAt } of lanes) if (dueAt <= nowMs && !this.#lanes.has(lane) && !this.#isClosed) this.#start(lane)
        const next = Math.min(...lanes.flatMap(({ dueAt }) => (dueAt > nowMs ? [dueAt] : [])))
        this.#lookAfter(next - nowMs)
      }
    } catch (error) {
      onFailure(error, 'looking what is to be sent')
      this.#lookAfter(ASK_AGAIN_MS)
    } finally {
      this.#looking = null
    }
  }

  #lookAfter(afterMs: number): void {
    this.#cancel?.()
    this.#cancel = Number.isFinite(afterMs) && !this.#isClosed ? this.#surroundings.clock.setTimer(afterMs, () => this.poke()) : null
  }

  #start(lane: string): void {
    const work = async (): Promise<void> => {
      try {
        await this.#work(lane)
      } catch (error) {
        this.#surroundings.onFailure(error, 'sending notifications')
        this.#lookAfter(ASK_AGAIN_MS)
        return
      } finally {
        this.#lanes.delete(lane)
      }
      // What was put off is due later, by a timer that nobody has set yet.
      this.poke()
    }
    this.#lanes.set(lane, work())
  }

  async #work(lane: string): Promise<void> {
    const { storage, clock, attempt } = this.#surroundings
    const width = UNDER_WAY[readLane(lane).way]
    for (;;) {
      const due = this.#isClosed ? [] : await storage.due(lane, clock.nowMs(), ATTEMPTS_AT_ONCE)
      if (due.length === 0) return
      let next = 0
      const takeTurns = async (): Promise<void> => {
        for (let one = due[next++]; one !== undefined && !this.#isClosed; one = due[next++]) await attempt(one)
      }
      // All of them come to their end, also when storage lets one down.
      const turns = await Promise.allSettled(Array.from({ length: Math.min(width, due.length) }, takeTurns))
      for (const turn of turns) if (turn.status === 'rejected') throw turn.reason
    }
  }
}
