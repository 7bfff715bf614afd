import type { BusLimits } from './bus-limits.ts'
import type { Published } from './event-bus.ts'

/** The answers to the publishes of the last minutes, by `(source, id)`, so that a retry gets the first answer again. */
export class RecentPublishes {
  readonly #limits: BusLimits
  readonly #answers = new Map<string, { readonly answer: Published; readonly acceptedMs: number }>()

  constructor(limits: BusLimits) {
    this.#limits = limits
  }

  /** Publishes remembered. */
  get size(): number {
    return this.#answers.size
  }

  /** The first answer to the same publish, marked as a duplicate's, or undefined. */
  find(source: string, id: string, nowMs: number): Published | undefined {
    const known = this.#answers.get(keyOf(source, id))
    if (known === undefined || nowMs - known.acceptedMs > this.#limits.duplicateWindowMs) return undefined
    return { ...known.answer, duplicate: true }
  }

  /** Remembers an answer; gives how many were forgotten before their time to keep the bound. */
  remember(source: string, answer: Published, nowMs: number): number {
    this.dropExpired(nowMs)
    const key = keyOf(source, answer.id)
    this.#answers.delete(key)
    this.#answers.set(key, { answer, acceptedMs: nowMs })
    let forgotten = 0
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#limits.maxRememberedPublishes) break
      this.#answers.delete(oldest)
      forgotten++
    }
    return forgotten
  }

  /** The seq of the oldest publish that is remembered; undefined when none is. */
  get firstSeq(): number | undefined {
    for (const { answer } of this.#answers.values()) return answer.seq
    return undefined
  }

  /** Forgets what is older than the window. */
  dropExpired(nowMs: number): void {
    for (const [key, { acceptedMs }] of this.#answers) {
      if (nowMs - acceptedMs <= this.#limits.duplicateWindowMs) return
      this.#answers.delete(key)
    }
  }
}

/** The length keeps (`a`, `bc`) and (`ab`, `c`) apart. */
function keyOf(source: string, id: string): string {
  return `${source.length}:${source}${id}`
}
