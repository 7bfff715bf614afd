import { createHash } from 'node:crypto'
import { parsePattern, type BusConnection, type EventBus, type Refusal, type Subscribed } from '@halley/bus'
import { MAX_EVENT_SUBSCRIPTIONS, type EventFrom, type WireError } from '@halley/protocol'
import { grantProblem, type EventGrant } from './event-grants.ts'

/** Characters of a subscription's id that come from its pattern: 72 bits, so that two patterns never share one. */
const ID_CHARACTERS = 12

/** The subscriptions of one connection. */
export class EventSubscriptions {
  readonly #bus: EventBus
  readonly #connection: BusConnection
  readonly #grant: EventGrant
  readonly #ids = new Set<string>()

  constructor(bus: EventBus, connection: BusConnection, grant: EventGrant) {
    this.#bus = bus
    this.#connection = connection
    this.#grant = grant
  }

  /** Subscribes to all patterns at one place of the log, or to none and says why. */
  async start(patterns: readonly string[], from: EventFrom): Promise<Subscribed | { readonly ok: false; readonly error: WireError }> {
    const closed = await this.#grant.listening?.problemOf(patterns)
    const refusal = this.#problemWith(patterns) ?? closed
    if (refusal !== undefined) return { ok: false, error: refusal }
    const requested = patterns.map((pattern) => ({ pattern, id: this.#newId(pattern) }))
    const answer = await this.#bus.subscribeAll(this.#connection, requested, { from })
    if (answer.ok) return answer
    for (const { id } of requested) this.#ids.delete(id)
    return { ok: false, error: wireErrorOf(answer) }
  }

  /** Ends one; false when there is none of this id. */
  async end(id: string): Promise<boolean> {
    return this.#ids.delete(id) && (await this.#bus.unsubscribe(this.#connection, id))
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
