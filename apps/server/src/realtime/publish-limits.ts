import { RateLimit, SENDS_PER_SECOND } from '../sessions/rate-limit.ts'

/** Requests a second, of any kind, after which a connection is ended: ten times what it may publish on one channel. */
const REQUESTS_PER_SECOND = SENDS_PER_SECOND * 10

/** Share of a rate that is left when the program is warned. */
const WARNED_SHARE = 0.2

/** Channels whose rate is remembered of one connection; who names more is counted afresh on the oldest. */
const REMEMBERED_CHANNELS = 256

/** Tokens of a topic that name its channel: family, org, app and channel. */
const CHANNEL_TOKENS = 4

export type PublishRate = 'ok' | 'warn' | 'limited'

/** A rate that warns before it refuses: once a second at most, when few are left. */
export class WarnedRate {
  readonly #limit: RateLimit
  readonly #warned: RateLimit
  #warnedAtMs = -Infinity

  constructor(perSecond: number, nowMs: number) {
    this.#limit = new RateLimit(perSecond, nowMs)
    this.#warned = new RateLimit(perSecond * (1 - WARNED_SHARE), nowMs)
  }

  /** Takes one, unless no more are left than are `kept` for others. */
  take(nowMs: number, kept = 0): PublishRate {
    const isNear = !this.#warned.take(nowMs, kept)
    if (!this.#limit.take(nowMs, kept)) return 'limited'
    if (!isNear || nowMs - this.#warnedAtMs < 1_000) return 'ok'
    this.#warnedAtMs = nowMs
    return 'warn'
  }
}

/** What one connection may ask for in a second: publishes per channel, with a warning first, and requests of any kind. */
export class ConnectionLimits {
  readonly #channels = new Map<string, WarnedRate>()
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
    const known = this.#channels.get(channel) ?? new WarnedRate(SENDS_PER_SECOND, nowMs)
    if (!this.#channels.has(channel)) this.#remember(channel, known)
    return known.take(nowMs)
  }

  #remember(channel: string, limits: WarnedRate): void {
    this.#channels.set(channel, limits)
    const [oldest] = this.#channels.keys()
    if (this.#channels.size > REMEMBERED_CHANNELS && oldest !== undefined) this.#channels.delete(oldest)
  }
}
