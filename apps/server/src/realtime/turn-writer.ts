import type { Frame } from './event-frames.ts'

/**
 * Frames in the order in which somebody gets them. Whoever gets the same frames in one turn holds the same batch, so that
 * their bytes are put together once.
 */
export class Batch {
  readonly sizeBytes: number
  readonly #parent: Batch | null
  readonly #frame: Frame | null
  readonly #depth: number
  #nextFrame: Frame | null = null
  #next: Batch | null = null
  #others: Map<Frame, Batch> | null = null
  #bytes: Buffer | null = null

  constructor(parent: Batch | null = null, frame: Frame | null = null) {
    this.#parent = parent
    this.#frame = frame
    this.#depth = parent === null ? 0 : parent.#depth + 1
    this.sizeBytes = (parent?.sizeBytes ?? 0) + (frame?.bytes.length ?? 0)
  }

  /** This batch with one more frame at its end. */
  with(frame: Frame): Batch {
    if (frame === this.#nextFrame && this.#next !== null) return this.#next
    const next = this.#others?.get(frame) ?? new Batch(this, frame)
    if (this.#next !== null && this.#nextFrame !== null) (this.#others ??= new Map([[this.#nextFrame, this.#next]])).set(frame, next)
    this.#nextFrame = frame
    this.#next = next
    return next
  }

  get frames(): readonly Frame[] {
    return Batch.#framesOf(this)
  }

  static #framesOf(last: Batch): Frame[] {
    const backwards: Frame[] = []
    for (let batch: Batch | null = last; batch !== null; batch = batch.#parent) if (batch.#frame !== null) backwards.push(batch.#frame)
    return backwards.toReversed()
  }

  get bytes(): Buffer {
    this.#bytes ??= this.#depth === 1 && this.#frame !== null ? this.#frame.bytes : Buffer.concat(this.frames.map((frame) => frame.bytes), this.sizeBytes)
    return this.#bytes
  }
}

/** Whoever has something to write at the end of this turn of the event loop. */
export type TurnMember = { endTurn(): void }

/** Brings all writes of one turn of the event loop to its end: system calls are what delivering costs. */
export class TurnWriter {
  /** The batch that everybody begins the turn with. */
  empty = new Batch()
  #members: TurnMember[] = []

  /** Calls the member once, at the end of this turn. */
  join(member: TurnMember): void {
    if (this.#members.push(member) === 1) setImmediate(() => this.#end())
  }

  #end(): void {
    const members = this.#members
    this.#members = []
    this.empty = new Batch()
    for (const member of members) member.endTurn()
  }
}
