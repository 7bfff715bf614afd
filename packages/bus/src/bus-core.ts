import { DEFAULT_BUS_LIMITS } from './bus-limits.ts'
import type { BusLimits } from './bus-limits.ts'
import type { Clock } from './clock.ts'
import type { BusConnection, ConnectRequest, From, Published, Receiver, Subscribed, SubscriptionRequest } from './event-bus.ts'
import type { Delivery, Position, PublishRequest } from './event.ts'
import type { EventHistory, EventJournal, HeldEvent } from './event-journal.ts'
import { EventMaker } from './event-maker.ts'
import { MatchIndex } from './match-index.ts'
import { beginningOf } from './opened-log.ts'
import type { OpenedLog } from './opened-log.ts'
import { Connection } from './connections.ts'
import type { WantedSubscription } from './connection-classes.ts'
import { OrgBus } from './org-bus.ts'
import { OrgPublishing } from './org-publishing.ts'
import type { SettlePublish } from './org-publishing.ts'
import { parsePattern } from './pattern.ts'
import type { ParsedPattern } from './pattern.ts'
import type { Filters } from './pattern-matching.ts'
import { checkPublish } from './publish-check.ts'
import { refuse, refuseTaken } from './refusals.ts'
import type { Refusal } from './refusals.ts'
import { checkFrom } from './replay.ts'
import { isTopic } from './topic.ts'

/** Something that went wrong inside the bus and harmed nobody else; for the server's log. */
export type BusProblem =
  /** The `deliver` of a connection threw, or that of a class, which has none here; the delivery counts as made. */
  | { readonly type: 'deliver_threw'; readonly connection: BusConnection | null; readonly delivery: Delivery; readonly error: unknown }
  /** More publishes within the window than can be remembered: retries of the oldest would be accepted twice. */
  | { readonly type: 'publishes_forgotten'; readonly org: string; readonly count: number }
  /** Events were delivered and could not be written; they are kept in memory, and are written before any other. */
  | { readonly type: 'journal_failed'; readonly org: string; readonly error: unknown; readonly events: number }
  /** The journal could not be pruned, or not be closed. It is tried again. */
  | { readonly type: 'journal_not_tidied'; readonly org: string; readonly error: unknown }
  /** While the past was read for a subscribe, more came than can wait; the connection notices the gap by the next delivery. */
  | { readonly type: 'held_too_many'; readonly connection: BusConnection }
  /** A subscribe was refused, because what came before could not be read. */
  | { readonly type: 'history_failed'; readonly org: string; readonly error: unknown }

/** What the in-process bus is made of; nothing of it is read from the machine. */
export interface BusCoreOptions {
  readonly clock: Clock
  /** Makes ids of events, connections and subscriptions; never the same twice. */
  readonly newId: () => string
  /** Makes the epoch of a new log; never the same twice, over restarts too. */
  readonly newEpoch: () => string
  /** Is told of what went wrong; must not throw. */
  readonly onError: (problem: BusProblem) => void
  readonly limits?: Partial<BusLimits>
  /** Keeps the logs over restarts; without it they live in memory. Open it with `openInProcessBus`. */
  readonly journal?: EventJournal
  /** Reaches further back than the logs. */
  readonly history?: EventHistory
  /** The logs that the journal has, as they go on. */
  readonly logs?: readonly OpenedLog[]
}

/** A page of what a log holds: matching events, newest first. */
export interface LogPage {
  readonly events: readonly HeldEvent[]
  /** Nothing below this seq is held by the log. */
  readonly firstSeq: number
}

/** How many things the bus holds; for the memory that a leak would show in, and for the operator. */
export interface BusSize {
  readonly orgs: number
  readonly connections: number
  readonly subscriptions: number
  readonly events: number
  readonly rememberedPublishes: number
  /** Events that are not in the journal yet; 0 without one. */
  readonly unwritten: number
}

/** One org: what it carries, and what it accepts. */
interface Org {
  readonly bus: OrgBus
  readonly publishing: OrgPublishing
  /** Where what is held and what is remembered began when the journal was last pruned. */
  pruned: { readonly heldFrom: number; readonly rememberedFrom: number }
}

/**
 * The in-process bus without promises: publish and deliver are plain calls, one after the other.
 *
 * Rules of `EventBus`; what differs is named at the methods. It has no timers: call `sweep` now and then (each 10 s is plenty).
 */
export class BusCore {
  readonly #options: BusCoreOptions
  readonly #limits: BusLimits
  readonly #orgs = new Map<string, Org>()
  readonly #connections = new Map<string, Connection>()
  /** How the logs go on that the journal has and nobody uses now. */
  readonly #resting = new Map<string, OpenedLog>()
  #isClosed = false
  readonly #events = new EventMaker()

  constructor(options: BusCoreOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_BUS_LIMITS, ...options.limits }
    for (const log of options.logs ?? []) this.#resting.set(log.head.org, log)
    for (const log of options.logs ?? []) if (log.entries.length > 0 || log.remembered.length > 0) this.#org(log.head.org)
  }

  /** Makes a connection known. */
  connect(request: ConnectRequest): BusConnection {
    if (this.#isClosed) throw new Error('The bus is closed, so nothing can connect to it.')
    const id = request.id ?? this.#options.newId()
    if (this.#connections.has(id)) throw new Error(`The bus has a connection "${id}" already.`)
    const connection = new Connection(id, request)
    this.#connections.set(id, connection)
    this.#org(request.org).bus.connectionCount++
    return connection
  }

  /**
   * Accepts one event and delivers it before it returns, unless it is called from within `deliver`: then after the events before it.
   * With a journal, the event need not be on the disk when this returns; `publishDurably` says when it is.
   */
  publish(request: PublishRequest): Published | Refusal {
    const checked = this.#check(request)
    return checked.ok ? this.#org(request.org).publishing.publish({ request, sizeBytes: checked.sizeBytes }) : checked
  }

  /** As `publish`, but that `settle` gets the answer: when the event is in the journal, or when it is known not to be. */
  publishDurably(request: PublishRequest, settle: SettlePublish): void {
    const checked = this.#check(request)
    if (checked.ok) this.#org(request.org).publishing.publishDurably({ request, sizeBytes: checked.sizeBytes }, settle)
    else settle(checked)
  }

  /** Subscribes to patterns at one position. `settle` gets the answer: at once, or after the events being delivered when called from within `deliver`. */
  subscribe(connection: BusConnection, request: { readonly patterns: readonly SubscriptionRequest[]; readonly from?: From }, settle: (answer: Subscribed | Refusal) => void): void {
    const own = this.#own(connection)
    if (own === null) {
      settle(refuse('unavailable', 'The connection has ended; connect again and subscribe.'))
      return
    }
    const from = request.from ?? { type: 'new' }
    const refusal = checkFrom(from)
    const prepared = refusal ?? this.#prepare(own, request.patterns)
    if (!Array.isArray(prepared)) {
      settle(prepared)
      return
    }
    const { bus } = this.#org(own.org)
    bus.whenQuiet(() => bus.attach({ connection: own, subscriptions: prepared, from, nowMs: this.#options.clock.nowMs(), settle }))
  }

  /** Ends one subscription; false when the connection has none of this id. */
  unsubscribe(connection: BusConnection, subscriptionId: string): boolean {
    const own = this.#own(connection)
    if (own === null || !own.holds(subscriptionId)) return false
    this.#org(own.org).bus.detach(own, [subscriptionId])
    return true
  }

  /** Ends a connection and all it held. */
  disconnect(connection: BusConnection): void {
    const own = this.#own(connection)
    if (own === null) return
    own.isOpen = false
    const { bus } = this.#org(own.org)
    bus.classes.drop(own)
    bus.connectionCount--
    this.#connections.delete(own.id)
  }

  /** The connections that an event would be for. */
  receivers(orgId: string, topic: string, filters: Filters = {}): readonly Receiver[] {
    const org = this.#orgs.get(orgId)
    if (org === undefined || !isTopic(topic)) return []
    return org.bus.receivers(topic, filters)
  }

  /** The newest position of an org's log. */
  position(orgId: string): Position {
    const { log } = this.#org(orgId).bus
    return { epoch: log.epoch, seq: log.lastSeq }
  }

  /** Drops what has expired, and the logs of orgs that nobody is connected to and nothing is held of; writes what could not be written. */
  sweep(): void {
    const nowMs = this.#options.clock.nowMs()
    for (const [id, org] of this.#orgs) {
      const { bus, publishing } = org
      bus.log.dropExpired(nowMs)
      bus.recent.dropExpired(nowMs)
      publishing.tryAgain()
      this.#prune(id, org)
      if (!bus.isIdle() || !publishing.isIdle) continue
      this.#orgs.delete(id)
      const { epoch, holes, lastSeq: startSeq } = bus.log
      // The log goes on where it was, whoever needs it next.
      if (publishing.writtenSeq !== null) this.#resting.set(id, { head: { org: id, epoch, lastSeq: publishing.writtenSeq, startSeq, holes }, entries: [], remembered: [] })
    }
  }

  #prune(id: string, org: Org): void {
    const { journal, onError } = this.#options
    const { log, recent } = org.bus
    // What is not written yet would come back otherwise.
    if (journal === undefined || org.publishing.unwritten > 0) return
    const from = { heldFrom: log.firstSeq, rememberedFrom: recent.firstSeq ?? log.firstSeq }
    if (from.heldFrom === org.pruned.heldFrom && from.rememberedFrom === org.pruned.rememberedFrom) return
    org.pruned = from
    journal.prune(id, from).catch((error: unknown) => onError({ type: 'journal_not_tidied', org: id, error }))
  }

  /** What an org's log holds of some patterns below a seq: newest first, at most `limit`. */
  read(orgId: string, { patterns, before, limit }: { readonly patterns: readonly string[]; readonly before: number; readonly limit: number }): LogPage {
    const { log } = this.#org(orgId).bus
    log.dropExpired(this.#options.clock.nowMs())
    const asked = new MatchIndex<string>()
    for (const pattern of patterns) asked.add(pattern, pattern)
    const events: HeldEvent[] = []
    for (const { seq, event, context } of log.backwards()) {
      if (events.length >= limit) break
      if (seq < before && asked.match(event.subject, event.filters).length > 0) events.push({ seq, event, context })
    }
    return { events, firstSeq: log.firstSeq }
  }

  /** What the bus holds now. */
  size(): BusSize {
    const orgs = [...this.#orgs.values()]
    const total = (count: (org: Org) => number): number => orgs.reduce((sum, org) => sum + count(org), 0)
    return {
      orgs: orgs.length,
      connections: this.#connections.size,
      subscriptions: total(({ bus }) => bus.classes.subscriptionCount),
      events: total(({ bus }) => bus.log.length),
      rememberedPublishes: total(({ bus }) => bus.recent.size),
      unwritten: total(({ publishing }) => publishing.unwritten),
    }
  }

  /** Ends every connection; nothing is accepted from then on. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections.values()) this.disconnect(connection)
    if (this.#options.journal === undefined) this.#orgs.clear()
  }

  /** Closes, and resolves when the journal has all that was accepted and knows that it has; what it cannot be told, it finds out. */
  async closeDurably(): Promise<void> {
    this.close()
    const { journal, onError } = this.#options
    if (journal === undefined) return
    const closed = [...this.#resting.keys()]
    for (const [id, { publishing }] of this.#orgs) if (await publishing.settled()) closed.push(id)
    this.#orgs.clear()
    try {
      await journal.close(closed)
    } catch (error) {
      onError({ type: 'journal_not_tidied', org: closed.join(), error })
    }
  }

  #org(id: string): Org {
    const known = this.#orgs.get(id)
    if (known !== undefined) return known
    const { clock, newId, newEpoch, onError, journal = null, history = null } = this.#options
    const resting = this.#resting.get(id)
    this.#resting.delete(id)
    const epoch = resting?.head.epoch ?? newEpoch()
    const bus = new OrgBus({ org: id, epoch, limits: this.#limits, onError, history, ...(resting && { start: beginningOf(resting, clock.nowMs()) }) })
    for (const { source, id: eventId, seq, matched, acceptedMs } of resting?.remembered ?? []) bus.recent.remember(source, { ok: true, seq, epoch, id: eventId, duplicate: false, matched }, acceptedMs)
    const publishing = new OrgPublishing({ org: id, bus, clock, newId, events: this.#events, onError, journal, journalledSeq: resting?.head.lastSeq ?? 0 })
    const created = { bus, publishing, pruned: { heldFrom: 1, rememberedFrom: 1 } }
    this.#orgs.set(id, created)
    return created
  }

  #check(request: PublishRequest): { readonly ok: true; readonly sizeBytes: number } | Refusal {
    return this.#isClosed ? refuse('unavailable', 'The server is going down; publish again with the same id.') : checkPublish(request, this.#limits)
  }

  /** The connection behind what the caller holds, or null when it has ended. */
  #own(connection: BusConnection): Connection | null {
    if (!(connection instanceof Connection)) throw new TypeError('This connection was not made by the in-process bus.')
    if (!connection.isOpen) return null
    if (this.#connections.get(connection.id) !== connection) throw new TypeError(`The connection "${connection.id}" belongs to another bus.`)
    return connection
  }

  #prepare(connection: Connection, patterns: readonly SubscriptionRequest[]): WantedSubscription[] | Refusal {
    const subscriptions: WantedSubscription[] = []
    for (const [index, { pattern, id }] of patterns.entries()) {
      const parsed: ParsedPattern | Refusal = parsePattern(pattern)
      if (!parsed.ok) return parsed
      const subscription = { id: id ?? this.#options.newId(), pattern }
      if (connection.holds(subscription.id) || subscriptions.some((one) => one.id === subscription.id)) return refuseTaken(subscription.id, index)
      subscriptions.push(subscription)
    }
    return subscriptions.length > 0 ? subscriptions : refuse('schema_invalid', 'Name at least one pattern to subscribe to.', '/patterns')
  }
}
