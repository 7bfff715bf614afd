import { ConnectionLimits } from '../realtime/publish-limits.ts'
import type { EventGrant } from '../realtime/event-grants.ts'

/** Identities whose rates are remembered; beyond it, the one that asked longest ago is counted afresh. */
const REMEMBERED_IDENTITIES = 10_000

/** What identities may ask for in a second over HTTP, where each request is a connection of its own. */
export class IdentityLimits {
  readonly #known = new Map<string, ConnectionLimits>()

  /** The limits of whoever holds the grant. */
  of({ org, source }: EventGrant, nowMs: number): ConnectionLimits {
    const key = `${org} ${source}`
    const limits = this.#known.get(key) ?? new ConnectionLimits(nowMs)
    this.#known.delete(key)
    this.#known.set(key, limits)
    const [oldest] = this.#known.keys()
    if (this.#known.size > REMEMBERED_IDENTITIES && oldest !== undefined) this.#known.delete(oldest)
    return limits
  }
}
