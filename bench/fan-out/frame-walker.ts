/** Bytes of the longest head of a frame that a server sends. */
const HEAD_BYTES = 10

/** Walks over the WebSocket frames of one connection by their heads alone: what is in them is not copied and not read. */
export class FrameWalker {
  readonly #onFrame: (payloadBytes: number) => void
  /** Less than a head: it comes again in front of the next chunk. */
  #rest: Buffer | null = null
  /** Bytes of a frame's payload that are still to come. */
  #skip = 0

  constructor(onFrame: (payloadBytes: number) => void) {
    this.#onFrame = onFrame
  }

  take(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk])
    this.#rest = null
    let at = this.#skip
    while (at < bytes.length) {
      const short = bytes[at + 1]
      const head = short === 127 ? HEAD_BYTES : short === 126 ? 4 : 2
      if (short === undefined || at + head > bytes.length) {
        this.#rest = bytes.subarray(at)
        this.#skip = 0
        return
      }
      const length = short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short
      this.#onFrame(length)
      at += head + length
    }
    this.#skip = at - bytes.length
  }
}
