import type { Presence } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'

/** Milliseconds within which changes of presence go out together: 20 a second is what a moving cursor needs. */
const PUSH_EVERY_MS = 50

/** Colours of people; see `presenceSchema`. */
const COLORS = 8

type Look = Pick<Presence, 'flowId' | 'selection' | 'cursor'>

/** Who has a project open, and what each of them looks at. */
export class PresenceBoard {
  readonly #clock: ServerClock
  readonly #push: (people: readonly Presence[]) => void
  readonly #people = new Map<string, Presence>()
  #isPushing = false

  constructor(clock: ServerClock, push: (people: readonly Presence[]) => void) {
    this.#clock = clock
    this.#push = push
  }

  enter(clientId: string, name: string): void {
    this.#people.set(clientId, { clientId, name, color: this.#freeColor(), flowId: null, selection: [], cursor: null })
    this.#pushSoon()
  }

  update(clientId: string, look: Look): void {
    const known = this.#people.get(clientId)
    if (known === undefined) return
    this.#people.set(clientId, { ...known, ...look })
    this.#pushSoon()
  }

  leave(clientId: string): void {
    if (this.#people.delete(clientId)) this.#pushSoon()
  }

  #freeColor(): number {
    const uses = Array.from({ length: COLORS }, () => 0)
    for (const { color } of this.#people.values()) uses[color] = (uses[color] ?? 0) + 1
    return uses.indexOf(Math.min(...uses))
  }

  #pushSoon(): void {
    if (this.#isPushing) return
    this.#isPushing = true
    this.#clock.setTimer(PUSH_EVERY_MS, () => {
      this.#isPushing = false
      this.#push([...this.#people.values()])
    })
  }
}
