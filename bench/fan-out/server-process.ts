// The server of the fan-out benchmark, one way per process: `server-process.ts halley|socket.io|ws|nats FOLDER`.
import { randomBytes } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import { openInProcessBus } from '@halley/bus'
import { Server as SocketServer, type Socket } from 'socket.io'
import * as ws from 'ws'
import { createStorageJournal, forgetFirstRequests, loopbackGrants, openStorage, PresenceHub, PublishGate, serveEvents, StreamBoard, systemClock } from '@halley/server'
import { startNats } from './nats.ts'
import { MESSAGES_UNDER_WAY, payloadOf, preciseNow, type FromServer, type ToServer, type Way } from './messages.ts'

/** Messages handed over in one turn of the event loop at saturation: a burst, as a flow's or a batch's; the same for all ways. */
const MESSAGES_PER_TURN = 32

/** Messages that may be on their way to the disk: what many publishers have without an acknowledgement. */
const UNWRITTEN_MESSAGES = 4_096

/** Connections whose backlog stands for all: they get the same messages. */
const SAMPLED_CONNECTIONS = 16

const socketOptions = { perMessageDeflate: false, serveClient: false, transports: ['websocket' as const] }

/** Bytes of one frame, about. */
const FRAME_BYTES = 400

type Running = { publish(): void; /** Messages that wait at one of the connections. */ backlog(index: number): number }

const ways: Readonly<Record<Exclude<Way, 'nats'>, (http: HttpServer) => Running | Promise<Running>>> = { halley: serveHalley, 'socket.io': serveSocketIo, ws: serveWs }

const http = createServer()
const way = process.argv[2]
if (way !== 'halley' && way !== 'socket.io' && way !== 'ws' && way !== 'nats') throw new Error(`No such way: ${way}`)
const running = way === 'nats' ? await serveNats() : await ways[way](http)
if (way !== 'nats') {
  http.listen(0, '127.0.0.1', () => {
    const address = http.address()
    tell({ type: 'listening', port: typeof address === 'object' && address !== null ? address.port : 0 })
  })
}
process.on('message', (message: ToServer) => (message.type === 'publish' ? publishFor(message) : tellMemory()))
process.on('disconnect', () => process.exit(0))

function tellMemory(): void {
  globalThis.gc?.()
  tell({ type: 'memory', bytes: process.memoryUsage().rss })
}

function publishFor({ durationMs, subscribers, everyMs }: Extract<ToServer, { type: 'publish' }>): void {
  const startedAt = preciseNow()
  const sampled = Math.min(SAMPLED_CONNECTIONS, subscribers)
  let count = 0
  const turn = (): void => {
    if (preciseNow() - startedAt >= durationMs) return tell({ type: 'published', count, startedAt })
    let isBusy = false
    for (let index = 0; index < sampled; index += 1) isBusy ||= running.backlog(index) > MESSAGES_UNDER_WAY
    for (let message = 0; !isBusy && message < (everyMs === 0 ? MESSAGES_PER_TURN : 1); message += 1) {
      running.publish()
      count += 1
    }
    if (everyMs === 0) setImmediate(turn)
    else setTimeout(turn, everyMs)
  }
  turn()
}

function tell(message: FromServer): void {
  process.send?.(message)
}

/** The namespace `/events` as the server has it: handshake, grant, subscriptions, match, the log on the disk, accounting of slow readers. */
async function serveHalley(server: HttpServer): Promise<Running> {
  const io = new SocketServer(server, socketOptions)
  forgetFirstRequests(io)
  const newId = (): string => randomBytes(12).toString('base64url')
  const fail = (error: unknown, what: string): never => {
    throw new Error(what, { cause: error })
  }
  const storage = await openStorage({ dataFolder: process.argv[3] ?? fail(null, 'There is no folder for the log.'), onProblem: (error) => fail(error, 'The log') })
  const journal = createStorageJournal({ events: storage.events, keepingOf: () => null })
  const bus = await openInProcessBus({ clock: systemClock, newId, newEpoch: newId, journal, onError: (problem) => fail(problem, problem.type) })
  const connections = serveEvents(io.of('/events'), {
    history: { read: () => fail(null, 'Nothing of the past is asked for here.') },
    presence: { hub: new PresenceHub(systemClock), findChannel: () => Promise.resolve(null) },
    bus, clock: systemClock, streams: new StreamBoard({ bus, clock: systemClock }), grants: loopbackGrants, listening: { onChanged: () => () => undefined }, positionNow: (org) => bus.core.position(org), policyOf: () => 'disconnect', onFailure: fail,
    publishing: new PublishGate({ nowMs: () => systemClock.nowMs(), publish: (request, { org, source }) => bus.publish({ org, source, type: 'event', ...request }) }),
    keyDesk: { forReading: () => fail(null, 'Nothing is encrypted here.'), forPublishing: () => fail(null, 'Nothing is encrypted here.') },
    onDropped: () => fail(null, 'Events were left out.'),
  })
  return {
    publish: () => {
      const answer = bus.core.publish({ org: 'local', topic: 'events.local.app.channel.Ticket._', source: 'bench', type: 'Ticket', data: payloadOf(preciseNow()) })
      if (!answer.ok) throw new Error(answer.message)
    },
    // All get the same messages, so the fullest stands for each; what is not on the disk yet has not been acknowledged, and a publisher waits for that.
    backlog: (index) => (index === 0 ? Math.max(connections.mostUndelivered() / FRAME_BYTES, bus.core.size().unwritten > UNWRITTEN_MESSAGES ? Infinity : 0) : 0),
  }
}

/** Socket.IO as it comes: one emit to a room. */
function serveSocketIo(server: HttpServer): Running {
  const io = new SocketServer(server, socketOptions)
  const sockets: Socket[] = []
  const namespace = io.of('/events')
  namespace.on('connection', (socket) => {
    sockets.push(socket)
    void socket.join('channel')
  })
  return { publish: () => void namespace.to('channel').emit('event', { topic: 'events.local.app.channel.Ticket._', data: payloadOf(preciseNow()) }), backlog: (index) => backlogOf(sockets[index]) }
}

function backlogOf(socket: Socket | undefined): number {
  // Engine.IO's queue of packets that its transport has not taken yet.
  return socket === undefined ? 0 : (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length
}

/** Bare ws: the text is made once and sent to each. */
function serveWs(server: HttpServer): Running {
  const sockets: ws.WebSocket[] = []
  new ws.WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => sockets.push(socket))
  return {
    publish: () => {
      const frame = Buffer.from(`42/events,${JSON.stringify(['event', { topic: 'events.local.app.channel.Ticket._', data: payloadOf(preciseNow()) }])}`)
      for (const socket of sockets) socket.send(frame, { binary: false })
    },
    backlog: (index) => (sockets[index]?.bufferedAmount ?? 0) / 256,
  }
}

/** nats-server in a process of its own; this one only publishes to it. */
async function serveNats(): Promise<Running> {
  const { processId, webSocketPort, publish, isBusy } = await startNats()
  // Whoever kills this process kills that one, too.
  tell({ type: 'began', processId })
  tell({ type: 'listening', port: webSocketPort })
  return { publish, backlog: (index) => (index === 0 && isBusy() ? Infinity : 0) }
}
