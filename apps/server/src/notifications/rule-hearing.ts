import type { BusConnection, Delivery, EventBus, SubscriptionRequest } from '@halley/bus'
import type { NoticeApp, NoticePosition, NotificationStorage } from '../storage/notification-storage.ts'
import type { WatchedApp } from './watched-app.ts'

export type RuleHearingSurroundings = {
  readonly bus: EventBus
  readonly storage: NotificationStorage
  /** Takes what a pattern matches, in the order of the log. */
  readonly hear: (delivery: Delivery) => void
  /** Notifications of some time may be missing: says why in the log. */
  readonly missed: (app: NoticeApp, reason: string) => void
}

/** What the rules of one app hear of the bus: begins where they were last asked, and follows what their patterns say. One call at a time. */
export class RuleHearing {
  readonly #app: WatchedApp
  readonly #surroundings: RuleHearingSurroundings
  readonly #patterns = new Map<string, string>()
  #connection: BusConnection | null = null
  #beginsAnew = false

  constructor(app: WatchedApp, surroundings: RuleHearingSurroundings) {
    this.#app = app
    this.#surroundings = surroundings
  }

  /** Is anything heard? */
  get isOpen(): boolean {
    return this.#connection !== null
  }

  /**
   * Hears these patterns from now on, by rule; where nothing is heard yet, from where the rules were last asked: `reached`, or what the
   * storage says. Gives the place in the log from which it hears when they were never asked before, else null.
   */
  async follow(wanted: ReadonlyMap<string, string>, reached: NoticePosition | null): Promise<NoticePosition | null> {
    if (this.#connection === null) return this.#begin(wanted, reached)
    const gone = [...this.#patterns].filter(([id, pattern]) => wanted.get(id) !== pattern)
    for (const [id] of gone) {
      this.#patterns.delete(id)
      await this.#surroundings.bus.unsubscribe(this.#connection, id)
    }
    const added = [...wanted].filter(([id]) => !this.#patterns.has(id))
    if (added.length > 0) await this.#subscribe(this.#connection, added)
    return null
  }

  /** Hears nothing, as there are no rules: what is sent until there are some again is none of theirs. */
  stop(): Promise<void> {
    this.#beginsAnew = true
    return this.disconnect()
  }

  /** Hears nothing until it follows again, from where the rules were last asked. */
  async disconnect(): Promise<void> {
    const connection = this.#connection
    this.#connection = null
    this.#patterns.clear()
    if (connection !== null) await this.#surroundings.bus.disconnect(connection)
  }

  /** Begins where the rules were last asked, or now, where they never were. */
  async #begin(wanted: ReadonlyMap<string, string>, reached: NoticePosition | null): Promise<NoticePosition | null> {
    const { bus, storage, missed, hear } = this.#surroundings
    const { runsIn } = this.#app
    const position = this.#beginsAnew ? null : (reached ?? (await storage.readPosition(this.#app)))
    this.#beginsAnew = false
    const connection = bus.connect({ org: runsIn.org, looksOn: true, deliver: hear })
    this.#connection = connection
    const requests = [...wanted].map(([id, pattern]): SubscriptionRequest => ({ id, pattern }))
    const now = await bus.position(runsIn.org)
    if (position === null) {
      await this.#subscribe(connection, [...wanted])
    } else {
      const resumed = await bus.subscribeAll(connection, requests, { from: { type: 'resume', ...position } })
      if (!resumed.ok) throw new Error(`The rules cannot be heard: ${resumed.message}`)
      if (resumed.recovered === false) {
        // It is subscribed already; what is held of before comes by a second time, and whoever was notified is known.
        await bus.disconnect(connection)
        const again = bus.connect({ org: runsIn.org, looksOn: true, deliver: hear })
        this.#connection = again
        const isHeld = resumed.reason === 'too_many'
        // Of a log that was empty nothing is kept, not even its epoch; and a draft sends nothing while it is not open.
        const isAll = isHeld || (resumed.reason === 'expired' ? this.#app.environment === 'draft' : position.seq === 0)
        if (!isAll) missed(this.#app, resumed.reason === 'expired' ? 'the log does not hold all that was sent since' : 'the log was lost, or its end was when the server stopped')
        const earlier = await bus.subscribeAll(again, requests, { from: isHeld ? { type: 'seq', seq: position.seq + 1 } : this.#app.environment === 'draft' ? { type: 'new' } : { type: 'earliest' } })
        if (!earlier.ok) throw new Error(`The rules cannot be heard: ${earlier.message}`)
      }
      for (const [id, pattern] of wanted) this.#patterns.set(id, pattern)
    }
    return position === null ? now : null
  }

  async #subscribe(connection: BusConnection, wanted: readonly (readonly [string, string])[]): Promise<void> {
    const answer = await this.#surroundings.bus.subscribeAll(connection, wanted.map(([id, pattern]) => ({ id, pattern })))
    if (!answer.ok) throw new Error(`The rules cannot be heard: ${answer.message}`)
    for (const [id, pattern] of wanted) this.#patterns.set(id, pattern)
  }
}
