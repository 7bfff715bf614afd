import type { ClassReceiver, ConnectRequest } from './event-bus.ts'
import type { BusEvent } from './event.ts'
import type { Connection } from './connections.ts'

/** One pattern that the connections of a class are subscribed to. */
export class Subscription {
  readonly id: string
  readonly pattern: string
  readonly holder: ConnectionClass
  /** Its own id as a list: what most deliveries name, made once. */
  readonly ids: readonly string[]
  isActive = true

  constructor(id: string, pattern: string, holder: ConnectionClass) {
    this.id = id
    this.pattern = pattern
    this.holder = holder
    this.ids = Object.freeze([id])
  }
}

/**
 * Connections that hold the same subscriptions and accept the same events: what is for one is for all, so an event is matched
 * and accepted once for them. Most classes of a server that runs sessions have one connection.
 */
export class ConnectionClass {
  readonly subscriptions = new Map<string, Subscription>()
  /** By what other connections find this class; null while none may join it. */
  key: string | null = null
  /** Those that have got the same so far: they get a live event all at once, through the receiver. */
  readonly together = new Set<Connection>()
  /** The others, each with a `prev` of its own: who is new, who waits for its past, and who is alone. */
  readonly apart = new Set<Connection>()
  /** The seq of the newest delivery of those together. */
  lastSeq = 0
  /** The round of grouping that `first` and `more` belong to. */
  round = 0
  /** Its subscriptions that match the event at hand; most classes have one. */
  first: Subscription | null = null
  more: Subscription[] | null = null
  /** Its connections are no receivers. */
  readonly looksOn: boolean
  readonly #accepts: ConnectRequest['accepts']
  readonly #openReceiver: ConnectRequest['openClass']
  #receiver: ClassReceiver | null = null

  constructor({ looksOn = false, accepts, openClass }: Pick<ConnectRequest, 'looksOn' | 'accepts' | 'openClass'>) {
    this.looksOn = looksOn
    this.#accepts = accepts
    this.#openReceiver = openClass
  }

  /** How many connections are in it. */
  get size(): number {
    return this.together.size + this.apart.size
  }

  /** What those together get; null while there were none. */
  get receiver(): ClassReceiver | null {
    return this.#receiver
  }

  /** Is an event for its connections, by what they said when they connected? */
  accepts(event: BusEvent): boolean {
    return this.#accepts === undefined || this.#accepts(event)
  }

  /** The ids of its subscriptions that the event at hand is for, without what ended in the meantime; null when nothing is left. Once per event. */
  takeIds(): readonly string[] | null {
    const { first, more } = this
    this.first = null
    this.more = null
    if (first === null) return null
    if (more === null) return first.isActive ? first.ids : null
    const ids = [first, ...more].filter((one) => one.isActive).map((one) => one.id)
    return ids.length > 0 ? ids : null
  }

  /** Lets a connection that has just got a live event get the next ones with the others, if they have got it, too. */
  bringTogether(connection: Connection): void {
    if (this.#openReceiver === undefined || this.size < 2 || connection.held !== null || !this.apart.has(connection)) return
    if (this.together.size > 0 && this.lastSeq !== connection.lastSeq) return
    this.#receiver ??= this.#openReceiver()
    this.lastSeq = connection.lastSeq
    this.apart.delete(connection)
    this.together.add(connection)
    this.#receiver.join(connection)
  }

  /** From now on a connection gets what it gets by itself, with its own `prev`. */
  setApart(connection: Connection): void {
    if (!this.together.delete(connection)) return
    connection.lastSeq = this.lastSeq
    this.apart.add(connection)
    this.#receiver?.leave(connection)
  }
}
