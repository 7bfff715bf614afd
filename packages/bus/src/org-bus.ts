import type { BusProblem } from './bus-core.ts'
import type { BusLimits } from './bus-limits.ts'
import type { Connection, Subscription } from './connections.ts'
import type { From, Subscribed } from './event-bus.ts'
import type { BusEvent, Delivery } from './event.ts'
import type { EventHistory } from './event-journal.ts'
import { EventLog } from './event-log.ts'
import type { LogStart } from './event-log.ts'
import { canReachFurther, joinHistory, readHistory } from './history-replay.ts'
import { MatchIndex } from './match-index.ts'
import { RecentPublishes } from './recent-publishes.ts'
import { refuse } from './refusals.ts'
import type { Refusal } from './refusals.ts'
import { selectReplay } from './replay.ts'
import type { Replay } from './replay.ts'

/** Live deliveries of one connection that wait while a replay is read: as many as a log holds. */
const MAX_HELD_DELIVERIES = 10_000

const ENDED = refuse('unavailable', 'The connection has ended; connect again and subscribe.')

/** An accepted event with the subscriptions that it is for. */
interface Accepted {
  readonly seq: number
  readonly event: BusEvent
  readonly context: unknown
  readonly subscriptions: readonly Subscription[]
}

/** What a subscribe attaches. */
interface Attachment {
  readonly connection: Connection
  readonly subscriptions: readonly Subscription[]
  readonly from: From
  readonly nowMs: number
  /** Gets the answer when the replay has been given. */
  settle(answer: Subscribed | Refusal): void
}

export interface OrgBusOptions {
  readonly org: string
  readonly epoch: string
  readonly limits: BusLimits
  readonly onError: (problem: BusProblem) => void
  readonly history: EventHistory | null
  /** How the log begins when it was read back. */
  readonly start?: LogStart
}

/**
 * The bus of one org: its log, its subscriptions, and the queue that keeps everybody's order.
 *
 * One thing is done at a time. What `deliver` asks for in the middle of it waits: publishes are accepted and queued, subscribes
 * wait until the queue is empty, so that they attach at the end of the log with nothing under way.
 */
export class OrgBus {
  readonly log: EventLog
  readonly recent: RecentPublishes
  readonly index = new MatchIndex<Subscription>()
  connectionCount = 0
  readonly #options: OrgBusOptions
  readonly #queue: Accepted[] = []
  readonly #waiting: (() => void)[] = []
  /** The place in the queue that comes next; what lies before it is done. */
  #next = 0
  #isBusy = false
  #round = 0

  constructor(options: OrgBusOptions) {
    this.log = new EventLog(options.epoch, options.limits, options.start)
    this.recent = new RecentPublishes(options.limits)
    this.#options = options
  }

  /** Nothing would be lost with this object but its epoch. */
  isIdle(): boolean {
    return this.connectionCount === 0 && this.log.length === 0 && this.recent.size === 0 && !this.#isBusy
  }

  /** The subscriptions that an event is for, and how many connections hold them. */
  match(event: BusEvent): { readonly matched: number; readonly subscriptions: readonly Subscription[] } {
    const subscriptions = this.index.match(event.subject, event.filters)
    const round = ++this.#round
    let matched = 0
    // Grouping has ended for every event before, or begins afresh for it, so the round may be taken here.
    for (const { connection } of subscriptions) {
      if (connection.round === round) continue
      connection.round = round
      if (connection.accepts(event)) matched++
    }
    return { matched, subscriptions }
  }

  /** Delivers an accepted event, now or after those before it. */
  enqueue(accepted: Accepted): void {
    this.#queue.push(accepted)
    this.#work()
  }

  /** Does something with nothing under way: now, or as soon as the queue is empty. */
  whenQuiet(task: () => void): void {
    this.#waiting.push(task)
    this.#work()
  }

  /** Attaches subscriptions at the end of the log and replays what they ask for. Only within `whenQuiet`. */
  attach(attachment: Attachment): void {
    const { connection, subscriptions, from, nowMs, settle } = attachment
    if (!connection.isOpen) return settle(ENDED)
    // A replay of the connection is being read: this one begins when that has been given, so that neither mixes with the other.
    if (connection.held !== null) {
      connection.waiting.push(() => this.attach(attachment))
      return
    }
    this.log.dropExpired(nowMs)
    const position = { epoch: this.log.epoch, seq: this.log.lastSeq }
    // An index of its own, because a returning client brings all its patterns at once and the log may be long.
    const asked = new MatchIndex<Subscription>()
    for (const subscription of subscriptions) asked.add(subscription.pattern, subscription)
    const replay = selectReplay(this.log, from, ({ event }) => asked.match(event.subject, event.filters).length > 0)
    for (const subscription of subscriptions) {
      subscription.isActive = true
      connection.subscriptions.set(subscription.id, subscription)
      this.index.add(subscription.pattern, subscription)
    }
    const give = (whole: Replay): void => {
      const answer = this.#replay(whole, attachment, { asked, position })
      // Its own `deliver` may have ended it in the middle of the replay.
      settle(connection.isOpen ? answer : ENDED)
    }
    const { history, org, onError } = this.#options
    if (history === null || !canReachFurther(from, replay)) return give(replay)
    connection.held = []
    const patterns = subscriptions.map(({ pattern }) => pattern)
    readHistory(history, org, { from, replay, patterns, before: this.log.firstSeq }).then(
      (older) => this.whenQuiet(() => {
        if (connection.isOpen) give(joinHistory(from, replay, older))
        else settle(ENDED)
        this.#release(connection)
      }),
      (error: unknown) => {
        onError({ type: 'history_failed', org, error })
        this.whenQuiet(() => {
          for (const subscription of subscriptions) if (subscription.isActive) this.detach(subscription)
          settle(refuse('unavailable', 'What came before could not be read, so nothing was subscribed; try again.'))
          this.#release(connection)
        })
      },
    )
  }

  /** Gives a replay, and the answer to its subscribe. */
  #replay(replay: Replay, { connection, subscriptions }: Attachment, { asked, position }: { readonly asked: MatchIndex<Subscription>; readonly position: Subscribed['position'] }): Subscribed {
    let prev = replay.after
    connection.lastSeq = Math.max(connection.lastSeq, prev)
    let replayed = 0
    for (const { seq, event, context } of replay.entries) {
      const ids = asked.match(event.subject, event.filters).filter((one) => one.isActive).map((one) => one.id)
      if (ids.length === 0) continue
      if (!this.#deliver(connection, { seq, epoch: position.epoch, prev, subscriptions: ids, replay: true, event, context })) continue
      prev = seq
      replayed++
    }
    return {
      ok: true,
      ids: subscriptions.map((one) => one.id),
      position,
      replayed,
      truncated: replay.truncated,
      prev: connection.lastSeq,
      ...(replay.recovered === undefined ? null : { recovered: replay.recovered }),
      ...(replay.reason === undefined ? null : { reason: replay.reason }),
    }
  }

  /** Gives what came while a replay was read, and lets the next subscribe begin. Only within `whenQuiet`. */
  #release(connection: Connection): void {
    const held = connection.held ?? []
    connection.held = null
    for (const delivery of held) {
      // What ended in the meantime gets nothing more.
      const ids = delivery.subscriptions.filter((id) => connection.subscriptions.has(id))
      if (ids.length > 0 && connection.isOpen) this.#deliver(connection, { ...delivery, subscriptions: ids, prev: connection.lastSeq })
    }
    if (connection.lostSeq > 0) this.#tellLost(connection)
    const next = connection.waiting.shift()
    if (next === undefined) return
    next()
    // It needed nothing from the history, so nothing else will call the one after it.
    if (connection.held === null) this.#release(connection)
  }

  /** Ends a subscription, and whatever is under way for it. */
  detach(subscription: Subscription): void {
    subscription.isActive = false
    subscription.connection.subscriptions.delete(subscription.id)
    this.index.remove(subscription.pattern, subscription)
  }

  /** More came than could wait: the next delivery says so by its `prev`, and the connection resumes. */
  #tellLost(connection: Connection): void {
    connection.lastSeq = Math.max(connection.lastSeq, connection.lostSeq)
    connection.lostSeq = 0
    this.#options.onError({ type: 'held_too_many', connection })
  }

  #work(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (;;) {
        const accepted = this.#queue[this.#next]
        if (accepted !== undefined) {
          this.#next++
          this.#deliverLive(accepted)
          continue
        }
        this.#queue.length = 0
        this.#next = 0
        const task = this.#waiting.shift()
        if (task === undefined) return
        task()
      }
    } finally {
      this.#isBusy = false
    }
  }

  #deliverLive({ seq, event, context, subscriptions }: Accepted): void {
    this.#gather(subscriptions)
    const { epoch } = this.log
    for (const subscription of subscriptions) {
      const { connection } = subscription
      // Null also for a connection's second subscription, because the first took them all.
      const ids = takeIds(connection)
      if (ids === null) continue
      if (connection.held === null) this.#deliver(connection, { seq, epoch, prev: connection.lastSeq, subscriptions: ids, replay: false, event, context })
      else if (connection.held.length < MAX_HELD_DELIVERIES) connection.held.push({ seq, epoch, subscriptions: ids, replay: false, event, context })
      else connection.lostSeq = seq
    }
  }

  /** Notes at each connection which of its subscriptions the event is for. */
  #gather(subscriptions: readonly Subscription[]): void {
    const round = ++this.#round
    for (const subscription of subscriptions) {
      const { connection } = subscription
      if (connection.round !== round) {
        connection.round = round
        connection.first = subscription
        connection.more = null
      } else if (connection.more === null) connection.more = [subscription]
      else connection.more.push(subscription)
    }
  }

  /** False when the connection does not accept the event. */
  #deliver(connection: Connection, delivery: Delivery): boolean {
    if (!connection.accepts(delivery.event)) return false
    connection.lastSeq = Math.max(connection.lastSeq, delivery.seq)
    try {
      connection.deliver(delivery)
    } catch (error) {
      this.#options.onError({ type: 'deliver_threw', connection, delivery, error })
    }
    return true
  }
}

/** The ids that a connection's event is for, without what ended in the meantime, and null when nothing is left. */
function takeIds(connection: Connection): readonly string[] | null {
  const { first, more } = connection
  connection.first = null
  connection.more = null
  if (first === null) return null
  if (more === null) return first.isActive ? first.ids : null
  const ids = [first, ...more].filter((one) => one.isActive).map((one) => one.id)
  return ids.length > 0 ? ids : null
}
