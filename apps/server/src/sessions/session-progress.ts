import type { EventBus, Position } from '@halley/bus'

/** How far a session is with what the bus gave it: the position up to which everything is done. */
export class SessionProgress {
  readonly #bus: Pick<EventBus, 'position'>
  readonly #org: string
  /** The seqs that wait or are being handled, and how often each. */
  readonly #open = new Map<number, number>()
  #late = 0

  constructor(bus: Pick<EventBus, 'position'>, org: string) {
    this.#bus = bus
    this.#org = org
  }

  /** A delivery waits, or everything from a seq on does, until the returned function is called. */
  begin(seq: number): () => void {
    this.#open.set(seq, (this.#open.get(seq) ?? 0) + 1)
    let isDone = false
    return () => {
      if (isDone) return
      isDone = true
      const count = this.#open.get(seq) ?? 0
      if (count > 1) this.#open.set(seq, count - 1)
      else this.#open.delete(seq)
    }
  }

  /** A message of before waits, which a late joiner is given: it lies behind the position. Call what is returned when it is handled. */
  beginLate(): () => void {
    this.#late += 1
    let isDone = false
    return () => {
      if (!isDone) this.#late -= 1
      isDone = true
    }
  }

  /** Messages of before that wait. */
  get late(): number {
    return this.#late
  }

  /** Does something while what comes in counts as not done, for it may wait on its way: a subscribe that reads the past. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const { seq } = await this.#bus.position(this.#org)
    const done = this.begin(seq + 1)
    try {
      return await work()
    } finally {
      done()
    }
  }

  /**
   * The position as of the call: everything up to it has been handled, or was not for the session.
   * The bus gives each event to everybody before it takes the next, so what is not open here is done.
   */
  async position(): Promise<Position> {
    const lowest = this.#open.size === 0 ? undefined : Math.min(...this.#open.keys())
    const { epoch, seq } = await this.#bus.position(this.#org)
    return { epoch, seq: lowest === undefined ? seq : Math.min(seq, lowest - 1) }
  }
}
