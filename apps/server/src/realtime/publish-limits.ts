import { RateLimit, SENDS_PER_SECOND } from '../sessions/rate-limit.ts'

/** Publishes a second of all programs of an org. */
export const PUBLISHES_PER_ORG = 500

/** Requests a second, of any kind, after which a connection is ended: ten times what it may publish on one channel. */
const REQUESTS_PER_SECOND = SENDS_PER_SECOND * 10

/** Publishes left in a second when the program is warned. */
const WARNED_AT = 10

/** Channels whose rate is remembered of one connection; who names more is counted afresh on the oldest. */
const REMEMBERED_CHANNELS = 256

/** Tokens of a topic that name its channel: family, org, app and channel. */
const CHANNEL_TOKENS = 4

export type PublishRate = 'ok' | 'warn' | 'limited'

/** What one connection may ask for in a second: publishes per channel, with a warning first, and requests of any kind. */
export class ConnectionLimits {
  readonly #channels = new Map<string, { readonly limit: RateLimit; readonly warned: RateLimit; warnedAtMs: number }>()
  readonly #requests: RateLimit

  constructor(nowMs: number) {
    this.#requests = new RateLimit(REQUESTS_PER_SECOND, nowMs)
  }

  /** Counts a request; false when there were so many that the connection is to be ended. */
  takeRequest(nowMs: number): boolean {
    return this.#requests.take(nowMs)
  }

  /** Counts a publish on a topic's channel. `warn` comes once a second at most. */
  takePublish(topic: string, nowMs: number): PublishRate {
    const channel = topic.split('.').slice(0, CHANNEL_TOKENS).join('.')
    const known = this.#channels.get(channel) ?? { limit: new RateLimit(SENDS_PER_SECOND, nowMs), warned: new RateLimit(SENDS_PER_SECOND - WARNED_AT, nowMs), warnedAtMs: -Infinity }
    if (!this.#channels.has(channel)) this.#remember(channel, known)
    const isNear = !known.warned.take(nowMs)
    if (!known.limit.take(nowMs)) return 'limited'
    if (!isNear || nowMs - known.warnedAtMs < 1_000) return 'ok'
    known.warnedAtMs = nowMs
    return 'warn'
  }

  #remember(channel: string, limits: { readonly limit: RateLimit; readonly warned: RateLimit; warnedAtMs: number }): void {
    this.#channels.set(channel, limits)
    const [oldest] = this.#channels.keys()
    if (this.#channels.size > REMEMBERED_CHANNELS && oldest !== undefined) this.#channels.delete(oldest)
  }
}
