import { createHash } from 'node:crypto'
import { parsePattern, type BusConnection, type EventBus, type Refusal, type Subscribed } from '@halley/bus'
import { MAX_EVENT_SUBSCRIPTIONS, type EventFrom, type EventsPushes, type PushOf, type WireError } from '@halley/protocol'
import { closedTo, isOpen } from './channel-listening.ts'
import { grantProblem, type EventGrant } from './event-grants.ts'
import { relationOf, type ListeningChange } from './listening-changes.ts'

/** Characters of a subscription's id that come from its pattern: 72 bits, so that two patterns never share one. */
const ID_CHARACTERS = 12

/** What is told of a subscription whose channel is for other roles now. */
export type ListeningNotice = PushOf<EventsPushes, 'notice'> & { readonly code: 'subscription_ended' | 'channel_closed' | 'channel_opened'; readonly topic: string; readonly subs: string[] }

/** The subscriptions of one connection. */
export class EventSubscriptions {
  readonly #bus: EventBus
  readonly #connection: BusConnection
  readonly #grant: EventGrant
  readonly #ids = new Set<string>()
  /** The patterns of those that have begun, by their ids. */
  readonly #begun = new Map<string, string>()
  /** Counts changes of roles, so that one that comes while a subscription begins is seen. */
  #changes = 0

  constructor(bus: EventBus, connection: BusConnection, grant: EventGrant) {
    this.#bus = bus
    this.#connection = connection
    this.#grant = grant
  }

  /** Has none begun, or have all that did ended? */
  get isEmpty(): boolean {
    return this.#begun.size === 0
  }

  /** Subscribes to all patterns at one place of the log, or to none and says why. */
  async start(patterns: readonly string[], from: EventFrom): Promise<Subscribed | { readonly ok: false; readonly error: WireError }> {
    let changes = this.#changes
    const closed = await this.#grant.listening?.problemOf(patterns)
    const refusal = this.#problemWith(patterns) ?? closed
    if (refusal !== undefined) return { ok: false, error: refusal }
    const requested = patterns.map((pattern) => ({ pattern, id: this.#newId(pattern) }))
    const answer = await this.#bus.subscribeAll(this.#connection, requested, { from })
    if (!answer.ok) {
      for (const { id } of requested) this.#ids.delete(id)
      return { ok: false, error: wireErrorOf(answer) }
    }
    while (changes !== this.#changes) {
      changes = this.#changes
      const closedSince = await this.#grant.listening?.problemOf(patterns)
      if (closedSince === undefined) continue
      for (const { id } of requested) await this.end(id)
      return { ok: false, error: closedSince }
    }
    for (const { id, pattern } of requested) if (this.#ids.has(id)) this.#begun.set(id, pattern)
    return answer
  }

  /** Ends one; false when there is none of this id. */
  async end(id: string): Promise<boolean> {
    this.#begun.delete(id)
    return this.#ids.delete(id) && (await this.#bus.unsubscribe(this.#connection, id))
  }

  /**
   * A channel or room is for other roles now. Subscriptions that name it and may no longer are ended; those that cover it by a wildcard stay.
   * Gives what is to be told, so that nobody takes silence for there being no events.
   */
  rolesChanged({ kind, name, begin, roles, rolesBefore }: ListeningChange): ListeningNotice[] {
    this.#changes += 1
    const { appRoles } = this.#grant
    if (appRoles === null) return []
    const isOpenNow = isOpen(roles, appRoles)
    const wasOpen = rolesBefore === undefined ? undefined : isOpen(rolesBefore, appRoles)
    if (isOpenNow === wasOpen) return []
    const related = (relation: 'names' | 'covers'): [id: string, pattern: string][] => [...this.#begun].filter(([, pattern]) => relationOf(pattern, begin) === relation)
    const { message } = closedTo(name, roles, appRoles)
    const notices: ListeningNotice[] = []
    for (const [id, pattern] of isOpenNow ? [] : related('names')) {
      void this.end(id)
      notices.push({ code: 'subscription_ended', text: `The subscription of "${pattern}" has ended: ${message}`, topic: begin, pattern, subs: [id] })
    }
    const subs = wasOpen === undefined ? [] : related('covers').map(([id]) => id)
    if (subs.length === 0) return notices
    if (isOpenNow) notices.push({ code: 'channel_opened', text: `The ${kind} "${name}" is open again to the roles of this identity. Its events come from here on; those from when it was closed were left out.`, topic: begin, subs })
    else notices.push({ code: 'channel_closed', text: `From here on, events of the ${kind} "${name}" are left out: ${message}`, topic: begin, subs })
    return notices
  }

  #problemWith(patterns: readonly string[]): WireError | undefined {
    for (const pattern of patterns) {
      const parsed = parsePattern(pattern)
      if (!parsed.ok) return wireErrorOf(parsed)
      const problem = grantProblem(this.#grant.subscribe, pattern, 'subscribe to')
      if (problem !== undefined) return problem
    }
    const count = this.#ids.size + patterns.length
    if (count <= MAX_EVENT_SUBSCRIPTIONS) return undefined
    return { code: 'too_large', message: `The connection would have ${count} subscriptions; the limit is ${MAX_EVENT_SUBSCRIPTIONS}. Use wildcards, or end some.`, limit: MAX_EVENT_SUBSCRIPTIONS, value: count }
  }

  /** Made from the pattern, so that everybody who has it gets the same frames; a second time, with a number. */
  #newId(pattern: string): string {
    const base = createHash('sha256').update(pattern).digest('base64url').slice(0, ID_CHARACTERS)
    let id = base
    for (let number = 2; this.#ids.has(id); number += 1) id = `${base}.${number}`
    this.#ids.add(id)
    return id
  }
}

/** A refusal of the bus as the wire has it. */
export function wireErrorOf(refusal: Refusal): WireError {
  const { code, message } = refusal
  if (refusal.code === 'topic_invalid') return { code, message, token: refusal.token, tokenIndex: refusal.tokenIndex }
  return { code, message, ...('pointer' in refusal && refusal.pointer !== undefined && { pointer: refusal.pointer }) }
}
