import { matches, type BusConnection, type Delivery, type EventBus, type From, type NotRecovered, type Position, type SubscriptionRequest } from '@halley/bus'
import type { Listener } from '@halley/engine'
import type { LateJoiners, Project } from '@halley/model'
import type { SessionProgress } from './session-progress.ts'
import { patternOf, type RunsIn } from './topic-names.ts'

/** A listener's subscription; it got everything after `after` that matches. */
type Held = { readonly subscriptionId: string; readonly pattern: string; readonly after: number }

/** The subscriptions of one session on the bus: one per armed listener. */
export class SessionListening {
  readonly #bus: EventBus
  readonly #runsIn: RunsIn
  readonly #connection: BusConnection
  readonly #subscribed: (connectionId: string) => void
  readonly #progress: SessionProgress
  readonly #held = new Map<string, Held>()
  /** The place of the listener that is given what was before. */
  #starting: string | null = null

  /** `subscribed` is told of the connection when it has a subscription more. */
  constructor(bus: EventBus, runsIn: RunsIn, { deliver, subscribed, progress }: { readonly progress: SessionProgress; readonly deliver: (delivery: Delivery) => void; readonly subscribed: (connectionId: string) => void }) {
    this.#bus = bus
    this.#runsIn = runsIn
    this.#connection = bus.connect({ org: runsIn.org, deliver: (delivery) => this.#wasGiven(delivery) || deliver(delivery) })
    this.#subscribed = subscribed
    this.#progress = progress
  }

  /** The connection of the bus, by its id. */
  get connectionId(): string {
    return this.#connection.id
  }

  /** Does the session listen there already, to the very same? */
  holds(project: Project, listener: Listener): boolean {
    const pattern = patternOf(project, this.#runsIn, listener)
    return pattern !== undefined && this.#held.get(placeOf(listener))?.pattern === pattern
  }

  /** Subscribes a listener; what it replaces ends. Says why not, or undefined. Late joiners get what the channel holds for them. */
  async start(project: Project, listener: Listener, { nowMs }: { readonly nowMs: number }): Promise<{ code: string; text: string } | undefined> {
    const channel = project.channels[listener.channelId]
    if (channel === undefined) return { code: 'comet/channel_missing', text: 'The channel does not exist any more.' }
    return this.#subscribe(project, listener, lateFrom(channel.lateJoiners, nowMs))
  }

  /** Ends the subscriptions of listeners; those that were not there are none. */
  async stop(listeners: readonly Listener[]): Promise<void> {
    for (const listener of listeners) await this.#end(placeOf(listener))
  }

  /** Makes the subscriptions those of the given listeners, from now on and without what was before. Returns how many had to change. */
  async register(project: Project, listeners: readonly Listener[]): Promise<number> {
    const wanted = new Map(listeners.map((listener) => [placeOf(listener), listener]))
    let changes = 0
    for (const place of this.#held.keys()) {
      if (wanted.has(place)) continue
      await this.#end(place)
      changes += 1
    }
    for (const [place, listener] of wanted) {
      if (this.#held.get(place)?.pattern === patternOf(project, this.#runsIn, listener)) continue
      await this.#subscribe(project, listener, { type: 'new' })
      changes += 1
    }
    return changes
  }

  /**
   * Subscribes all listeners of a session that was kept, and gives it what came after the position that it had reached. Says why
   * some of that may be missing, or undefined. What cannot be subscribed now (its channel is gone, say) is left out.
   */
  async resume(project: Project, listeners: readonly Listener[], position: Position): Promise<NotRecovered | 'unavailable' | undefined> {
    const wanted = listeners.flatMap((listener) => {
      const pattern = patternOf(project, this.#runsIn, listener)
      return pattern === undefined ? [] : [{ place: placeOf(listener), pattern }]
    })
    if (wanted.length === 0) return undefined
    const patterns = wanted.map(({ pattern }) => ({ pattern }))
    // In one call, so that each event comes once.
    const resumed = await this.#bus.subscribeAll(this.#connection, patterns, { from: { type: 'resume', ...position } })
    if (!resumed.ok) return 'unavailable'
    // All that is held came after the position then, and is given.
    const answer = resumed.reason === 'expired' ? await this.#again(resumed.ids, patterns) : resumed
    if (!answer.ok) return 'unavailable'
    for (const [index, { place, pattern }] of wanted.entries()) this.#held.set(place, { subscriptionId: answer.ids[index] ?? '', pattern, after: position.seq })
    this.#subscribed(this.#connection.id)
    return resumed.reason
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#held.clear()
    await this.#bus.disconnect(this.#connection)
  }

  async #subscribe(project: Project, listener: Listener, from: From): Promise<{ code: string; text: string } | undefined> {
    const pattern = patternOf(project, this.#runsIn, listener)
    if (pattern === undefined) return { code: 'topic_invalid', text: `The key "${(listener.key ?? '').slice(0, 80)}" is too long for a topic, or the message does not exist any more.` }
    const place = placeOf(listener)
    const subscribe = (): ReturnType<EventBus['subscribe']> => this.#bus.subscribe(this.#connection, pattern, { from })
    // What was before may have to be read; what comes in the meantime waits on its way here.
    this.#starting = place
    const answer = from.type === 'new' ? await subscribe() : await this.#progress.during(subscribe)
    this.#starting = null
    if (!answer.ok) return { code: answer.code, text: answer.message }
    // The new one is there before the old one goes: nothing falls between, and an event for both comes once.
    await this.#end(place)
    const [subscriptionId = ''] = answer.ids
    this.#held.set(place, { subscriptionId, pattern, after: answer.position.seq })
    this.#subscribed(this.#connection.id)
    return undefined
  }

  /** Subscribes in place of other subscriptions, from the earliest that is held. */
  #again(ids: readonly string[], patterns: readonly SubscriptionRequest[]): ReturnType<EventBus['subscribeAll']> {
    for (const id of ids) void this.#bus.unsubscribe(this.#connection, id)
    return this.#bus.subscribeAll(this.#connection, patterns, { from: { type: 'earliest' } })
  }

  /** Did another listener of the session get it when it was sent? Then a late joiner's replay does not bring it again. */
  #wasGiven({ replay, seq, event }: Delivery): boolean {
    if (!replay || this.#starting === null) return false
    return [...this.#held].some(([place, { after, pattern }]) => place !== this.#starting && seq > after && matches(pattern, event.subject, event.filters))
  }

  async #end(place: string): Promise<void> {
    const held = this.#held.get(place)
    if (held === undefined) return
    this.#held.delete(place)
    await this.#bus.unsubscribe(this.#connection, held.subscriptionId)
  }
}

function placeOf({ channelId, key, messageId }: Listener): string {
  return JSON.stringify([channelId, key, messageId])
}

function lateFrom(lateJoiners: LateJoiners, nowMs: number): From {
  switch (lateJoiners.type) {
    case 'nothing':
      return { type: 'new' }
    case 'last':
      return { type: 'last', count: 1 }
    case 'lastCount':
      return { type: 'last', count: lateJoiners.count }
    case 'lastMinutes':
      return { type: 'time', timeMs: nowMs - lateJoiners.minutes * 60_000 }
  }
}
