import { LIMITS } from '@halley/model'
import { Decoder } from 'socket.io-parser'

/** What an oversized request is replaced by, so that it can be answered. A client that sends this itself only gets that answer. */
const OVERSIZE_MARK = '$halleyOversize'

/** Type, namespace, id of the acknowledgement and event name of a request; all else of it is not even parsed. */
const REQUEST_HEAD = /^2(\/[A-Za-z0-9_-]{1,40},)?(\d{1,15})?\["([A-Za-z0-9_-]{1,60})"/

/**
 * Reads Socket.IO packets. A request over the frame limit keeps its event and acknowledgement and loses its content, so that
 * it is refused with a code instead of a cut connection. Binary packets are no part of the protocol.
 */
export class OversizeDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== 'string' || packet.startsWith('5') || packet.startsWith('6')) throw new Error('Binary packets are no part of the protocol.')
    if (packet.length <= LIMITS.frameBytes / 4 || Buffer.byteLength(packet) <= LIMITS.frameBytes) {
      super.add(packet)
      return
    }
    const head = REQUEST_HEAD.exec(packet.slice(0, 200))
    if (head === null) throw new Error('An oversized packet is no request.')
    const [, namespace = '', acknowledgement = '', event = ''] = head
    super.add(`2${namespace}${acknowledgement}["${event}",{"${OVERSIZE_MARK}":${Buffer.byteLength(packet)}}]`)
  }
}

/** The size in bytes of a request that was over the limit; undefined for every other. */
export function oversizeOf(request: unknown): number | undefined {
  if (typeof request !== 'object' || request === null || !Object.hasOwn(request, OVERSIZE_MARK)) return undefined
  const size: unknown = Reflect.get(request, OVERSIZE_MARK)
  return typeof size === 'number' ? size : 0
}
