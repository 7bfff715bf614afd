import { DEFAULT_BUS_LIMITS } from './bus-limits.ts'
import type { BusLimits } from './bus-limits.ts'
import type { Clock } from './clock.ts'
import type { BusConnection, ConnectRequest, From, Published, Receiver, Subscribed, SubscriptionRequest } from './event-bus.ts'
import type { BusEvent, Delivery, Position, PublishRequest } from './event.ts'
import { Connection, groupByConnection, Subscription } from './connections.ts'
import { OrgBus } from './org-bus.ts'
import { parsePattern } from './pattern.ts'
import type { ParsedPattern } from './pattern.ts'
import type { Filters } from './pattern-matching.ts'
import { checkPublish } from './publish-check.ts'
import { refuse } from './refusals.ts'
import type { Refusal } from './refusals.ts'
import { checkFrom } from './replay.ts'
import { isTopic } from './topic.ts'

/** Something that went wrong inside the bus and harmed nobody else; for the server's log. */
export type BusProblem =
  /** A connection's `deliver` threw; the delivery counts as made. */
  | { readonly type: 'deliver_threw'; readonly connection: BusConnection; readonly delivery: Delivery; readonly error: unknown }
  /** More publishes within the window than can be remembered: retries of the oldest would be accepted twice. */
  | { readonly type: 'publishes_forgotten'; readonly org: string; readonly count: number }

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
}

/** How many things the bus holds; for the memory that a leak would show in, and for the operator. */
export interface BusSize {
  readonly orgs: number
  readonly connections: number
  readonly subscriptions: number
  readonly events: number
  readonly rememberedPublishes: number
}

/**
 * The in-process bus without promises: publish and deliver are plain calls, one after the other.
 *
 * Rules of `EventBus`; what differs is named at the methods. It has no timers: call `sweep` now and then (each 10 s is plenty).
 */
export class BusCore {
  readonly #options: BusCoreOptions
  readonly #limits: BusLimits
  readonly #orgs = new Map<string, OrgBus>()
  readonly #connections = new Map<string, Connection>()
  #isClosed = false
  #timeText = ''
  #timeMs = Number.NaN

  constructor(options: BusCoreOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_BUS_LIMITS, ...options.limits }
  }

  /** Makes a connection known. */
  connect(request: ConnectRequest): BusConnection {
    if (this.#isClosed) throw new Error('The bus is closed, so nothing can connect to it.')
    const id = request.id ?? this.#options.newId()
    if (this.#connections.has(id)) throw new Error(`The bus has a connection "${id}" already.`)
    const connection = new Connection(id, request)
    this.#connections.set(id, connection)
    this.#org(request.org).connectionCount++
    return connection
  }

  /** Accepts one event and delivers it before it returns, unless it is called from within `deliver`: then after the events before it. */
  publish(request: PublishRequest): Published | Refusal {
    if (this.#isClosed) return refuse('unavailable', 'The server is going down; publish again with the same id.')
    const checked = checkPublish(request, this.#limits)
    if (!checked.ok) return checked
    const nowMs = this.#options.clock.nowMs()
    const org = this.#org(request.org)
    const id = request.id ?? this.#options.newId()
    const first = org.recent.find(request.source, id, nowMs)
    if (first !== undefined) return first
    const event = this.#complete(request, id, org.log.lastSeq + 1, nowMs)
    const seq = org.log.append(event, checked.sizeBytes, nowMs)
    const { matched, subscriptions } = org.match(event)
    const answer: Published = { ok: true, seq, epoch: org.log.epoch, id, duplicate: false, matched }
    const forgotten = org.recent.remember(request.source, answer, nowMs)
    if (forgotten > 0) this.#options.onError({ type: 'publishes_forgotten', org: request.org, count: forgotten })
    org.enqueue({ seq, event, subscriptions })
    return answer
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
    this.#org(own.org).whenQuiet(() => {
      const answer = own.isOpen ? this.#org(own.org).attach({ connection: own, subscriptions: prepared, from, nowMs: this.#options.clock.nowMs() }) : null
      // Its own `deliver` may have ended it in the middle of the replay.
      settle(answer !== null && own.isOpen ? answer : refuse('unavailable', 'The connection ended before it was subscribed.'))
    })
  }

  /** Ends one subscription; false when the connection has none of this id. */
  unsubscribe(connection: BusConnection, subscriptionId: string): boolean {
    const own = this.#own(connection)
    const subscription = own?.subscriptions.get(subscriptionId)
    if (own === null || subscription === undefined) return false
    this.#org(own.org).detach(subscription)
    return true
  }

  /** Ends a connection and all it held. */
  disconnect(connection: BusConnection): void {
    const own = this.#own(connection)
    if (own === null) return
    own.isOpen = false
    const org = this.#org(own.org)
    for (const subscription of own.subscriptions.values()) org.detach(subscription)
    org.connectionCount--
    this.#connections.delete(own.id)
  }

  /** The connections that an event would be for. */
  receivers(orgId: string, topic: string, filters: Filters = {}): readonly Receiver[] {
    const org = this.#orgs.get(orgId)
    if (org === undefined || !isTopic(topic)) return []
    return [...groupByConnection(org.index.match(topic, filters))].map(([connection, subscriptions]) => ({ connection, subscriptions: subscriptions.map((one) => one.id) }))
  }

  /** The newest position of an org's log. */
  position(orgId: string): Position {
    const { log } = this.#org(orgId)
    return { epoch: log.epoch, seq: log.lastSeq }
  }

  /** Drops what has expired, and the logs of orgs that nobody is connected to and nothing is held of. */
  sweep(): void {
    const nowMs = this.#options.clock.nowMs()
    for (const [id, org] of this.#orgs) {
      org.log.dropExpired(nowMs)
      org.recent.dropExpired(nowMs)
      if (org.isIdle()) this.#orgs.delete(id)
    }
  }

  /** What the bus holds now. */
  size(): BusSize {
    const orgs = [...this.#orgs.values()]
    const total = (count: (org: OrgBus) => number): number => orgs.reduce((sum, org) => sum + count(org), 0)
    return {
      orgs: orgs.length,
      connections: this.#connections.size,
      subscriptions: total((org) => org.index.size().subscriptions),
      events: total((org) => org.log.length),
      rememberedPublishes: total((org) => org.recent.size),
    }
  }

  /** Ends every connection; nothing is accepted from then on. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections.values()) this.disconnect(connection)
    this.#orgs.clear()
  }

  #org(id: string): OrgBus {
    const known = this.#orgs.get(id)
    if (known !== undefined) return known
    const created = new OrgBus(this.#options.newEpoch(), this.#limits, this.#options.onError)
    this.#orgs.set(id, created)
    return created
  }

  /** The connection behind what the caller holds, or null when it has ended. */
  #own(connection: BusConnection): Connection | null {
    if (!(connection instanceof Connection)) throw new TypeError('This connection was not made by the in-process bus.')
    if (!connection.isOpen) return null
    if (this.#connections.get(connection.id) !== connection) throw new TypeError(`The connection "${connection.id}" belongs to another bus.`)
    return connection
  }

  #prepare(connection: Connection, patterns: readonly SubscriptionRequest[]): Subscription[] | Refusal {
    const subscriptions: Subscription[] = []
    for (const [index, { pattern, id }] of patterns.entries()) {
      const parsed: ParsedPattern | Refusal = parsePattern(pattern)
      if (!parsed.ok) return parsed
      const subscription = new Subscription(id ?? this.#options.newId(), pattern, parsed, connection)
      if (connection.subscriptions.has(subscription.id) || subscriptions.some((one) => one.id === subscription.id)) {
        return refuse('schema_invalid', `The connection has a subscription "${subscription.id}" already; give another id or none.`, `/patterns/${index}/id`)
      }
      subscriptions.push(subscription)
    }
    return subscriptions.length > 0 ? subscriptions : refuse('schema_invalid', 'Name at least one pattern to subscribe to.', '/patterns')
  }

  #complete(request: PublishRequest, id: string, seq: number, nowMs: number): BusEvent {
    return {
      id,
      source: request.source,
      type: request.type,
      subject: request.topic,
      time: request.time ?? this.#timeOf(nowMs),
      datacontenttype: request.datacontenttype ?? 'application/json',
      data: request.data,
      sequence: String(seq),
      ...(request.traceparent === undefined ? null : { traceparent: request.traceparent }),
      ...(request.correlationid === undefined ? null : { correlationid: request.correlationid }),
      ...(request.causationid === undefined ? null : { causationid: request.causationid }),
      org: request.org,
      hops: request.hops ?? 0,
      filters: request.filters ?? NO_FILTERS,
      encrypted: request.encrypted ?? false,
    }
  }

  /** The time as text, made once per millisecond. */
  #timeOf(nowMs: number): string {
    if (nowMs !== this.#timeMs) {
      this.#timeMs = nowMs
      this.#timeText = new Date(nowMs).toISOString()
    }
    return this.#timeText
  }
}

const NO_FILTERS: Filters = Object.freeze({})
