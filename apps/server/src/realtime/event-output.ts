import type { Channel } from '@halley/model'
import { noticeFrame, type Frame } from './event-frames.ts'
import type { Line } from './engine-line.ts'
import type { OutputClass } from './output-class.ts'
import { Batch, type TurnMember, type TurnWriter } from './turn-writer.ts'
import { WaitingOutput } from './waiting-output.ts'

/** Bytes of undelivered live events that a connection may have: more does not help a client that does not read. */
export const MAX_WAITING_BYTES = 1024 * 1024

/** Milliseconds that a live event may wait to be read. */
export const MAX_WAITING_MS = 10_000

/** Bytes handed to a slow transport at once: what lies there cannot be left out any more. */
const CHUNK_BYTES = 64 * 1024

/** Of a full queue this much stays, so that leaving out is not done anew for every event. */
const KEPT_SHARE = 0.75

export type SlowPolicy = Channel['whenTooSlow']

export type OutputSurroundings = {
  readonly writer: TurnWriter
  readonly nowMs: () => number
  /** Makes the line; `done` is for when a batch is out. */
  readonly line: (done: () => void) => Line
  /** What is to be done about a reader that is too slow for a topic's events. Asked only then. */
  readonly policyOf: (topic: string) => SlowPolicy
  /** Is told that the output begins or ends to wait, so that somebody looks at its age. */
  readonly waits: (isWaiting: boolean) => void
  /** Is told of live events that were left out. */
  readonly onDropped: (count: number, topic: string) => void
  /** Encodes what the client is told of them; as a frame of Socket.IO when nothing is said. */
  readonly noticeFrame?: typeof noticeFrame
}

/**
 * The output of one connection: replays, acknowledgements that have a place among events, and live events, in order.
 * While the client reads, all frames of a turn leave in one write. When it does not, at most 1 MiB and 10 s of live events wait;
 * then the policy of the channel says what happens, and the client is told what it did not get.
 * While it is in a class, live events come to that, and this output gets them at the end of the turn.
 */
export class EventOutput implements TurnMember {
  readonly #surroundings: OutputSurroundings
  readonly #line: Line
  readonly #waiting = new WaitingOutput()
  /** Those that get the same live events; set by the class itself. */
  class: OutputClass | null = null
  /** Frames of this turn that came for this output alone; null when none did. */
  #turn: Batch | null = null
  #inFlightBytes = 0
  #inFlightSinceMs = 0
  #isPumping = false
  #isClosed = false

  constructor(surroundings: OutputSurroundings) {
    this.#surroundings = surroundings
    this.#line = surroundings.line(() => this.#out())
  }

  /** Bytes of live events that are not out. */
  get undeliveredBytes(): number {
    return this.#waiting.liveBytes + this.#inFlightBytes + (this.#turn?.sizeBytes ?? 0) + (this.class?.bytesFor(this) ?? 0)
  }

  /** Has it something of its own to write at the end of this turn? */
  get hasTurn(): boolean {
    return this.#turn !== null
  }

  /** Sends a live event to this client. */
  live(frame: Frame): void {
    if (this.#isClosed) return
    const { writer, nowMs } = this.#surroundings
    if (this.#turn !== null || this.#isFree) {
      const turn = (this.#turn ?? writer.empty).with(frame)
      if (this.#turn === null) this.beginTurn(turn)
      else this.#turn = turn
      writer.grew(turn)
    } else this.#wait(frame, nowMs())
  }

  /** Takes over what a class has for it in this turn, when it leaves. */
  beginTurn(turn: Batch): void {
    this.#turn = turn
    this.#surroundings.writer.join(this)
  }

  /** Sends what a subscription asked for of the past. */
  replay(encode: () => Frame): void {
    if (this.#isClosed) return
    this.endTurn()
    this.#waiting.push({ type: 'replay', encode })
    this.#pump()
  }

  /** Keeps a place for an acknowledgement: what comes later waits for it. Call the result with what gives it. */
  gate(): (give: () => void) => void {
    this.endTurn()
    const gate = { type: 'gate' as const, give: null as (() => void) | null }
    this.#waiting.push(gate)
    return (give) => {
      gate.give = give
      if (this.#isClosed) give()
      else this.#pump()
    }
  }

  /** Writes what came in this turn. */
  endTurn(): void {
    const turn = this.#turn ?? this.class?.takeTurn(this) ?? null
    this.#turn = null
    if (turn !== null) this.write(turn)
  }

  /** Writes the live events of a turn, or lets them wait behind what is not read. */
  write(turn: Batch): void {
    if (this.#isClosed) return
    if (!this.#isFree) {
      const atMs = this.#surroundings.nowMs()
      for (const frame of turn.frames) this.#wait(frame, atMs)
      return
    }
    if (turn.sizeBytes <= CHUNK_BYTES) return this.#send(turn)
    const atMs = this.#surroundings.nowMs()
    for (const frame of turn.frames) this.#waiting.push({ type: 'live', frame, atMs })
    this.#pump()
    const last = turn.frames.at(-1)
    if (this.undeliveredBytes > MAX_WAITING_BYTES && last !== undefined) this.#tooMuch(last.topic)
  }

  /** Looks whether something has waited for too long. Call it now and then while the output waits. */
  checkAge(): void {
    if (this.#isClosed) return
    const { nowMs, policyOf } = this.#surroundings
    const untilMs = nowMs() - MAX_WAITING_MS
    const oldest = this.#waiting.oldestLive()
    const isStuck = this.#inFlightBytes > 0 && this.#inFlightSinceMs < untilMs
    if (oldest === undefined || oldest.atMs >= untilMs) {
      // Nothing that could be left out: a replay, or the last frames, are read by nobody.
      if (isStuck && (this.#waiting.peek() === undefined || this.#waiting.peek()?.type === 'replay')) this.#cut()
      return
    }
    if (policyOf(oldest.frame.topic) === 'disconnect') return this.#cut()
    this.#leaveOut((_frame, atMs) => atMs < untilMs, oldest.frame.topic)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.class?.leave(this)
    this.#turn = null
    this.#surroundings.waits(false)
  }

  /** Is nothing before what is sent now? */
  get #isFree(): boolean {
    return this.#inFlightBytes === 0 && this.#waiting.isEmpty
  }

  #wait(frame: Frame, atMs: number): void {
    if (this.#isClosed) return
    this.#waiting.push({ type: 'live', frame, atMs })
    if (this.undeliveredBytes > MAX_WAITING_BYTES) this.#tooMuch(frame.topic)
  }

  #tooMuch(topic: string): void {
    const policy = this.#surroundings.policyOf(topic)
    if (policy === 'disconnect') return this.#cut()
    if (policy === 'newestOnly') this.#leaveOutAllButNewest(topic)
    let bytes = this.undeliveredBytes
    if (bytes <= MAX_WAITING_BYTES) return
    this.#leaveOut((frame) => {
      if (bytes <= MAX_WAITING_BYTES * KEPT_SHARE) return false
      bytes -= frame.bytes.length
      return true
    }, topic)
  }

  #leaveOutAllButNewest(topic: string): void {
    let newest = 0
    this.#waiting.leaveOut((frame) => {
      if (frame.topic === topic) newest = frame.seq
      return false
    })
    this.#leaveOut((frame) => frame.topic === topic && frame.seq !== newest, topic)
  }

  #leaveOut(isLeftOut: (frame: Frame, atMs: number) => boolean, topic: string): void {
    const count = this.#waiting.leaveOut(isLeftOut)
    if (count > 0) this.#surroundings.onDropped(count, topic)
  }

  #cut(): void {
    this.close()
    this.#line.cut()
  }

  #out(): void {
    this.#inFlightBytes = 0
    if (this.#isClosed) return
    this.#pump()
    if (this.#isFree) this.#surroundings.waits(false)
  }

  #send(batch: Batch): void {
    // Before it is sent: a line may be done before it returns, as HTTP polling is when a request waits for an answer.
    this.#inFlightBytes = batch.sizeBytes
    if (this.#line.send(batch)) this.#inFlightBytes = 0
    else if (this.#inFlightBytes > 0) {
      this.#inFlightSinceMs = this.#surroundings.nowMs()
      this.#surroundings.waits(true)
    }
  }

  /** Sends what waits, chunk by chunk, until the line is busy or an acknowledgement is not there yet. */
  #pump(): void {
    // Giving an acknowledgement may come back here.
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      while (this.#inFlightBytes === 0 && !this.#waiting.isEmpty && !this.#isClosed) {
        const chunk = this.#takeChunk()
        if (chunk !== null) this.#send(chunk)
        else if (!this.#passGate()) return
      }
    } finally {
      this.#isPumping = false
    }
  }

  #takeChunk(): Batch | null {
    let chunk = new Batch()
    for (let item = this.#waiting.peek(); item !== undefined && item.type !== 'gate' && chunk.sizeBytes < CHUNK_BYTES; item = this.#waiting.peek()) {
      this.#waiting.shift()
      chunk = chunk.with(item.type === 'live' ? item.frame : item.type === 'replay' ? item.encode() : this.#droppedFrame(item))
    }
    return chunk.sizeBytes > 0 ? chunk : null
  }

  #passGate(): boolean {
    const gate = this.#waiting.peek()
    if (gate?.type !== 'gate' || gate.give === null) return false
    this.#waiting.shift()
    gate.give()
    return true
  }

  #droppedFrame({ count, seq }: { readonly count: number; readonly seq: number }): Frame {
    const encode = this.#surroundings.noticeFrame ?? noticeFrame
    return encode({ code: 'dropped', text: `${count === 1 ? '1 event was' : `${count} events were`} left out here, because this connection is read too slowly.`, count, seq })
  }
}
