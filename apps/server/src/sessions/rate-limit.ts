/** Messages a second that one session may send on one channel: more than any person, far less than the bus can take. */
export const SENDS_PER_SECOND = 50

/** Lets through `perSecond` a second, and as many at once after a rest (a token bucket). */
export class RateLimit {
  readonly #perSecond: number
  #left: number
  #atMs: number

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#left = perSecond
    this.#atMs = nowMs
  }

  /** Takes one; false when none is left, or not more than are `kept` for others. */
  take(nowMs: number, kept = 0): boolean {
    this.#left = Math.min(this.#perSecond, this.#left + (Math.max(0, nowMs - this.#atMs) * this.#perSecond) / 1_000)
    this.#atMs = nowMs
    if (this.#left < 1 + kept) return false
    this.#left -= 1
    return true
  }
}

/** What one session may send: so many messages a second on each channel. */
export class SendLimits {
  readonly #limits = new Map<string, RateLimit>()

  /** Takes one of what may be sent on the channel; false when there is none left. */
  take(channelId: string, nowMs: number): boolean {
    const limit = this.#limits.get(channelId) ?? new RateLimit(SENDS_PER_SECOND, nowMs)
    this.#limits.set(channelId, limit)
    return limit.take(nowMs)
  }
}
