import { StreamReader } from '../endpoints/endpoint-calls.test-fixture.ts'
import { startServer } from '../halley-client.test-fixture.ts'

type CleanUps = (() => unknown)[]

/** A CloudEvent as a program sends it. */
export const orderEvent = (number: number, changes: object = {}) => ({ specversion: '1.0', id: `order-${number}`, source: '/shop/1', type: 'com.example.order', subject: `events.local.outside.orders.placed.o_${number}`, data: { number }, ...changes })

/** A server, and what programs do with it over HTTP. */
export async function servePrograms(cleanUps: CleanUps, options: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(cleanUps, options)
  const address = `${server.url}/api/v1/events`
  const post = async (body: unknown, headers: Record<string, string> = { 'content-type': 'application/cloudevents+json' }) => {
    const response = await fetch(address, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
    // What the server answers is what the test is about.
    return { status: response.status, headers: response.headers, body: (await response.json()) as any } // oxlint-disable-line typescript/no-explicit-any
  }
  const open = async (query: string, headers: Record<string, string> = {}) => {
    const gone = new AbortController()
    cleanUps.push(() => gone.abort())
    const response = await fetch(`${address}?${query}`, { headers, signal: gone.signal })
    let reader: EventReader | undefined
    return {
      response, leave: () => gone.abort(),
      get reader(): EventReader {
        return (reader ??= new EventReader(response))
      },
    }
  }
  return { server, post, open }
}

export type StreamBlock = { readonly id?: string; readonly event?: string; readonly comment?: string; readonly data?: any } // oxlint-disable-line typescript/no-explicit-any

/** Reads a stream block by block, with its fields. */
export class EventReader {
  readonly #reader: StreamReader

  constructor(response: Response) {
    this.#reader = new StreamReader(response)
  }

  /** The next block; undefined at the end. */
  async next(): Promise<StreamBlock | undefined> {
    const block = await this.#reader.next()
    if (block === undefined) return undefined
    const fields = block.split('\n').map((line): [string, unknown] => {
      const [, name = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? []
      return name === '' ? ['comment', value] : [name, name === 'data' ? JSON.parse(value) : value]
    })
    return Object.fromEntries(fields)
  }

  /** The next blocks that are events. */
  async events(count: number): Promise<StreamBlock[]> {
    const found: StreamBlock[] = []
    while (found.length < count) {
      const block = await this.next()
      if (block === undefined) throw new Error(`The stream ended after ${found.length} of ${count} events.`)
      if (block.data !== undefined && block.event === undefined) found.push(block)
    }
    return found
  }
}
