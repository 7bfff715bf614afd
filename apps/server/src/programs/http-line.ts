import type { ServerResponse } from 'node:http'
import type { Line } from '../realtime/engine-line.ts'
import type { Batch } from '../realtime/turn-writer.ts'

/** The line of an HTTP answer that is streamed: all frames of a batch in one chunk. */
export class HttpLine implements Line {
  readonly #response: ServerResponse
  readonly #done: () => void

  constructor(response: ServerResponse, done: () => void) {
    this.#response = response
    this.#done = done
  }

  /** Never out at once: Node holds a chunk together until the next tick. */
  send(batch: Batch): boolean {
    this.#response.write(batch.bytes, () => this.#done())
    return false
  }

  cut(): void {
    this.#response.destroy()
  }
}
