import { RateLimit } from '../sessions/rate-limit.ts'

/** Handshakes a second that a server takes: each costs it about 0.6 ms, so that as much is left for those who are in. 10,000 clients are back in 20 seconds. */
export const HANDSHAKES_PER_SECOND = 500

/** Of these, what one address of the network may have. A proxy has one for all who come by it: 10,000 clients behind one are back in 25 seconds. */
export const HANDSHAKES_PER_ADDRESS = 400

/** Milliseconds after which an address that made none may have as many again as at first, and is forgotten. */
const REST_MS = 1_000

/** How often hands are shaken, by everybody and by each address: who floods the server from one of them leaves something to the others. */
export class HandshakeRates {
  readonly #perAddress: number
  readonly #all: RateLimit
  /** Of this while and of the one before; who is in neither has rested. */
  #recent = new Map<string, RateLimit>()
  #before = new Map<string, RateLimit>()
  #turnedAtMs: number

  constructor(perSecond: number, nowMs: number) {
    this.#all = new RateLimit(perSecond, nowMs)
    this.#perAddress = Math.min(perSecond, HANDSHAKES_PER_ADDRESS)
    this.#turnedAtMs = nowMs
  }

  /** Takes a handshake of an address; false when there were too many. */
  take(address: string, nowMs: number): boolean {
    this.#turn(nowMs)
    const own = this.#recent.get(address) ?? this.#before.get(address) ?? new RateLimit(this.#perAddress, nowMs)
    this.#recent.set(address, own)
    // First its own: what an address is refused is not taken from the others.
    return own.take(nowMs) && this.#all.take(nowMs)
  }

  /** Addresses that are remembered; for tests. */
  get size(): number {
    return new Set([...this.#recent.keys(), ...this.#before.keys()]).size
  }

  #turn(nowMs: number): void {
    if (nowMs - this.#turnedAtMs < REST_MS) return
    this.#before = nowMs - this.#turnedAtMs < 2 * REST_MS ? this.#recent : new Map()
    this.#recent = new Map()
    this.#turnedAtMs = nowMs
  }
}
