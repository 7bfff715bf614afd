import type { Filters } from './pattern-matching.ts'

/** The longest chain of messages that caused messages. */
export const MAX_HOPS = 16

/** Filters of one event; a pattern can ask for five, the rest is room for patterns that ask for different ones. */
export const MAX_FILTERS = 16

/**
 * An event as the bus gives it out: the attributes of CloudEvents 1.0 (without `specversion`, which is always 1.0) and ours.
 * One object is given to every receiver, so nobody may change it.
 */
export interface BusEvent {
  readonly id: string
  /** Who sent it; `(source, id)` names an event once and for all. */
  readonly source: string
  readonly type: string
  /** The topic. */
  readonly subject: string
  /** RFC 3339, UTC, from the bus's clock unless the publisher gave it. */
  readonly time: string
  readonly datacontenttype: string
  /** Any JSON value; ciphertext when `encrypted`. */
  readonly data: unknown
  /** The `seq` of the org's log as text, as the CloudEvents sequence extension has it. */
  readonly sequence: string
  readonly traceparent?: string
  readonly correlationid?: string
  readonly causationid?: string
  readonly org: string
  /** How many messages caused this one, one after the other; 0 when a person or a program sent it. */
  readonly hops: number
  readonly filters: Filters
  readonly encrypted: boolean
}

/** What a publisher hands over; the bus adds the rest. */
export interface PublishRequest {
  readonly org: string
  /** A literal topic. */
  readonly topic: string
  /** Given by the publisher so that it can retry; made by the bus otherwise. */
  readonly id?: string
  readonly source: string
  readonly type: string
  readonly data: unknown
  /** RFC 3339; the bus's clock otherwise. */
  readonly time?: string
  /** `application/json` otherwise. */
  readonly datacontenttype?: string
  readonly traceparent?: string
  readonly correlationid?: string
  readonly causationid?: string
  readonly hops?: number
  readonly filters?: Filters
  readonly encrypted?: boolean
  /** For those who take the event in this process, and for the journal; never sent to clients. JSON. */
  readonly context?: unknown
  /** Bytes of the encoded event where the caller knows them already; measured otherwise. The log's limit counts them. */
  readonly sizeBytes?: number
}

/** A place in an org's log: everything up to and including `seq` of this `epoch`. `seq` 0 is before the first event. */
export interface Position {
  readonly epoch: string
  readonly seq: number
}

/** One event for one connection. */
export interface Delivery {
  readonly seq: number
  readonly epoch: string
  /**
   * The seq of the delivery before this one for the same connection; 0 when there was none.
   * A receiver that holds another number has a gap. In a replay, the delivery before in that replay.
   */
  readonly prev: number
  /** The ids of all the connection's subscriptions that match; in a replay, of the subscribing call's that match. */
  readonly subscriptions: readonly string[]
  /** True for what was published before the subscription was made. */
  readonly replay: boolean
  readonly event: BusEvent
  /** What the publisher gave for those who take the event in this process; undefined when it gave nothing. Never sent to clients. */
  readonly context?: unknown
}
