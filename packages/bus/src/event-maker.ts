import type { BusEvent, PublishRequest } from './event.ts'
import type { Filters } from './pattern-matching.ts'

const NO_FILTERS: Filters = Object.freeze({})

/** Makes events of what publishers hand over. */
export class EventMaker {
  #timeText = ''
  #timeMs = Number.NaN

  /** The event as the bus gives it out. */
  make(request: PublishRequest, { id, seq, nowMs }: { readonly id: string; readonly seq: number; readonly nowMs: number }): BusEvent {
    return {
      id,
      source: request.source,
      type: request.type,
      subject: request.topic,
      time: request.time ?? this.#timeOf(nowMs),
      datacontenttype: request.datacontenttype ?? 'application/json',
      data: request.data,
      sequence: String(seq),
      ...(request.traceparent === undefined ? null : { traceparent: request.traceparent }),
      ...(request.correlationid === undefined ? null : { correlationid: request.correlationid }),
      ...(request.causationid === undefined ? null : { causationid: request.causationid }),
      org: request.org,
      hops: request.hops ?? 0,
      filters: request.filters ?? NO_FILTERS,
      encrypted: request.encrypted ?? false,
    }
  }

  /** The time as text, made once per millisecond. */
  #timeOf(nowMs: number): string {
    if (nowMs !== this.#timeMs) {
      this.#timeMs = nowMs
      this.#timeText = new Date(nowMs).toISOString()
    }
    return this.#timeText
  }
}
