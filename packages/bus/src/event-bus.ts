import type { BusEvent, Delivery, Position, PublishRequest } from './event.ts'
import type { Filters } from './pattern-matching.ts'
import type { Refusal } from './refusals.ts'

/** Where a subscription begins. Everything but `new` replays what the log still holds before live events follow. */
export type From =
  | { readonly type: 'new' }
  /** The newest `count` events that match. */
  | { readonly type: 'last'; readonly count: number }
  /** Events from this `seq` on, itself included. */
  | { readonly type: 'seq'; readonly seq: number }
  /** Events accepted at this time or later; milliseconds since 1970. */
  | { readonly type: 'time'; readonly timeMs: number }
  | { readonly type: 'earliest' }
  /** Everything after the position that the caller has reached, or nothing. */
  | { readonly type: 'resume'; readonly epoch: string; readonly seq: number }

/** Why a resume could not give back everything: another log, no longer held, or more than 1,000 matching events. */
export type NotRecovered = 'epoch_changed' | 'expired' | 'too_many'

/** The most events that a resume replays; a client that missed more loads its state afresh sooner than it reads them. */
export const MAX_RESUMED_EVENTS = 1_000

/** One connection, as whoever holds it makes it known. */
export interface ConnectRequest {
  /** Not in use by another connection of this bus; made by the bus otherwise. */
  readonly id?: string
  /** The only org whose events this connection can get. From the authenticated identity. */
  readonly org: string
  /** Asked before an event is given to this connection, also in a replay: one that is not accepted is none of its events, and leaves no gap in `prev`. Everything is accepted without it. It must not throw. */
  accepts?(event: BusEvent): boolean
  /** It looks on for the server itself, such as for rules: `matched` does not count it. Left out, it is a receiver. */
  readonly looksOn?: boolean
  /** Called once per event, in rising `seq`. It must not block. When it throws, `onError` is told and nobody else is harmed. */
  deliver(delivery: Delivery): void
  /**
   * Makes what takes the live events of a class. Connections with the same function here, the same function for `accepts` (or none)
   * and equal subscriptions, ids included, are one. Without it, everything comes by `deliver`.
   */
  openClass?(): ClassReceiver
}

/**
 * Takes live events for many connections at once: those of a class that have got the same so far, so that `prev` and
 * `subscriptions` are the same for each. Which connections these are changes: at first, after a subscribe and after every other
 * change a connection gets an event by its own `deliver`, and joins the others behind it.
 */
export interface ClassReceiver {
  /** From now on, what comes here is for this connection, too, and its own `deliver` is not called. */
  join(connection: BusConnection): void
  /** What comes here from now on is not for this connection; it has ended, or gets what it gets by its own `deliver`. */
  leave(connection: BusConnection): void
  /** Called once per event for all that have joined and not left, with the rules of their `deliver`; when this calls the bus, each of them has the event. */
  deliver(delivery: Delivery): void
}

/** A connection of the bus, given back to subscribe and to disconnect with. */
export interface BusConnection {
  readonly id: string
  readonly org: string
}

/** The answer to a publish. `matched` counts the connections that the event was for, at the moment it was accepted, without those that only look on. */
export interface Published {
  readonly ok: true
  readonly seq: number
  readonly epoch: string
  readonly id: string
  /** True when the same `(source, id)` was accepted before; the rest is the first answer then. */
  readonly duplicate: boolean
  readonly matched: number
}

/** A pattern to subscribe to, with the id that its deliveries will carry; the bus makes one otherwise. */
export interface SubscriptionRequest {
  readonly pattern: string
  readonly id?: string
}

/** How a subscription begins; `new` otherwise. */
export interface SubscribeOptions {
  readonly from?: From
}

/** The answer to a subscribe. */
export interface Subscribed {
  readonly ok: true
  /** In the order of the patterns. */
  readonly ids: readonly string[]
  /** Where live events begin: everything after it arrives by itself. */
  readonly position: Position
  /** How many events were replayed. */
  readonly replayed: number
  /** True when events that were asked for are, or may be, no longer held. Always false for `new` and `resume`. */
  readonly truncated: boolean
  /** The `prev` that the connection's next delivery carries. */
  readonly prev: number
  /** Only for `resume`. */
  readonly recovered?: boolean
  /** Only when not recovered. */
  readonly reason?: NotRecovered
}

/** A connection that an event is for, with its subscriptions that match. */
export interface Receiver {
  readonly connection: BusConnection
  readonly subscriptions: readonly string[]
}

/**
 * Carries events from publishers to the connections whose patterns match, through one append-only log per org.
 *
 * **Delivery.** A connection gets an event once, with the ids of all its subscriptions that match. Events never cross orgs.
 * A published event is given to every connection that is subscribed at its place in the log, or its publish is refused.
 * The same `(source, id)` within 2 minutes is a duplicate: the first answer again, and no second delivery.
 *
 * With a journal, an event is delivered as soon as it is accepted, and acknowledged when the journal has it.
 *
 * **Order.** One writer per org gives `seq` from 1, without holes but those of a crash. Publishes of one caller get rising `seq` in the order of the
 * calls, awaited or not. `deliver` is called in rising `seq`; each delivery's `prev` is the seq of the delivery before it.
 * A publish's promise may settle before or after its deliveries. A subscribe is atomic: it attaches at a position p, gives the
 * replay (all ≤ p), then settles, and live events (all > p) come after the replay. A replay belongs to its call: it names that
 * call's subscriptions only, has `replay: true` and its own `prev` chain, and may go back behind what the connection's other
 * subscriptions got already. Subscribe all patterns in one call to get each event of a resume once.
 * `deliver` may call the bus: such a publish is accepted at once and delivered after the events before it.
 *
 * **Classes.** Connections that would get the same may be given live events at once (`ConnectRequest.openClass`). That changes
 * nothing of the rules above for any of them: each has the order, the `prev` and the replays that it would have by itself.
 *
 * **Log.** Bounded by count, age and bytes together. `epoch` is new whenever a log was lost, and seq begins at 1 again.
 * A resume is all or nothing: same epoch, everything after the position still held, at most 1,000 matching events.
 * Otherwise nothing is replayed, `recovered` is false with the reason, and the subscription is live from `position`.
 * `last` and `time` reach back behind the log where something is kept longer (`EventHistory`); all others read the log alone. While
 * that is read, at most 10,000 live deliveries of the connection wait; the first after more carries a `prev` that tells of the gap.
 *
 * **Restarts.** With a journal, log, epoch and the memory of `(source, id)` outlast the process. What was delivered and not yet
 * in the journal is lost by a crash, and was acknowledged to nobody. No seq is given a second time: the log goes on behind a hole,
 * and a position within it is `epoch_changed`, because its holder may have got what is lost.
 *
 * **Failure.** A user's mistake is an answer with a code; promises reject only on a programmer's mistake, such as a connection of
 * another bus. `unavailable` means that nothing was accepted as far as the caller may rely on: publish again with the same id.
 * When the journal fails, what was delivered is not taken back: it stays at its place in the log, the retry gets its first answer,
 * and nobody gets it twice. It is written before anything else; until it is, nothing new is accepted or delivered.
 * After a disconnect, nothing of the connection is left and `deliver` is not called again; what it missed is in the log.
 */
export interface EventBus {
  /** Makes a connection known. Local to this process, hence at once. Throws when the id is in use or the bus is closed. */
  connect(request: ConnectRequest): BusConnection
  /** Accepts one event, or refuses it; resolves when it is in the journal, where there is one. */
  publish(request: PublishRequest): Promise<Published | Refusal>
  /** Subscribes to one pattern. A connection may hold the same pattern several times, under several ids. */
  subscribe(connection: BusConnection, pattern: string, options?: SubscribeOptions & { readonly id?: string }): Promise<Subscribed | Refusal>
  /** Subscribes to several patterns at one position with one replay; refuses all when one is wrong. */
  subscribeAll(connection: BusConnection, patterns: readonly SubscriptionRequest[], options?: SubscribeOptions): Promise<Subscribed | Refusal>
  /** Ends one subscription; false when the connection has none of this id. Nothing is delivered for it after the call. */
  unsubscribe(connection: BusConnection, subscriptionId: string): Promise<boolean>
  /** Ends the connection and all it held; harmless when it has ended before. */
  disconnect(connection: BusConnection): Promise<void>
  /** The connections of this process that an event would be for; an empty list for a topic that is not valid. */
  receivers(org: string, topic: string, filters?: Filters): readonly Receiver[]
  /** The newest position of an org's log. */
  position(org: string): Promise<Position>
  /** Ends every connection; publish and subscribe answer `unavailable` from then on. */
  close(): Promise<void>
}
