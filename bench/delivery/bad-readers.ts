import { connect, type EventsClient } from '@halley/client'
import { connect as connectTcp, type Socket } from 'node:net'
import { WebSocket } from 'ws'
import { startServer, type MeasuredServer } from './server.ts'

export type BadReaderFigures = {
  /** 99th percentile of the latency of those who read, without and with the others; milliseconds. */
  readonly aloneP99Ms: number
  readonly besideP99Ms: number
  /** What the server's memory grew by at most while they were there. */
  readonly grownMiB: number
  readonly notCut: number
  /** Milliseconds until the last of them was cut, from the first message on. */
  readonly lastCutMs: number
}

const TOPIC = 'events.local.bench.wide.Filled._'
const READERS = 20
const MESSAGES_PER_SECOND = 25

/** Large messages, so that a second of them is more than a connection may leave unread. */
const FILLING = 'x'.repeat(40 * 1024)

/** Publishes to those who read, then to them beside `count` that never do: what those cost, and when they are cut. */
export async function badReaders({ count, durationMs }: { readonly count: number; readonly durationMs: number }): Promise<BadReaderFigures> {
  const server = await startServer()
  const clients: EventsClient[] = []
  let latenciesMs: number[] = []
  try {
    for (let index = 0; index < READERS; index += 1) {
      const client = connect(server.url, { client: `reader-${index}` })
      clients.push(client)
      await client.subscribe(TOPIC, ({ data }) => {
        if (typeof data === 'object' && data !== null && 'sentAt' in data) latenciesMs.push(performance.now() - Number(data.sentAt))
      }).ready
    }
    const publisher = connect(server.url, { client: 'publisher' })
    clients.push(publisher)
    const measure = async (): Promise<number> => {
      latenciesMs = []
      await publishFor(publisher, durationMs)
      const sorted = latenciesMs.toSorted((a, b) => a - b)
      return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
    }
    // Once for the compiler's sake.
    await measure()
    const aloneP99Ms = await measure()
    const before = server.memoryMiB()
    const bad = await Promise.all(Array.from({ length: count }, () => connectDeaf(server)))
    const startedAt = performance.now()
    let lastCutMs = 0
    for (const socket of bad) socket.once('close', () => (lastCutMs = performance.now() - startedAt))
    let grownMiB = 0
    const looking = setInterval(() => (grownMiB = Math.max(grownMiB, server.memoryMiB() - before)), 100)
    const besideP99Ms = await measure()
    clearInterval(looking)
    const left = bad.filter((socket) => !socket.destroyed)
    for (const socket of left) socket.destroy()
    return { aloneP99Ms, besideP99Ms, grownMiB, notCut: left.length, lastCutMs }
  } finally {
    for (const client of clients) client.close()
    await server.end()
  }
}

async function publishFor(publisher: EventsClient, durationMs: number): Promise<void> {
  const startedAt = performance.now()
  for (let sent = 0; performance.now() - startedAt < durationMs; sent += 1) {
    const answer = await publisher.publish(TOPIC, { sentAt: performance.now(), text: FILLING })
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
    const due = startedAt + ((sent + 1) * 1_000) / MESSAGES_PER_SECOND
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
  }
}

/** A subscriber that reads nothing once it has subscribed; its own system takes a little all the same. */
function connectDeaf({ port }: MeasuredServer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let tcp: Socket | null = null
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      createConnection: () => (tcp = connectTcp(port, '127.0.0.1')),
    })
    socket.once('error', reject)
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      if (text.startsWith('0')) socket.send('40/events,{"protocol":1}')
      else if (text.startsWith('40/events,')) socket.send(`42/events,1["subscribe",{"pattern":"${TOPIC}"}]`)
      else if (text.startsWith('43/events,') && tcp !== null) {
        socket.off('error', reject).on('error', () => undefined)
        // A socket that is not read does not hear of its end: writing to it tells.
        const own = tcp
        own.removeAllListeners('data')
        own.pause()
        const knocking = setInterval(() => own.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0])), 250)
        own.once('close', () => clearInterval(knocking))
        resolve(own)
      }
    })
  })
}
