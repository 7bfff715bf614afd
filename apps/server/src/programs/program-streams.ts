import { LIMITS } from '@halley/model'
import type { EventFrom } from '@halley/protocol'
import type { FastifyReply } from 'fastify'
import type { Problem } from '../http/problem-details.ts'
import type { EventGrant } from '../realtime/event-grants.ts'
import { watchAges } from '../realtime/output-ages.ts'
import { TurnWriter } from '../realtime/turn-writer.ts'
import { ProgramStream, type ProgramStreamSurroundings } from './program-stream.ts'
import { StreamFrames, type StreamNotice } from './stream-frames.ts'
import { problemOfWire } from './wire-problem.ts'

export type ProgramStreamsSurroundings = Omit<ProgramStreamSurroundings, 'writer' | 'frames' | 'watch' | 'onHanded' | 'onClosed'>

const ENDED: StreamNotice = { code: 'subscription_ended', text: 'What this stream was granted has ended or changed; ask again.' }

/** The streams of events that programs have open over HTTP. */
export class ProgramStreams {
  readonly #streams = new Set<ProgramStream>()
  readonly #surroundings: ProgramStreamSurroundings
  #handed = 0

  constructor(surroundings: ProgramStreamsSurroundings) {
    this.#surroundings = { ...surroundings, writer: new TurnWriter(), frames: new StreamFrames(), watch: watchAges(surroundings.clock), onHanded: () => (this.#handed += 1), onClosed: (stream) => void this.#streams.delete(stream) }
  }

  /** Events handed to streams so far, replays included. */
  get handed(): number {
    return this.#handed
  }

  get size(): number {
    return this.#streams.size
  }

  /** The most bytes that any stream has waiting. */
  mostUndelivered(): number {
    return Math.max(0, ...[...this.#streams].map(({ undeliveredBytes }) => undeliveredBytes))
  }

  /** Answers a request with a stream; or says why not, and nothing was sent. */
  async open(reply: FastifyReply, grant: EventGrant, { patterns, from }: { readonly patterns: readonly string[]; readonly from: EventFrom }): Promise<Problem | undefined> {
    if (this.#streams.size >= LIMITS.eventStreams) return { status: 503, code: 'unavailable', title: 'Too many streams', detail: `${LIMITS.eventStreams} streams are open already; close one, or connect to /events.`, limit: LIMITS.eventStreams }
    const stream = new ProgramStream(reply.raw, grant, this.#surroundings)
    const held = grant.hold?.({ connection: stream, cut: () => stream.end(ENDED) })
    if (held?.ok === false) {
      stream.end()
      return problemOfWire(held.error, 400)
    }
    if (held !== undefined) reply.raw.once('close', held.release)
    this.#streams.add(stream)
    const refusal = await stream.begin(patterns, from, () => sendHead(reply))
    if (refusal !== undefined) held?.release()
    return refusal && problemOfWire(refusal, 400)
  }

  /** Ends all, cleanly: what was accepted is sent before. */
  endAll(): void {
    for (const stream of this.#streams) stream.end()
  }
}

function sendHead(reply: FastifyReply): void {
  reply.hijack()
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  // Without buffering on the way, by nginx for one.
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
}
