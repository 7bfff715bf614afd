import type { ServerResponse } from 'node:http'
import type { EndpointAnswer } from '@halley/engine'
import { LIMITS } from '@halley/model'

/** Milliseconds between comments that keep proxies from closing a quiet stream. */
export const KEEP_ALIVE_MS = 25_000

type StreamEvent = Extract<EndpointAnswer, { type: 'event' }>

/** Writes server-sent events into an answer, as the HTML standard has them. */
export class EventStream {
  readonly #response: ServerResponse

  constructor(response: ServerResponse, headers: Readonly<Record<string, number | string | string[] | undefined>>) {
    this.#response = response
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value)
    // Without buffering on the way, by nginx for one.
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    // Something is sent at once: a client knows then that it misses nothing from now on.
    this.#write(': listening\n\n')
  }

  /** Writes an event; false when the reader was too slow, and is gone now. */
  send({ id, name, data }: StreamEvent): boolean {
    return this.#write(`${id === null ? '' : `id: ${id}\n`}${name === 'message' ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`)
  }

  keepAlive(): boolean {
    return this.#write(': keep-alive\n\n')
  }

  end(): void {
    this.#response.end()
  }

  #write(text: string): boolean {
    this.#response.write(text)
    if (this.#response.writableLength <= LIMITS.endpointUnreadBytes) return true
    this.#response.destroy()
    return false
  }
}
