// The subscribers of the fan-out benchmark: raw WebSocket clients that count frames.
import { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { FrameWalker } from './frame-walker.ts'
import { NATS_MESSAGE_BYTES, NATS_SUBSCRIBE } from './nats.ts'
import { preciseNow, type FromLoad, type ToLoad, type Way } from './messages.ts'

/** Connections that are opened at once; more would overflow the listen queue. */
const OPENING_AT_ONCE = 100

const EVENT = Buffer.from('42/events,')

const SUBSCRIBE = '42/events,1["subscribe",{"pattern":"events.local.app.channel.*.*"}]'

/** Frames with less are pings of Engine.IO. */
const EVENT_BYTES = 16

/** Subscribers whose latency is taken, spread evenly: whoever is served first would say nothing of the last. */
const MEASURED = 20

let frames = 0
let lastAt = 0
let latenciesMs: number[] = []
let awaited: number | null = null

process.on('message', (message: ToLoad) => {
  switch (message.type) {
    case 'connect':
      void connectAll(message).then(() => tell({ type: 'connected' }))
      return
    case 'reset':
      frames = 0
      latenciesMs = []
      awaited = null
      return tell({ type: 'reset' })
    case 'await':
      awaited = message.frames
      return finishWhenThere()
  }
})
process.on('disconnect', () => process.exit(0))

async function connectAll({ way, port, subscribers, total }: Extract<ToLoad, { type: 'connect' }>): Promise<void> {
  const every = Math.max(1, Math.floor(total / MEASURED))
  for (let opened = 0; opened < subscribers; opened += OPENING_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(OPENING_AT_ONCE, subscribers - opened) }, (_, index) => (way === 'nats' ? connectNats : connect)(way, port, (opened + index) % every === 0)))
  }
}

function connect(way: Way, port: number, isMeasured: boolean): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${way === 'ws' ? '' : 'socket.io/?EIO=4&transport=websocket'}`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    const joined = (): void => {
      if (!isMeasured) countRaw(socket, countFrame)
      resolve()
    }
    if (way === 'ws') socket.once('open', joined)
    socket.on('message', (data: Buffer) => {
      if (data.length > EVENT.length && data[0] === EVENT[0] && data[1] === EVENT[1]) return count(data, isMeasured)
      // Engine.IO's opening, its ping, and the namespace's welcome.
      const text = data.toString('utf8')
      if (text.startsWith('0')) socket.send('40/events,{"protocol":1}')
      else if (text === '2') socket.send('3')
      else if (text.startsWith('40/events,')) {
        if (way === 'halley') socket.send(SUBSCRIBE)
        else joined()
      } else if (text.startsWith('43/events,')) joined()
      else reject(new Error(`Unexpected frame: ${text.slice(0, 100)}`))
      return undefined
    })
  })
}

/** A subscriber of nats-server: its protocol is text in frames, and a frame may hold several messages. */
function connectNats(_way: Way, port: number, isMeasured: boolean): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
  let bytes = 0
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    const welcome = (data: Buffer): void => {
      const text = data.toString('latin1')
      if (text.startsWith('INFO')) socket.send(Buffer.from(NATS_SUBSCRIBE))
      if (!text.includes('PONG')) return
      socket.off('message', welcome)
      const counted = (payloadBytes: number): void => {
        const before = Math.floor(bytes / NATS_MESSAGE_BYTES)
        bytes += payloadBytes
        frames += Math.floor(bytes / NATS_MESSAGE_BYTES) - before
      }
      if (isMeasured) {
        socket.on('message', (message: Buffer) => {
          counted(message.length)
          came(message)
        })
      } else countRaw(socket, counted)
      resolve()
    }
    socket.on('message', welcome)
  })
}

/** Counts a connection's frames by their heads alone, so that the load costs less than what is measured. */
function countRaw(socket: WebSocket, onFrame: (payloadBytes: number) => void): void {
  const tcp: unknown = Reflect.get(socket, '_socket')
  if (!(tcp instanceof Socket)) throw new Error('ws keeps its TCP socket elsewhere now.')
  const walker = new FrameWalker(onFrame)
  tcp.removeAllListeners('data')
  tcp.on('data', (chunk: Buffer) => {
    walker.take(chunk)
    lastAt = preciseNow()
    if (awaited !== null) finishWhenThere()
  })
}

function countFrame(payloadBytes: number): void {
  if (payloadBytes > EVENT_BYTES) frames += 1
}

function count(data: Buffer, isMeasured: boolean): void {
  frames += 1
  if (isMeasured) came(data)
}

/** Takes the latency of each message in a frame. */
function came(data: Buffer): void {
  lastAt = preciseNow()
  for (const [, sentAt] of data.toString('utf8').matchAll(/"sentAt":([\d.]+)/g)) latenciesMs.push(lastAt - Number(sentAt))
  if (awaited !== null) finishWhenThere()
}

function finishWhenThere(): void {
  if (awaited === null || frames < awaited) return
  awaited = null
  tell({ type: 'received', frames, lastAt, latenciesMs })
}

function tell(message: FromLoad): void {
  process.send?.(message)
}
