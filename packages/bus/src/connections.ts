import type { BusConnection, ConnectRequest } from './event-bus.ts'
import type { BusEvent, Delivery } from './event.ts'
import type { ParsedPattern } from './pattern.ts'

/** One pattern that a connection is subscribed to. */
export class Subscription {
  readonly id: string
  readonly pattern: string
  readonly parsed: ParsedPattern
  readonly connection: Connection
  /** Its own id as a list: what most deliveries name, made once. */
  readonly ids: readonly string[]
  isActive = false

  constructor(id: string, pattern: string, parsed: ParsedPattern, connection: Connection) {
    this.id = id
    this.pattern = pattern
    this.parsed = parsed
    this.connection = connection
    this.ids = Object.freeze([id])
  }
}

/** A live delivery without its `prev`, which is known when it is made. */
export type HeldDelivery = Omit<Delivery, 'prev'>

/** A connection of the in-process bus, from connect to disconnect. */
export class Connection implements BusConnection {
  readonly id: string
  readonly org: string
  readonly subscriptions = new Map<string, Subscription>()
  isOpen = true
  /** The highest seq that this connection was given, or that it resumed from. */
  lastSeq = 0
  /** The round of grouping that `first` and `more` belong to. */
  round = 0
  /** This connection's subscriptions that match the event at hand; most connections have one. */
  first: Subscription | null = null
  more: Subscription[] | null = null
  /** Live deliveries that wait until a replay from the history has been given; null while there is none. */
  held: HeldDelivery[] | null = null
  /** The seq of the newest delivery that could not wait any more; 0 when all could. */
  lostSeq = 0
  /** Subscribes that wait for it, too. */
  readonly waiting: (() => void)[] = []
  readonly #request: ConnectRequest
  readonly #accepts: ConnectRequest['accepts']

  constructor(id: string, request: ConnectRequest) {
    this.id = id
    this.org = request.org
    this.#request = request
    this.#accepts = request.accepts
  }

  /** Is an event for this connection, by what it said when it connected? */
  accepts(event: BusEvent): boolean {
    return this.#accepts === undefined || this.#accepts(event)
  }

  /** Hands over one delivery. */
  deliver(delivery: Delivery): void {
    this.#request.deliver(delivery)
  }
}

/** Subscriptions by the connection that holds them. */
export function groupByConnection(subscriptions: readonly Subscription[]): Map<Connection, Subscription[]> {
  const groups = new Map<Connection, Subscription[]>()
  for (const subscription of subscriptions) {
    const group = groups.get(subscription.connection)
    if (group === undefined) groups.set(subscription.connection, [subscription])
    else group.push(subscription)
  }
  return groups
}
