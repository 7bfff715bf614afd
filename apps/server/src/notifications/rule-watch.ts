import type { Delivery } from '@halley/bus'
import type { Program } from '@halley/engine'
import type { ServerClock } from '../clock.ts'
import type { NoticePosition } from '../storage/notification-storage.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import { NOTICE_SOURCE } from './announce-notices.ts'
import { isHeard } from './own-pattern.ts'
import { RuleHearing, type RuleHearingSurroundings } from './rule-hearing.ts'
import { patternsOf, type WatchedApp } from './watched-app.ts'

/** Events that wait to be asked about: all that a log holds, twice. Beyond it they are read from the log again. */
const WAITING_EVENTS = 20_000

/** Events that rules are asked about together: one commit for all. */
const EVENTS_TOGETHER = 32

/** Milliseconds until storage that does not answer is tried again. */
const TRY_AGAIN_MS = 1_000

export type RuleWatchSurroundings = Omit<RuleHearingSurroundings, 'hear'> & {
  readonly clock: ServerClock
  /** Asks the rules that the subscriptions name about events; rejects with `StorageUnavailable` when it may be asked again. */
  readonly ask: (program: Program, deliveries: readonly Delivery[]) => Promise<void>
  /** Rules whose patterns match what notifications tell of themselves: told once of each. */
  readonly heardItself: (ruleIds: readonly string[]) => void
  readonly onFailure: (error: unknown, what: string) => void
}

/**
 * Hears for the rules of one app what their patterns match, and has them asked in the order of the log, one event after the other. What is
 * heard waits in the log: how far they were asked is on the disk, and a server that was killed goes on from there.
 */
export class RuleWatch {
  readonly #app: WatchedApp
  readonly #surroundings: RuleWatchSurroundings
  readonly #hearing: RuleHearing
  #waiting: Delivery[] = []
  /** The end of what is under way. */
  #following: Promise<void> = Promise.resolve()
  #working: Promise<void> | null = null
  /** More came than can wait: the rest is read from the log when those that wait are done. */
  #isBehind = false
  #reached: NoticePosition | null = null
  #noted: NoticePosition | null = null
  readonly #heardItself = new Set<string>()
  #isClosed = false
  /** Storage or bus did not let it hear what it should: it is tried again. */
  #hasFailed = false
  #wake: (() => void) | null = null

  constructor(app: WatchedApp, surroundings: RuleWatchSurroundings) {
    this.#app = app
    this.#surroundings = surroundings
    this.#hearing = new RuleHearing(app, { ...surroundings, hear: (delivery) => this.#hear(delivery) })
  }

  /** Hears what the rules say now; resolves when it does. */
  follow(): Promise<void> {
    return this.#inTurn(() => this.#follow())
  }

  /** Resolves when all that was heard has been asked about. */
  async settled(): Promise<void> {
    await this.#following
    while (this.#working !== null) await this.#working
  }

  /** Notes how far the rules were asked where the log has gone on without anything for them; for every few seconds. */
  async note(): Promise<void> {
    if (this.#hasFailed && !this.#isClosed) return this.#catchUp()
    if (!this.#hearing.isOpen || this.#waiting.length > 0 || this.#working !== null || this.#isBehind) return
    // Called before anything else can be heard: all up to here was none of theirs.
    this.#reached = await this.#surroundings.bus.position(this.#app.runsIn.org)
    if (this.#waiting.length === 0 && this.#working === null) await this.#save()
  }

  /** Hears nothing more; resolves when what is under way is done. What waits is asked about at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#waiting = []
    this.#wake?.()
    await this.settled()
    await this.#disconnect()
    try {
      await this.#save()
    } catch (error) {
      this.#surroundings.onFailure(error, 'noting how far rules were asked')
    }
  }

  async #follow(): Promise<void> {
    const wanted = this.#isClosed ? new Map<string, string>() : patternsOf(this.#app)
    if (wanted.size === 0) {
      this.#isBehind = false
      return this.#hearing.stop()
    }
    const begunAt = await this.#hearing.follow(wanted, this.#reached)
    if (begunAt === null) return
    // A kill before the first event is heard must not lose it.
    this.#reached = begunAt
    await this.#save()
  }

  async #disconnect(): Promise<void> {
    this.#isBehind = false
    await this.#hearing.disconnect()
  }

  #hear(delivery: Delivery): void {
    // What notifications tell others is none of theirs: they would notify each other without an end.
    if (delivery.event.source === NOTICE_SOURCE) return this.#hearItself(delivery.subscriptions)
    if (this.#isClosed || this.#isBehind || !isHeard(delivery.event.subject, this.#app.runsIn)) return
    if (this.#waiting.length >= WAITING_EVENTS) {
      this.#isBehind = true
      return
    }
    this.#waiting.push(delivery)
    this.#working ??= this.#work()
  }

  #hearItself(ruleIds: readonly string[]): void {
    const fresh = ruleIds.filter((id) => !this.#heardItself.has(id))
    for (const id of fresh) this.#heardItself.add(id)
    if (fresh.length > 0) this.#surroundings.heardItself(fresh)
  }

  async #work(): Promise<void> {
    // Behind those that the bus is giving out now.
    await nextTurn()
    const batch = this.#waiting.splice(0)
    for (let at = 0; at < batch.length; at += EVENTS_TOGETHER) {
      const together = batch.slice(at, at + EVENTS_TOGETHER)
      const last = together.at(-1)
      if (last === undefined || !(await this.#askUntilKept(together))) break
      this.#reached = { epoch: last.epoch, seq: last.seq }
      if (!this.#isClosed) await this.#saveOrTell()
    }
    this.#working = this.#waiting.length > 0 && !this.#isClosed ? this.#work() : null
    if (this.#working === null && this.#isBehind && !this.#isClosed) void this.#catchUp()
  }

  /** False when it was given up because the server stops. */
  async #askUntilKept(deliveries: readonly Delivery[]): Promise<boolean> {
    const { ask, onFailure } = this.#surroundings
    for (;;) {
      if (this.#isClosed) return false
      try {
        const program = this.#app.program()
        if (program !== null) await ask(program, deliveries)
        return true
      } catch (error) {
        onFailure(error, `asking the rules of project ${this.#app.projectId}`)
        // A programmer's mistake is one at the second try, too; what it is not about is asked all the same.
        if (!(error instanceof StorageUnavailable)) return deliveries.length === 1 || this.#askEach(deliveries)
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          this.#surroundings.clock.setTimer(TRY_AGAIN_MS, resolve)
        })
      }
    }
  }

  async #askEach(deliveries: readonly Delivery[]): Promise<boolean> {
    for (const delivery of deliveries) if (!(await this.#askUntilKept([delivery]))) return false
    return true
  }

  /** Reads from the log what could not wait. */
  #catchUp(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#disconnect()
      await this.#follow()
    })
  }

  /** Changes of what is heard, one after the other. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const before = this.#following
    const take = async (): Promise<void> => {
      await before
      try {
        await change()
        this.#hasFailed = false
      } catch (error) {
        this.#hasFailed = true
        this.#surroundings.onFailure(error, `the rules of project ${this.#app.projectId}`)
      }
    }
    this.#following = take()
    return this.#following
  }

  async #saveOrTell(): Promise<void> {
    try {
      await this.#save()
    } catch (error) {
      // After a crash they are asked again, and whoever was notified is known.
      this.#surroundings.onFailure(error, 'noting how far rules were asked')
    }
  }

  async #save(): Promise<void> {
    const reached = this.#reached
    if (reached === null || (this.#noted?.epoch === reached.epoch && this.#noted.seq === reached.seq)) return
    await this.#surroundings.storage.savePosition(this.#app, reached)
    this.#noted = reached
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
