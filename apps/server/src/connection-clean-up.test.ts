import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock, type ServerClock } from './clock.ts'
import { startServer } from './halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const CONNECTIONS = 10_000
const AT_ONCE = 100

/** Bytes of heap that one connection may leave behind: far less than anything that was made for it. */
const LEFT_BYTES = 300

/** How clients of each namespace begin: what they say of themselves, and what they ask for. */
const beginnings = {
  events: ['{"protocol":1}', '["subscribe",{"pattern":["events.local.app.channel.*.*","events.local.>"]}]'],
  app: ['{"protocol":1,"projectId":"helpdesk-escalation","personaId":null,"environment":"draft","slot":1,"flowId":null,"resume":null}', '["ping",{}]'],
  editor: ['{"protocol":1,"name":"Ann"}', '["open",{"projectId":"helpdesk-escalation","since":null}]'],
} as const

const endings = {
  leaves: (socket: WebSocket, namespace: string) => socket.send(`41/${namespace},`, () => socket.close()),
  closes: (socket: WebSocket) => socket.close(),
  'is lost': (socket: WebSocket) => socket.terminate(),
} as const

describe('what a connection held', () => {
  it(`is gone after ${CONNECTIONS} connects and disconnects: sockets, subscriptions, sessions, timers and memory`, async () => {
    const server = await startServer(cleanUps, { clock: hurryingClock(), handshakesPerSecond: 100_000 })
    // Once for what is made at first use and stays: compiled code, the project, the example's service session.
    await connectAndGo(server.url, 1_000)
    const before = await held(server.url)
    await connectAndGo(server.url, CONNECTIONS)
    const after = await held(server.url)
    expect(after.figures).toEqual(before.figures)
    expect(after.resources).toEqual(before.resources)
    expect((after.heapBytes - before.heapBytes) / CONNECTIONS).toBeLessThan(LEFT_BYTES)
  }, 180_000)
})

async function connectAndGo(url: string, count: number): Promise<void> {
  const ways = Object.values(endings)
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => {
      const namespace = index % 20 === 0 ? 'app' : index % 20 === 1 ? 'editor' : 'events'
      // The session of a client that is merely lost waits for it, as it should.
      const end = namespace === 'app' ? endings.leaves : (ways[index % ways.length] ?? endings.closes)
      return connectOnce(url, namespace, end)
    }))
  }
}

/** Connects, asks for something, and goes when it was answered; resolves when the connection is closed. */
function connectOnce(url: string, namespace: keyof typeof beginnings, end: (socket: WebSocket, namespace: string) => void): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false })
  const [auth, request] = beginnings[namespace]
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => resolve())
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      if (text.startsWith('0')) socket.send(`40/${namespace},${auth}`)
      else if (text.startsWith(`40/${namespace},`)) socket.send(`42/${namespace},1${request}`)
      else if (text.startsWith(`43/${namespace},`)) end(socket, namespace)
      else if (text.startsWith(`44/${namespace},`)) reject(new Error(text))
    })
  })
}

type Held = { readonly figures: Record<string, number>; readonly resources: Record<string, number>; readonly heapBytes: number }

/** What the server holds as soon as nothing more goes; the figures are those that its operator sees. */
async function held(url: string): Promise<Held> {
  let last: Held | undefined
  for (;;) {
    // Each look is a request: what is on its way out is out by the next but one.
    const now = { figures: await figuresOf(url), resources: resourcesNow(), heapBytes: heapAfterCollecting() }
    if (last !== undefined && last.figures['halley_connections{namespace="/events"}'] === 0 && JSON.stringify([last.figures, last.resources]) === JSON.stringify([now.figures, now.resources])) return now
    last = now
  }
}

async function figuresOf(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const isOfConnections = /^halley_(connections|subscriptions|sessions|runs)/
  return Object.fromEntries(text.split('\n').filter((line) => isOfConnections.test(line)).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

/** Sockets and timers of this process, the test's own included; what only comes and goes is left out. */
function resourcesNow(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) if (name === 'TCPSocketWrap' || name === 'TCPServerWrap') counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function heapAfterCollecting(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

/** A clock on which each look at the time is a while later: many connect within what is a second, and none is too many. */
function hurryingClock(): ServerClock {
  let hurriedMs = 0
  return { ...systemClock, nowMs: () => systemClock.nowMs() + (hurriedMs += 5) }
}
