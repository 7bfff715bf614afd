import type { ServerResponse } from 'node:http'
import type { EventBus, Position, Subscribed } from '@halley/bus'
import type { EventFrom, WireError } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { KEEP_ALIVE_MS } from '../endpoints/event-stream.ts'
import type { EventGrant } from '../realtime/event-grants.ts'
import { EventOutput, type SlowPolicy } from '../realtime/event-output.ts'
import { EventSubscriptions } from '../realtime/event-subscriptions.ts'
import { watchExpiry } from '../realtime/grant-expiry.ts'
import type { ListeningChange, ListeningNews } from '../realtime/listening-changes.ts'
import type { TurnWriter } from '../realtime/turn-writer.ts'
import { HttpLine } from './http-line.ts'
import { frameOf, noticeBlock, placeBlock, type StreamFrames, type StreamNotice } from './stream-frames.ts'

export type ProgramStreamSurroundings = {
  readonly bus: EventBus
  /** The newest position of an org's log, now. */
  readonly positionNow: (org: string) => Position
  readonly clock: ServerClock
  /** Tells that a channel or room is for other roles now. */
  readonly listening: ListeningNews
  readonly writer: TurnWriter
  readonly frames: StreamFrames
  readonly policyOf: (topic: string) => SlowPolicy
  readonly onDropped: (dropped: { readonly count: number; readonly topic: string; readonly program: EventGrant }) => void
  /** Is told of each event that is handed over. */
  readonly onHanded: () => void
  /** Is told that the output of a stream begins or ends to wait. */
  readonly watch: (output: EventOutput, isWaiting: boolean) => void
  /** Is told, once, that the stream is over. */
  readonly onClosed: (stream: ProgramStream) => void
}

/** One stream of events over HTTP: a connection to the bus whose events go out as server-sent events. */
export class ProgramStream {
  readonly grant: EventGrant
  readonly #surroundings: ProgramStreamSurroundings
  readonly #response: ServerResponse
  readonly #output: EventOutput
  readonly #subscriptions: EventSubscriptions
  readonly #disconnect: () => void
  readonly #endListening: () => void
  #cancelKeepAlive: CancelTimer = () => undefined
  #cancelExpiry: CancelTimer = () => undefined
  #epoch = ''
  /** The head of the answer is on its way. */
  #isOpen = false
  #isClosed = false

  constructor(response: ServerResponse, grant: EventGrant, surroundings: ProgramStreamSurroundings) {
    const { bus, clock, writer, frames, policyOf, onDropped, onHanded, watch } = surroundings
    this.grant = grant
    this.#surroundings = surroundings
    this.#response = response
    this.#output = new EventOutput({
      writer, policyOf, nowMs: () => clock.nowMs(), line: (done) => new HttpLine(response, done),
      waits: (isWaiting) => watch(this.#output, isWaiting),
      onDropped: (count, topic) => onDropped({ count, topic, program: grant }),
      noticeFrame: ({ code, text, count, seq = 0 }) => frameOf(noticeBlock({ code, text, count }, { epoch: this.#epoch, seq }), { seq, topic: '' }),
    })
    const connection = bus.connect({
      org: grant.org,
      ...(grant.listening !== undefined && { accepts: grant.listening.accepts }),
      // Each replay is one's own, and is encoded when it is its turn.
      deliver: (delivery) => {
        onHanded()
        if (delivery.replay) this.#output.replay(() => frames.of(delivery))
        else this.#output.live(frames.of(delivery))
      },
    })
    this.#disconnect = () => void bus.disconnect(connection)
    this.#subscriptions = new EventSubscriptions(bus, connection, grant)
    this.#endListening = surroundings.listening.onChanged((change) => this.#rolesChanged(change))
    response.once('close', () => this.#close())
    // What is written just when the client goes: it is over, and nobody is harmed.
    response.on('error', () => this.#close())
  }

  /** Bytes that the client has not taken. */
  get undeliveredBytes(): number {
    return this.#output.undeliveredBytes
  }

  /** Subscribes, and streams from then on; or says why not, and nothing was sent. `open` sends the head of the answer. */
  async begin(patterns: readonly string[], from: EventFrom, open: () => void): Promise<WireError | undefined> {
    const give = this.#output.gate()
    const answer = await this.#subscriptions.start(patterns, from)
    if (!answer.ok) {
      this.#close()
      return answer.error
    }
    // Gone before anybody listened for it.
    if (this.#response.destroyed) this.#close()
    // In the meantime, the client has gone, or the server is being stopped.
    if (this.#isClosed) return { code: 'unavailable', message: 'The stream was ended before it began; ask again.' }
    this.#epoch = answer.position.epoch
    open()
    this.#isOpen = true
    this.#response.write(beginning(answer))
    give(() => undefined)
    this.#keepAliveLater()
    this.#cancelExpiry = watchExpiry(this.grant, this.#surroundings.clock, {
      expiring: (seconds) => this.#tell({ code: 'token_expiring', text: `The token of this stream expires in ${seconds} s; come again with another.` }),
      expired: () => this.end({ code: 'subscription_ended', text: 'The token of this stream has expired; come again with another.' }),
    })
    return undefined
  }

  /** Sends what there is, and ends the answer: the client sees a whole one, and may go on with its last id. */
  end(notice?: StreamNotice): void {
    if (this.#isClosed) return
    this.#output.endTurn()
    this.#close()
    if (!this.#isOpen || this.#response.destroyed) return
    if (notice !== undefined) this.#response.write(noticeBlock(notice))
    this.#response.end()
  }

  /** Tells of each subscription that has ended; with the last, the stream ends. */
  #rolesChanged(change: ListeningChange): void {
    const notices = this.#subscriptions.rolesChanged(change).map(({ code, text, topic, pattern }): StreamNotice => ({ code, text, topic, pattern }))
    const last = this.#isOpen && this.#subscriptions.isEmpty ? notices.pop() : undefined
    for (const notice of notices) this.#tell(notice)
    if (last !== undefined) this.end(last)
  }

  /** Says something at its place among the events. */
  #tell(notice: StreamNotice): void {
    const frame = frameOf(noticeBlock(notice))
    this.#output.replay(() => frame)
  }

  #keepAliveLater(): void {
    const { clock, positionNow } = this.#surroundings
    this.#cancelKeepAlive = clock.setTimer(KEEP_ALIVE_MS, () => {
      this.#keepAliveLater()
      // While events wait, they keep it alive. The place keeps a quiet stream resumable while the log goes on.
      if (this.#output.undeliveredBytes > 0) return
      const block = frameOf(placeBlock('keep-alive', positionNow(this.grant.org)))
      this.#output.replay(() => block)
    })
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelKeepAlive()
    this.#cancelExpiry()
    this.#endListening()
    this.#output.close()
    this.#disconnect()
    this.#surroundings.onClosed(this)
  }
}

/** The first block: that it listens, and what of the past it could not give. */
function beginning({ position, replayed, truncated, recovered, reason }: Subscribed): string {
  if (recovered === false && reason !== undefined) return noticeBlock({ code: reason, text: NOT_RECOVERED[reason] }, position)
  // What is replayed has its own ids; this one would be behind them.
  const listening = replayed > 0 ? ': listening\n\n' : placeBlock('listening', position)
  return truncated ? `${listening}${noticeBlock({ code: 'truncated', text: 'Some of what was asked for is no longer held; what is held follows.' })}` : listening
}

const NOT_RECOVERED = {
  expired: 'Some of what was missed is no longer held, so nothing of it follows; load the state anew. Live events follow.',
  epoch_changed: 'The log was begun anew, so what was missed cannot be said; load the state anew. Live events follow.',
  too_many: 'More was missed than is given back, so nothing of it follows; load the state anew. Live events follow.',
} as const
