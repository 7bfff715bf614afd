import type { BusEvent, Delivery } from '@halley/bus'
import type { EventsPushes, PushOf } from '@halley/protocol'

/** What is before a push's JSON: Engine.IO's "message", Socket.IO's "event", and the namespace. */
const PACKET_HEAD = '42/events,'

/** First byte of a final text frame. */
const FINAL_TEXT = 0x81

/** One push as it lies on the wire: a whole WebSocket frame around a whole Engine.IO packet. Shared by all who get it, so nobody changes it. */
export type Frame = { readonly bytes: Buffer; /** The packet in it, without Engine.IO's type. */ text(): string; readonly seq: number; readonly topic: string }

/**
 * Encodes events once for all who get them alike. Connections with equal patterns have equal subscription ids, and equal
 * `prev` from their second common event on: they are a class, and a class shares one frame.
 */
export class FrameMaker {
  #event: BusEvent | null = null
  #tail = ''
  #prev = 0
  #ids: readonly string[] = []
  #frame: Frame | null = null
  /** The event's other classes by `prev` and ids. */
  #others = new Map<string, Frame>()

  /** The frame of a live delivery. */
  live(delivery: Delivery): Frame {
    const { event, prev, subscriptions } = delivery
    if (event !== this.#event) this.#begin(event)
    else if (this.#frame !== null && prev === this.#prev && sameIds(subscriptions, this.#ids)) return this.#frame
    // The bus gives the ids in no lasting order.
    const ids = subscriptions.length > 1 ? subscriptions.toSorted() : subscriptions
    const key = `${prev} ${ids.join(' ')}`
    const frame = this.#others.get(key) ?? frameOf(`${headOf(delivery, ids)},${this.#tail}`, delivery)
    this.#others.set(key, frame)
    this.#prev = prev
    this.#ids = subscriptions
    this.#frame = frame
    return frame
  }

  #begin(event: BusEvent): void {
    this.#event = event
    this.#tail = tailOf(event)
    this.#frame = null
    this.#others.clear()
  }
}

/** The frame of an event that is replayed: each replay has a chain of its own, so nothing is shared. */
export function replayFrame(delivery: Delivery): Frame {
  return frameOf(`${headOf(delivery, delivery.subscriptions.toSorted())},"replay":true,${tailOf(delivery.event)}`, delivery)
}

/** The frame of a notice that has its place among events. */
export function noticeFrame(notice: PushOf<EventsPushes, 'notice'>): Frame {
  return wrap(`${PACKET_HEAD}${JSON.stringify(['notice', notice])}`, { seq: notice.seq ?? 0, topic: '' })
}

function sameIds(ids: readonly string[], others: readonly string[]): boolean {
  if (ids.length !== others.length) return false
  // A plain loop: this is asked for every delivery, and nearly always of one id.
  for (let index = 0; index < ids.length; index += 1) if (ids[index] !== others[index]) return false
  return true
}

function headOf({ seq, prev }: Delivery, ids: readonly string[]): string {
  return `{"seq":${seq},"prev":${prev},"subs":${JSON.stringify(ids)}`
}

/** The part of an event's JSON that is equal for everybody. */
function tailOf(event: BusEvent): string {
  return JSON.stringify(wireEventOf(event)).slice(1)
}

/** An event as it was published, as the wire has it. */
export function wireEventOf(event: BusEvent) {
  const { subject: topic, id, time, source, type, data, hops, filters, correlationid, causationid, traceparent, datacontenttype, encrypted } = event
  return {
    topic, id, time, source, type, data, ...(hops > 0 && { hops }), ...(Object.keys(filters).length > 0 && { filters }), correlationid, causationid, traceparent,
    ...(datacontenttype !== 'application/json' && { datacontenttype }), ...(encrypted && { encrypted }),
  }
}

function frameOf(payload: string, { seq, event }: Delivery): Frame {
  return wrap(`${PACKET_HEAD}["event",${payload}]`, { seq, topic: event.subject })
}

function wrap(packet: string, facts: Pick<Frame, 'seq' | 'topic'>): Frame {
  const length = Buffer.byteLength(packet)
  const headBytes = length > 65_535 ? 10 : length > 125 ? 4 : 2
  const bytes = Buffer.allocUnsafe(headBytes + length)
  bytes[0] = FINAL_TEXT
  if (headBytes === 2) bytes[1] = length
  else if (headBytes === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeUInt32BE(0, 2)
    bytes.writeUInt32BE(length, 6)
  }
  bytes.write(packet, headBytes, 'utf8')
  return { bytes, text: () => bytes.toString('utf8', headBytes + 1), ...facts }
}
