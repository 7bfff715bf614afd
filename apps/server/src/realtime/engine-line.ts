import type { Socket } from 'socket.io'
import type { Batch } from './turn-writer.ts'

/** The way to one client: takes frames, and says when they are out of this process. */
export type Line = {
  /** Sends a batch behind all that was sent before; true when it is out already, else `done` is called when it is. One at a time. */
  send(batch: Batch): boolean
  /** Ends the connection at once; what is not out is lost. */
  cut(): void
}

type RawSocket = { write(bytes: Buffer, written: () => void): unknown; readonly writableLength: number; readonly writable: boolean }

/**
 * The line of a Socket.IO connection. A WebSocket gets all frames of a batch in one write to its TCP socket, as long as
 * Engine.IO has nothing queued before; otherwise, and for HTTP polling, they go as packets of Engine.IO's own.
 */
export class EngineLine implements Line {
  readonly #connection: Socket['conn']
  readonly #done: () => void
  #transport: unknown = null
  #raw: RawSocket | null = null
  /** Writes that were out at once; their callbacks still come, in order. */
  #outAlready = 0

  constructor(connection: Socket['conn'], done: () => void) {
    this.#connection = connection
    this.#done = done
  }

  send(batch: Batch): boolean {
    const raw = this.#direct()
    if (raw === null) {
      this.#sendAsPackets(batch)
      return false
    }
    raw.write(batch.bytes, this.#written)
    if (raw.writableLength > 0) return false
    this.#outAlready += 1
    return true
  }

  cut(): void {
    const raw = this.#rawNow()
    this.#connection.close(true)
    // The closing handshake would wait behind what is not read.
    if (raw !== null && 'destroy' in raw && typeof raw.destroy === 'function') raw.destroy()
  }

  readonly #written = (): void => {
    if (this.#outAlready > 0) this.#outAlready -= 1
    else this.#done()
  }

  /** The TCP socket, when a frame that is written to it now is in its place. */
  #direct(): RawSocket | null {
    if (this.#connection.readyState !== 'open' || lengthOf(Reflect.get(this.#connection, 'writeBuffer')) !== 0) return null
    const raw = this.#rawNow()
    return raw?.writable === true ? raw : null
  }

  #rawNow(): RawSocket | null {
    const { transport } = this.#connection
    if (transport !== this.#transport) {
      this.#transport = transport
      this.#raw = transport.name === 'websocket' ? rawSocketOf(transport) : null
    }
    return this.#raw
  }

  #sendAsPackets(batch: Batch): void {
    const { frames } = batch
    for (const [index, frame] of frames.entries()) {
      const options = { compress: false, wsPreEncodedFrame: [frame.bytes] }
      this.#connection.write(frame.text(), options, index === frames.length - 1 ? this.#done : undefined)
    }
  }
}

/** Looks into `ws`, as Engine.IO does for frames that are encoded before; null when it is not as known, or compresses. */
function rawSocketOf(transport: object): RawSocket | null {
  const deflate: unknown = Reflect.get(transport, 'perMessageDeflate')
  if (deflate !== null && deflate !== undefined && deflate !== false) return null
  const webSocket: unknown = Reflect.get(transport, 'socket')
  const raw: unknown = typeof webSocket === 'object' && webSocket !== null ? Reflect.get(webSocket, '_socket') : null
  return isRawSocket(raw) ? raw : null
}

function isRawSocket(value: unknown): value is RawSocket {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'write') === 'function' && typeof Reflect.get(value, 'writableLength') === 'number'
}

function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined
}
