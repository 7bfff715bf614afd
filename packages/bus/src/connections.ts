import type { BusProblem } from './bus-core.ts'
import { ConnectionClass } from './connection-class.ts'
import type { BusConnection, ConnectRequest } from './event-bus.ts'
import type { Delivery } from './event.ts'

/** A live delivery without its `prev`, which is known when it is made. */
export type HeldDelivery = Omit<Delivery, 'prev'>

/** A connection of the in-process bus, from connect to disconnect. */
export class Connection implements BusConnection {
  readonly id: string
  readonly org: string
  readonly request: ConnectRequest
  isOpen = true
  /** Those that hold the same subscriptions as this one. */
  class: ConnectionClass
  /** The highest seq that this connection was given, or that it resumed from; while it is together with others of its class, theirs counts. */
  lastSeq = 0
  /** Live deliveries that wait until a replay from the history has been given; null while there is none. */
  held: HeldDelivery[] | null = null
  /** The seq of the newest delivery that could not wait any more; 0 when all could. */
  lostSeq = 0
  /** Subscribes that wait for it, too; null while none does. */
  waiting: (() => void)[] | null = null

  constructor(id: string, request: ConnectRequest) {
    this.id = id
    this.org = request.org
    this.request = request
    this.class = new ConnectionClass(request)
    this.class.apart.add(this)
  }

  /** Has it a subscription of this id? */
  holds(subscriptionId: string): boolean {
    return this.isOpen && this.class.subscriptions.has(subscriptionId)
  }

  /** The seq of the newest live event that it was given or that waits for it; only while it is apart. */
  get reachedSeq(): number {
    return Math.max(this.lastSeq, this.lostSeq, this.held?.at(-1)?.seq ?? 0)
  }

  /** Hands over one delivery to this connection alone; false when it does not accept the event. */
  give(delivery: Delivery, onError: (problem: BusProblem) => void): boolean {
    if (!this.class.accepts(delivery.event)) return false
    this.lastSeq = Math.max(this.lastSeq, delivery.seq)
    try {
      this.request.deliver(delivery)
    } catch (error) {
      onError({ type: 'deliver_threw', connection: this, delivery, error })
    }
    return true
  }
}
