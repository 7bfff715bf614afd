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
  #frames: readonly Frame[] | null = null

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

  /** Found once for all who do not write the batch as it is. */
  get frames(): readonly Frame[] {
    this.#frames ??= Batch.#framesOf(this)
    return this.#frames
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

/** Milliseconds that a turn may wait for the next ones while there is more to write than time. */
const MOST_HELD_MS = 5

/** Bytes for one client from which a turn is long enough: a larger write costs as much for each byte. */
const LONG_TURN_BYTES = 48 * 1024

/** How a turn of the event loop ends; as Node does it when nothing is said. */
export type TurnSurroundings = { readonly nowMs: () => number; /** Calls back at the end of this turn. */ readonly atEnd: (callback: () => void) => void }

const nodeTurns: TurnSurroundings = { nowMs: () => performance.now(), atEnd: (callback) => void setImmediate(callback) }

/**
 * Brings all writes of one turn of the event loop to its end: system calls are what delivering costs.
 * Under full load, when writing took longer than nothing was there to write, turns that follow each other are written as one:
 * for 5 ms at most, and only as long as each brings something.
 */
export class TurnWriter {
  /** The batch that everybody begins the turn with. */
  empty = new Batch()
  readonly #surroundings: TurnSurroundings
  #members: TurnMember[] = []
  /** When the first of these came. */
  #beganMs = 0
  /** The last writing: when it ended, and how long it took. */
  #endedMs = -Infinity
  #tookMs = 0
  #longestBytes = 0
  #hasGrown = false

  constructor(surroundings: TurnSurroundings = nodeTurns) {
    this.#surroundings = surroundings
  }

  /** Calls the member once, at the end of this turn. */
  join(member: TurnMember): void {
    if (this.#members.push(member) > 1) return
    this.#beganMs = this.#surroundings.nowMs()
    this.#surroundings.atEnd(this.#end)
  }

  /** A member has this to write by now. */
  grew({ sizeBytes }: Batch): void {
    this.#hasGrown = true
    if (sizeBytes > this.#longestBytes) this.#longestBytes = sizeBytes
  }

  readonly #end = (): void => {
    const { nowMs, atEnd } = this.#surroundings
    const now = nowMs()
    if (this.#isWorthHolding(now)) {
      this.#hasGrown = false
      return atEnd(this.#end)
    }
    const members = this.#members
    this.#members = []
    this.empty = new Batch()
    this.#hasGrown = false
    this.#longestBytes = 0
    for (const member of members) member.endTurn()
    this.#endedMs = nowMs()
    this.#tookMs = this.#endedMs - now
  }

  #isWorthHolding(now: number): boolean {
    const isBusy = this.#beganMs - this.#endedMs < this.#tookMs
    return isBusy && this.#hasGrown && this.#longestBytes < LONG_TURN_BYTES && now - this.#beganMs < MOST_HELD_MS
  }
}
