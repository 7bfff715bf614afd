import type { EventOutput } from './event-output.ts'
import type { Frame } from './event-frames.ts'
import type { Batch, TurnMember, TurnWriter } from './turn-writer.ts'

/**
 * Outputs that get the same live frames: a frame is appended once for all of them, and at the end of the turn each writes the
 * same bytes by itself, with its own account of what its client has not read.
 */
export class OutputClass implements TurnMember {
  readonly #writer: TurnWriter
  readonly #members = new Set<EventOutput>()
  /** Members that have something of their own in this turn: until its end they get each frame by itself. */
  readonly #aside = new Set<EventOutput>()
  /** Frames of this turn; null when none came. */
  #turn: Batch | null = null
  #hasJoinedTurn = false

  constructor(writer: TurnWriter) {
    this.#writer = writer
  }

  get size(): number {
    return this.#members.size + this.#aside.size
  }

  /** From now on, an output gets the frames of the class. */
  join(output: EventOutput): void {
    if (this.#turn === null && !output.hasTurn) this.#members.add(output)
    else this.#setAside(output)
    output.class = this
  }

  /** From now on, an output gets only frames of its own, behind those of the class that came before. */
  leave(output: EventOutput): void {
    const turn = this.takeTurn(output)
    this.#members.delete(output)
    this.#aside.delete(output)
    output.class = null
    if (turn !== null) output.beginTurn(turn)
  }

  /** Sends a live event to all. */
  live(frame: Frame): void {
    for (const output of this.#aside) output.live(frame)
    if (this.#members.size === 0) return
    this.#turn = (this.#turn ?? this.#writer.empty).with(frame)
    this.#writer.grew(this.#turn)
    this.#joinTurn()
  }

  /** Bytes of this turn that an output has not written. */
  bytesFor(output: EventOutput): number {
    return this.#turn !== null && this.#members.has(output) ? this.#turn.sizeBytes : 0
  }

  /** Gives an output what it has of this turn so far, to be written before something of its own; null when it has nothing. */
  takeTurn(output: EventOutput): Batch | null {
    if (this.#turn === null || !this.#members.delete(output)) return null
    this.#setAside(output)
    return this.#turn
  }

  endTurn(): void {
    const turn = this.#turn
    this.#turn = null
    this.#hasJoinedTurn = false
    if (turn !== null) for (const output of this.#members) output.write(turn)
    for (const output of this.#aside) this.#members.add(output)
    this.#aside.clear()
  }

  #setAside(output: EventOutput): void {
    this.#aside.add(output)
    this.#joinTurn()
  }

  #joinTurn(): void {
    if (this.#hasJoinedTurn) return
    this.#hasJoinedTurn = true
    this.#writer.join(this)
  }
}
