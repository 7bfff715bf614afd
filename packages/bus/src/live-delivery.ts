import type { BusProblem } from './bus-core.ts'
import type { ConnectionClass, Subscription } from './connection-class.ts'
import type { ConnectionClasses } from './connection-classes.ts'
import type { Connection } from './connections.ts'
import type { BusEvent } from './event.ts'
import type { MatchIndex } from './match-index.ts'

/** Live deliveries of one connection that wait while a replay is read: as many as a log holds. */
const MAX_HELD_DELIVERIES = 10_000

/** The subscriptions that an event is for. */
export interface Matched {
  /** How many connections hold them, without those that only look on. */
  readonly matched: number
  readonly subscriptions: readonly Subscription[]
  /** The subscriptions there were: when others came or went, it is looked again. */
  readonly version: number
}

/** An accepted event with the subscriptions that it was for then. */
export interface Accepted extends Matched {
  readonly seq: number
  readonly event: BusEvent
  readonly context: unknown
}

export interface LiveDeliveryOptions {
  readonly epoch: string
  readonly index: MatchIndex<Subscription>
  readonly classes: ConnectionClasses
  readonly onError: (problem: BusProblem) => void
}

/** Gives an org's live events out: to each class at once, and to each connection that is apart by itself. */
export class LiveDelivery {
  readonly #options: LiveDeliveryOptions
  #round = 0
  #underWay: Accepted | null = null
  /** Connections that changed their class before they got the event that is under way. */
  readonly #moved: Connection[] = []

  constructor(options: LiveDeliveryOptions) {
    this.#options = options
  }

  /** What an event is for. */
  match(event: BusEvent): Matched {
    const { index, classes } = this.#options
    const subscriptions = index.match(event.subject, event.filters)
    const round = ++this.#round
    let matched = 0
    // Grouping has ended for every event before, or begins afresh for it, so the round may be taken here.
    for (const { holder } of subscriptions) {
      if (holder.round === round) continue
      holder.round = round
      if (!holder.looksOn && holder.accepts(event)) matched += holder.size
    }
    return { matched, subscriptions, version: classes.version }
  }

  /** Gives one event to all that it is for. */
  deliver(accepted: Accepted): void {
    const { index, classes } = this.#options
    const { event, version } = accepted
    // Subscriptions begin with nothing under way, so what matches now and did not then is none.
    const subscriptions = version === classes.version ? accepted.subscriptions : index.match(event.subject, event.filters)
    this.#gather(subscriptions)
    this.#underWay = accepted
    for (const { holder } of subscriptions) {
      // Null also for a class's second subscription, because the first took them all.
      const ids = holder.takeIds()
      if (ids !== null) this.#toClass(holder, ids, accepted)
    }
    // More may come while these get theirs.
    for (const connection of this.#moved) this.#toMoved(connection, accepted)
    this.#moved.length = 0
    this.#underWay = null
  }

  /** A connection has another class now: when it was not given the event under way by the one before, it is given by itself. */
  moved(connection: Connection): void {
    if (this.#underWay !== null && connection.reachedSeq < this.#underWay.seq) this.#moved.push(connection)
  }

  /** Notes at each class which of its subscriptions the event is for. */
  #gather(subscriptions: readonly Subscription[]): void {
    const round = ++this.#round
    for (const subscription of subscriptions) {
      const { holder } = subscription
      if (holder.round !== round) {
        holder.round = round
        holder.first = subscription
        holder.more = null
      } else if (holder.more === null) holder.more = [subscription]
      else holder.more.push(subscription)
    }
  }

  #toClass(holder: ConnectionClass, ids: readonly string[], accepted: Accepted): void {
    if (!holder.accepts(accepted.event)) return
    if (holder.together.size > 0) this.#toThoseTogether(holder, ids, accepted)
    for (const connection of holder.apart) {
      this.#toOne(connection, ids, accepted)
      holder.bringTogether(connection)
    }
  }

  #toThoseTogether(holder: ConnectionClass, ids: readonly string[], { seq, event, context }: Accepted): void {
    const { epoch, onError } = this.#options
    const delivery = { seq, epoch, prev: holder.lastSeq, subscriptions: ids, replay: false, event, context }
    holder.lastSeq = seq
    try {
      holder.receiver?.deliver(delivery)
    } catch (error) {
      onError({ type: 'deliver_threw', connection: null, delivery, error })
    }
  }

  #toOne(connection: Connection, ids: readonly string[], { seq, event, context }: Accepted): void {
    const { epoch, onError } = this.#options
    // It came from another class, where it got the event before.
    if (connection.reachedSeq >= seq) return
    if (connection.held === null) connection.give({ seq, epoch, prev: connection.lastSeq, subscriptions: ids, replay: false, event, context }, onError)
    else if (connection.held.length < MAX_HELD_DELIVERIES) connection.held.push({ seq, epoch, subscriptions: ids, replay: false, event, context })
    else connection.lostSeq = seq
  }

  #toMoved(connection: Connection, accepted: Accepted): void {
    const { event } = accepted
    if (!connection.isOpen) return
    const ids = this.#options.index.match(event.subject, event.filters).filter(({ holder }) => holder === connection.class).map(({ id }) => id)
    if (ids.length > 0) this.#toOne(connection, ids, accepted)
  }
}
