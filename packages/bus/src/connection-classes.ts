import { ConnectionClass, Subscription } from './connection-class.ts'
import type { Connection } from './connections.ts'
import type { MatchIndex } from './match-index.ts'

/** Subscriptions of one connection up to which it shares its class: with more, finding the class at every change would cost more than it saves. */
const MAX_SHARED_SUBSCRIPTIONS = 32

/** A subscription as a connection asks for it. */
export interface WantedSubscription {
  readonly id: string
  readonly pattern: string
}

/** The classes of one org's connections, and the subscriptions that the index holds for them. */
export class ConnectionClasses {
  /** Changes whenever a subscription comes or goes. */
  version = 0
  /** Subscriptions of all connections together. */
  subscriptionCount = 0
  readonly #index: MatchIndex<Subscription>
  readonly #byKey = new Map<string, ConnectionClass>()
  /** Numbers for functions, so that they can be part of a key. */
  readonly #numbers = new WeakMap<object, number>()
  #numbered = 0

  constructor(index: MatchIndex<Subscription>) {
    this.#index = index
  }

  /** Gives a connection other subscriptions, and so mostly another class; it is apart from the others of it. */
  change(connection: Connection, { added = [], removed = [] }: { readonly added?: readonly WantedSubscription[]; readonly removed?: readonly string[] }): void {
    const from = connection.class
    from.setApart(connection)
    this.subscriptionCount += added.length - removed.length
    const key = this.#keyAfter(connection, added, removed)
    const known = key === null ? undefined : this.#byKey.get(key)
    if (known === from) return
    if (known === undefined && from.size === 1) {
      for (const id of removed) this.#remove(from, id)
      for (const one of added) this.#add(from, one)
      this.#name(from, key)
      return
    }
    const to = known ?? new ConnectionClass(connection.request)
    if (known === undefined) {
      for (const one of from.subscriptions.values()) if (!removed.includes(one.id)) this.#add(to, one)
      for (const one of added) this.#add(to, one)
      this.#name(to, key)
    }
    this.#leave(connection)
    connection.class = to
    to.apart.add(connection)
  }

  /** Takes a connection out for good. */
  drop(connection: Connection): void {
    connection.class.setApart(connection)
    this.subscriptionCount -= connection.class.subscriptions.size
    this.#leave(connection)
  }

  #leave(connection: Connection): void {
    const { class: from } = connection
    from.apart.delete(connection)
    if (from.size > 0) return
    this.#name(from, null)
    for (const id of from.subscriptions.keys()) this.#remove(from, id)
  }

  #add(to: ConnectionClass, { id, pattern }: WantedSubscription): void {
    const subscription = new Subscription(id, pattern, to)
    to.subscriptions.set(id, subscription)
    this.#index.add(pattern, subscription)
    this.version++
  }

  #remove(from: ConnectionClass, id: string): void {
    const subscription = from.subscriptions.get(id)
    if (subscription === undefined) return
    subscription.isActive = false
    from.subscriptions.delete(id)
    this.#index.remove(subscription.pattern, subscription)
    this.version++
  }

  #name(named: ConnectionClass, key: string | null): void {
    if (named.key !== null) this.#byKey.delete(named.key)
    named.key = key
    if (key !== null) this.#byKey.set(key, named)
  }

  /** What is equal for connections that get the same in the same way; null for one that gets what it gets by itself. */
  #keyAfter({ request, class: now }: Connection, added: readonly WantedSubscription[], removed: readonly string[]): string | null {
    if (request.openClass === undefined || now.subscriptions.size + added.length - removed.length > MAX_SHARED_SUBSCRIPTIONS) return null
    const pairs = [...now.subscriptions.values(), ...added].filter(({ id }) => !removed.includes(id)).map(({ id, pattern }) => JSON.stringify([id, pattern]))
    if (pairs.length === 0) return null
    return `${request.looksOn === true ? 'on ' : ''}${this.#numberOf(request.openClass)} ${request.accepts === undefined ? 0 : this.#numberOf(request.accepts)} ${pairs.toSorted().join('')}`
  }

  #numberOf(what: object): number {
    const number = this.#numbers.get(what) ?? ++this.#numbered
    this.#numbers.set(what, number)
    return number
  }
}
