import type { BusProblem } from './bus-core.ts'
import type { BusLimits } from './bus-limits.ts'
import type { ConnectionClass, Subscription } from './connection-class.ts'
import { ConnectionClasses } from './connection-classes.ts'
import type { WantedSubscription } from './connection-classes.ts'
import type { Connection } from './connections.ts'
import type { From, Receiver, Subscribed } from './event-bus.ts'
import type { BusEvent } from './event.ts'
import type { EventHistory } from './event-journal.ts'
import { EventLog } from './event-log.ts'
import type { LogStart } from './event-log.ts'
import { canReachFurther, joinHistory, readHistory } from './history-replay.ts'
import { LiveDelivery } from './live-delivery.ts'
import type { Accepted, Matched } from './live-delivery.ts'
import { MatchIndex } from './match-index.ts'
import type { Filters } from './pattern-matching.ts'
import { RecentPublishes } from './recent-publishes.ts'
import { refuse, refuseTaken } from './refusals.ts'
import type { Refusal } from './refusals.ts'
import { selectReplay } from './replay.ts'
import type { Replay } from './replay.ts'

const ENDED = refuse('unavailable', 'The connection has ended; connect again and subscribe.')

/** What a subscribe attaches. */
interface Attachment {
  readonly connection: Connection
  readonly subscriptions: readonly WantedSubscription[]
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
  readonly classes: ConnectionClasses
  connectionCount = 0
  readonly #index = new MatchIndex<Subscription>()
  readonly #live: LiveDelivery
  readonly #options: OrgBusOptions
  readonly #queue: Accepted[] = []
  readonly #waiting: (() => void)[] = []
  /** The place in the queue that comes next; what lies before it is done. */
  #next = 0
  #isBusy = false

  constructor(options: OrgBusOptions) {
    this.log = new EventLog(options.epoch, options.limits, options.start)
    this.recent = new RecentPublishes(options.limits)
    this.classes = new ConnectionClasses(this.#index)
    this.#live = new LiveDelivery({ epoch: options.epoch, index: this.#index, classes: this.classes, onError: options.onError })
    this.#options = options
  }

  /** Nothing would be lost with this object but its epoch. */
  isIdle(): boolean {
    return this.connectionCount === 0 && this.log.length === 0 && this.recent.size === 0 && !this.#isBusy
  }

  /** The subscriptions that an event is for, and how many connections hold them. */
  match(event: BusEvent): Matched {
    return this.#live.match(event)
  }

  /** The connections that an event would be for. */
  receivers(topic: string, filters: Filters): readonly Receiver[] {
    const idsByClass = new Map<ConnectionClass, string[]>()
    for (const { holder, id } of this.#index.match(topic, filters)) {
      const ids = idsByClass.get(holder)
      if (ids === undefined) idsByClass.set(holder, [id])
      else ids.push(id)
    }
    return [...idsByClass].flatMap(([{ together, apart }, ids]) => [...together, ...apart].map((connection) => ({ connection, subscriptions: ids })))
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
      connection.waiting ??= []
      connection.waiting.push(() => this.attach(attachment))
      return
    }
    // Another subscribe took it while this one waited.
    const taken = subscriptions.findIndex(({ id }) => connection.holds(id))
    if (taken >= 0) return settle(refuseTaken(subscriptions[taken]?.id ?? '', taken))
    this.log.dropExpired(nowMs)
    const position = { epoch: this.log.epoch, seq: this.log.lastSeq }
    // An index of its own, because a returning client brings all its patterns at once and the log may be long.
    const asked = new MatchIndex<WantedSubscription>()
    for (const subscription of subscriptions) asked.add(subscription.pattern, subscription)
    const replay = selectReplay(this.log, from, ({ event }) => asked.match(event.subject, event.filters).length > 0)
    this.classes.change(connection, { added: subscriptions })
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
          this.detach(connection, subscriptions.map(({ id }) => id))
          settle(refuse('unavailable', 'What came before could not be read, so nothing was subscribed; try again.'))
          this.#release(connection)
        })
      },
    )
  }

  /** Gives a replay, and the answer to its subscribe. */
  #replay(replay: Replay, { connection, subscriptions }: Attachment, { asked, position }: { readonly asked: MatchIndex<WantedSubscription>; readonly position: Subscribed['position'] }): Subscribed {
    let prev = replay.after
    connection.lastSeq = Math.max(connection.lastSeq, prev)
    let replayed = 0
    for (const { seq, event, context } of replay.entries) {
      const ids = asked.match(event.subject, event.filters).map(({ id }) => id).filter((id) => connection.holds(id))
      if (ids.length === 0) continue
      if (!connection.give({ seq, epoch: position.epoch, prev, subscriptions: ids, replay: true, event, context }, this.#options.onError)) continue
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
      const ids = delivery.subscriptions.filter((id) => connection.holds(id))
      if (ids.length > 0) connection.give({ ...delivery, subscriptions: ids, prev: connection.lastSeq }, this.#options.onError)
    }
    if (connection.lostSeq > 0) this.#tellLost(connection)
    const next = connection.waiting?.shift()
    if (next === undefined) return
    next()
    // It needed nothing from the history, so nothing else will call the one after it.
    if (connection.held === null) this.#release(connection)
  }

  /** Ends subscriptions of a connection, and whatever is under way for them. */
  detach(connection: Connection, ids: readonly string[]): void {
    const removed = ids.filter((id) => connection.holds(id))
    if (removed.length === 0) return
    this.classes.change(connection, { removed })
    this.#live.moved(connection)
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
          this.#live.deliver(accepted)
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
}
