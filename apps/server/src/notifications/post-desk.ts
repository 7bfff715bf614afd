import type { CancelTimer, ServerClock } from '../clock.ts'
import type { DueAttempt, NoticeApp, NotificationStorage } from '../storage/notification-storage.ts'
import { LanePauses, type LanePause } from './lane-pauses.ts'
import { readLane } from './lanes.ts'
import type { Attempting } from './try-attempt.ts'

/** Attempts that are read at once. */
const ATTEMPTS_AT_ONCE = 64

/** Attempts of one lane that are under way at once: push services are many, a mail server is one. */
const UNDER_WAY = { push: 16, email: 4, inbox: 1 } as const

/** Milliseconds for which an attempt waits behind a service that does not answer: nobody needs a mail of last week. */
const OVERDUE_MS = 3 * 24 * 3_600_000

/** Milliseconds until storage that does not answer is asked again. */
const ASK_AGAIN_MS = 5_000

/** Milliseconds that the end of the server waits for what is under way; what is cut off then is tried again at the next start, and says so. */
const CLOSING_MS = 5_000

/** Milliseconds that it waits for that to be noted; storage that does not answer is not waited for. */
const NOTING_MS = 2_000

export type PostDeskSurroundings = Attempting & {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  /** A lane is paused, and these of its attempts wait; or it is open again, with null. */
  readonly onPause: (lane: string, pause: LanePause | null, waiting: readonly DueAttempt[]) => void
  /** Breaks off what is being sent: it comes to its end at once, and no connection stays open. */
  readonly cut: () => void
  readonly onFailure: (error: unknown, what: string) => void
}

/**
 * Sends what is due, lane by lane: a lane is what goes one way from one app (of mails, through one connection), so that one that is
 * slow holds no other up, and one whose service does not answer is paused. When something is due is on the disk; here is only a look at it.
 */
export class PostDesk {
  readonly #surroundings: PostDeskSurroundings
  readonly #lanes = new Map<string, Promise<void>>()
  readonly #pauses = new LanePauses()
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

  /** Why what is due in a lane waits all the same; null when it does not. */
  pauseOf(lane: string): LanePause | null {
    return this.#pauses.at(lane, this.#surroundings.clock.nowMs())
  }

  /** Has what these apps send be tried now, whatever was found out of the services before. */
  tryNow(app: NoticeApp): void {
    this.#pauses.end((lane) => isLaneOf(lane, app), this.#surroundings.clock.nowMs())
    this.poke()
  }

  /** Resolves when nothing is under way that is due now. */
  async settled(): Promise<void> {
    while (this.#looking !== null || this.#lanes.size > 0) {
      await this.#looking
      await Promise.all(this.#lanes.values())
    }
  }

  /** Begins nothing new, and breaks off what is under way for too long; resolves when that is noted. The rest is sent at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel?.()
    await this.#settledWithin(CLOSING_MS)
    this.#surroundings.cut()
    await this.#settledWithin(NOTING_MS)
  }

  async #settledWithin(durationMs: number): Promise<void> {
    let cancel: CancelTimer = () => undefined
    const tooLong = new Promise<void>((resolve) => (cancel = this.#surroundings.clock.setTimer(durationMs, resolve)))
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
        this.#pauses.keepOnly(new Set(lanes.map(({ lane }) => lane)), nowMs)
        const ready = lanes.map(({ lane, dueAt }) => ({ lane, readyAt: Math.max(dueAt, this.pauseOf(lane)?.untilMs ?? 0) }))
        for (const { lane, readyAt } of ready) if (readyAt <= nowMs && !this.#lanes.has(lane) && !this.#isClosed) this.#start(lane)
        const next = Math.min(...ready.flatMap(({ readyAt }) => (readyAt > nowMs ? [readyAt] : [])))
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
    const { storage, clock } = this.#surroundings
    const width = UNDER_WAY[readLane(lane).way]
    const goesOn = (): boolean => !this.#isClosed && this.pauseOf(lane) === null
    while (goesOn()) {
      // After a pause, one goes ahead.
      const due = await storage.due(lane, clock.nowMs(), this.#pauses.wantsTrial(lane, clock.nowMs()) ? 1 : ATTEMPTS_AT_ONCE)
      if (due.length === 0) return
      let next = 0
      const takeTurns = async (): Promise<void> => {
        for (let one = due[next]; one !== undefined && goesOn(); one = due[next]) {
          next += 1
          await this.#try(lane, one)
        }
      }
      // All of them come to their end, also when storage lets one down.
      const turns = await Promise.allSettled(Array.from({ length: Math.min(width, due.length) }, takeTurns))
      for (const turn of turns) if (turn.status === 'rejected') throw turn.reason
    }
  }

  async #try(lane: string, due: DueAttempt): Promise<void> {
    const { storage, clock, attempt, giveUp, onPause } = this.#surroundings
    const change = this.#pauses.note(lane, await attempt(due), clock.nowMs())
    if (change === 'none') return
    const pause = this.pauseOf(lane)
    if (pause === null) return onPause(lane, null, [])
    for (;;) {
      const overdue = await storage.due(lane, clock.nowMs() - OVERDUE_MS, ATTEMPTS_AT_ONCE)
      for (const one of overdue) await giveUp(one, `Given up after it has waited for three days. ${pause.text}`)
      if (overdue.length < ATTEMPTS_AT_ONCE) break
    }
    onPause(lane, pause, await storage.due(lane, clock.nowMs(), ATTEMPTS_AT_ONCE))
  }
}

function isLaneOf(lane: string, { projectId, environment }: NoticeApp): boolean {
  const of = readLane(lane)
  return of.projectId === projectId && of.environment === environment
}
