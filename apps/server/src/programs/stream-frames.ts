import type { BusEvent, Delivery, Position } from '@halley/bus'
import type { EventsPushes, PushOf } from '@halley/protocol'
import type { Frame } from '../realtime/event-frames.ts'
import { cloudEventOf } from './cloud-events.ts'

/** What a stream tells beside events: why it could not go on where the client was, or what it was too slow for. */
export type StreamNotice = { readonly code: 'expired' | 'epoch_changed' | 'too_many' | 'truncated' | PushOf<EventsPushes, 'notice'>['code']; readonly text: string; readonly count?: number | undefined; /** Of the channel that it is about. */ readonly topic?: string; /** Of the subscription that has ended. */ readonly pattern?: string | undefined }

/** The `id` of an event in a stream: where to go on after it. */
export function streamIdOf({ epoch, seq }: Position): string {
  return `${epoch}:${seq}`
}

/** Reads an `id` back; undefined when it is none. */
export function readStreamId(text: string): Position | undefined {
  const [, epoch, digits] = /^(\S{1,100}):(\d{1,15})$/.exec(text) ?? []
  return epoch === undefined || digits === undefined ? undefined : { epoch, seq: Number(digits) }
}

/** Encodes events for streams, each once for all who get it. */
export class StreamFrames {
  #event: BusEvent | null = null
  #frame: Frame | null = null

  /** The event as a CloudEvent in one line, with its place as `id`. */
  of({ event, epoch, seq }: Delivery): Frame {
    if (this.#frame !== null && event === this.#event) return this.#frame
    this.#event = event
    this.#frame = frameOf(`id: ${streamIdOf({ epoch, seq })}\ndata: ${JSON.stringify(cloudEventOf(event))}\n\n`, { seq, topic: event.subject })
    return this.#frame
  }
}

/** A notice, and with it the place to go on from where that is another than the last event's. */
export function noticeBlock(notice: StreamNotice, position?: Position): string {
  return `${position === undefined ? '' : `id: ${streamIdOf(position)}\n`}event: notice\ndata: ${JSON.stringify(notice)}\n\n`
}

/** Nothing but a place to go on from: browsers and programs keep it, and no event is seen. */
export function placeBlock(comment: string, position: Position): string {
  return `: ${comment}\nid: ${streamIdOf(position)}\n\n`
}

/** Text that goes out with events, in its place among them. */
export function frameOf(text: string, { seq, topic }: Pick<Frame, 'seq' | 'topic'> = { seq: 0, topic: '' }): Frame {
  const bytes = Buffer.from(text)
  return { bytes, text: () => text, seq, topic }
}
