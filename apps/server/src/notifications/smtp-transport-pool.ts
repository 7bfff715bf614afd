import type { CancelTimer, ServerClock } from '../clock.ts'
import type { MailLine } from './smtp-transport-line.ts'

/** Lines that are open to one mail server at once: more is what servers take for an attack. */
const LINES = 4

/** Mails that go over one line before it is opened anew: many servers end it after a hundred. */
const MAILS_PER_LINE = 50

/** Milliseconds that a line stays open for the next mail. */
const IDLE_MS = 15_000

/** Mails that wait for a line of one server: more than any batch of the sender. */
const WAITING = 1_000

type Idle = { readonly line: MailLine; readonly mails: number; readonly cancelTimer: CancelTimer }

/** What a work has while it is its turn. */
export type MailTurn = {
  /** Gives a line that stands open, or opens one. */
  readonly take: (open: () => Promise<MailLine>) => Promise<MailLine>
  /** Says that the line is whole and may serve another mail. */
  readonly keep: () => void
}

/** The lines to one mail server: so many at once, and those that are at rest are used again. Who comes later waits in a queue. */
export class MailLinePool {
  readonly #clock: ServerClock
  readonly #idle: Idle[] = []
  readonly #queue: (() => void)[] = []
  #busy = 0

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** Nothing is open, and nobody waits. */
  get isAtRest(): boolean {
    return this.#busy === 0 && this.#idle.length === 0 && this.#queue.length === 0
  }

  /** Are so many waiting that one more is too many? */
  get isFull(): boolean {
    return this.#queue.length >= WAITING
  }

  /** Does a work when its turn comes. */
  async use<T>(work: (turn: MailTurn) => Promise<T>): Promise<T> {
    if (this.#busy >= LINES) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#busy += 1
    let held: { readonly line: MailLine; readonly mails: number } | undefined
    let isWhole = false
    try {
      return await work({
        take: async (open) => {
          held = this.#wake() ?? { line: await open(), mails: 0 }
          return held.line
        },
        keep: () => {
          isWhole = true
        },
      })
    } finally {
      if (held !== undefined) this.#putBack(held, isWhole)
      // The turn goes on to who waits longest; it stays counted.
      const next = this.#queue.shift()
      if (next === undefined) this.#busy -= 1
      else next()
    }
  }

  /** Closes what is at rest; what is under way ends by itself and is not kept. */
  close(): void {
    for (const { line, cancelTimer } of this.#idle.splice(0)) {
      cancelTimer()
      line.close()
    }
  }

  #wake(): Pick<Idle, 'line' | 'mails'> | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      idle.cancelTimer()
      if (idle.line.isOpen()) return idle
    }
    return undefined
  }

  #putBack({ line, mails }: Pick<Idle, 'line' | 'mails'>, isWhole: boolean): void {
    if (!isWhole || !line.isOpen()) return line.cut()
    if (mails + 1 >= MAILS_PER_LINE) return line.close()
    const idle: Idle = { line, mails: mails + 1, cancelTimer: this.#clock.setTimer(IDLE_MS, () => {
      this.#idle.splice(this.#idle.indexOf(idle), 1)
      line.close()
    }) }
    this.#idle.push(idle)
    return undefined
  }
}
