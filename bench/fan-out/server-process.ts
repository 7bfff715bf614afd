// The server of the fan-out benchmark, one way per process: `server-process.ts halley|socket.io|ws`.
import { randomBytes } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import { createInProcessBus, type Delivery } from '@halley/bus'
import { Server as SocketServer, type Socket } from 'socket.io'
import * as ws from 'ws'
import { payloadOf, preciseNow, type FromServer, type ToServer, type Way } from './messages.ts'

/** Messages handed over in one turn of the event loop at saturation. */
const MESSAGES_PER_TURN = 4

/** Messages that wait at a connection before the publisher waits too; enough to keep the sockets busy. */
const WAITING_MESSAGES = 32

/** Connections whose backlog stands for all: they get the same messages. */
const SAMPLED_CONNECTIONS = 16

const socketOptions = { perMessageDeflate: false, serveClient: false, transports: ['websocket' as const] }

type FrameMaker = { frame(data: Buffer, options: object): Buffer[] }

type Running = { publish(): void; /** Messages that wait at one of the connections. */ backlog(index: number): number }

const ways: Readonly<Record<Way, (http: HttpServer) => Running>> = { halley: serveHalley, 'socket.io': serveSocketIo, ws: serveWs }

const http = createServer()
const way = process.argv[2]
if (way !== 'halley' && way !== 'socket.io' && way !== 'ws') throw new Error(`No such way: ${way}`)
const running = ways[way](http)
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  tell({ type: 'listening', port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('message', (message: ToServer) => publishFor(message))
process.on('disconnect', () => process.exit(0))

function publishFor({ durationMs, subscribers, everyMs }: ToServer): void {
  const startedAt = preciseNow()
  const sampled = Math.min(SAMPLED_CONNECTIONS, subscribers)
  let count = 0
  const turn = (): void => {
    if (preciseNow() - startedAt >= durationMs) return tell({ type: 'published', count, startedAt })
    let isBusy = false
    for (let index = 0; index < sampled; index += 1) isBusy ||= running.backlog(index) > WAITING_MESSAGES
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

/** Our bus with its match and its log for every message; each event is encoded once for all connections with the same past. */
function serveHalley(server: HttpServer): Running {
  const io = new SocketServer(server, socketOptions)
  const bus = createInProcessBus({ clock: { nowMs: () => Date.now() }, newId: () => randomBytes(12).toString('base64url'), newEpoch: () => randomBytes(12).toString('base64url'), onError: (problem) => { throw new Error(problem.type) } })
  const sockets: Socket[] = []
  let encodedFor = ''
  let encoded: { packets: unknown[]; options: object } = { packets: [], options: {} }
  const encode = ({ seq, prev, subscriptions, event }: Delivery): typeof encoded => {
    const key = `${seq}/${prev}/${subscriptions.join()}`
    if (key !== encodedFor) {
      encodedFor = key
      const { id, time, source, type, data, subject } = event
      const packets: unknown[] = io.encoder.encode({ type: 2, nsp: '/events', data: ['event', { seq, prev, subs: subscriptions, topic: subject, id, time, source, type, data }] })
      // The frame too is built once, as Socket.IO's own adapter does for a room; the types of ws do not know its sender.
      const wsPreEncodedFrame: unknown = (ws as unknown as { Sender: FrameMaker }).Sender.frame(Buffer.from(`4${String(packets[0])}`), { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true })
      encoded = { packets, options: { preEncoded: true, compress: false, wsPreEncodedFrame } }
    }
    return encoded
  }
  io.of('/events').on('connection', (socket) => {
    sockets.push(socket)
    const connection = bus.connect({
      org: 'bench',
      deliver: (delivery) => {
        const { packets, options } = encode(delivery)
        // Socket.IO's own way out for what is encoded already; its types keep it to its adapters.
        const client = socket.client as unknown as { writeToEngine(packets: unknown[], options: object): void }
        client.writeToEngine(packets, options)
      },
    })
    void bus.subscribe(connection, 'events.bench.app.channel.*.*', { id: 's1' })
    socket.on('disconnect', () => void bus.disconnect(connection))
  })
  return {
    publish: () => {
      const answer = bus.core.publish({ org: 'bench', topic: 'events.bench.app.channel.Ticket._', source: 'bench', type: 'Ticket', data: payloadOf(preciseNow()) })
      if (!answer.ok) throw new Error(answer.message)
    },
    backlog: (index) => backlogOf(sockets[index]),
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
  return { publish: () => void namespace.to('channel').emit('event', { topic: 'events.bench.app.channel.Ticket._', data: payloadOf(preciseNow()) }), backlog: (index) => backlogOf(sockets[index]) }
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
      const frame = Buffer.from(`42/events,${JSON.stringify(['event', { topic: 'events.bench.app.channel.Ticket._', data: payloadOf(preciseNow()) }])}`)
      for (const socket of sockets) socket.send(frame, { binary: false })
    },
    backlog: (index) => (sockets[index]?.bufferedAmount ?? 0) / 256,
  }
}
