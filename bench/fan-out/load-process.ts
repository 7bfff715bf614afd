// The subscribers of the fan-out benchmark: raw WebSocket clients that count frames.
import { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { preciseNow, type FromLoad, type ToLoad, type Way } from './messages.ts'

/** Connections that are opened at once; more would overflow the listen queue. */
const OPENING_AT_ONCE = 100

const EVENT = Buffer.from('42/events,')

const SUBSCRIBE = '42/events,1["subscribe",{"pattern":"events.local.app.channel.*.*"}]'

/** Frames with less are pings of Engine.IO. */
const EVENT_BYTES = 20

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

async function connectAll({ way, port, subscribers }: Extract<ToLoad, { type: 'connect' }>): Promise<void> {
  for (let opened = 0; opened < subscribers; opened += OPENING_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(OPENING_AT_ONCE, subscribers - opened) }, (_, index) => connect(way, port, opened + index === 0)))
  }
}

function connect(way: Way, port: number, isMeasured: boolean): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${way === 'ws' ? '' : 'socket.io/?EIO=4&transport=websocket'}`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    const joined = (): void => {
      if (!isMeasured) countRaw(socket)
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

/** Counts a connection's frames by their heads alone, so that the load costs less than what is measured. */
function countRaw(socket: WebSocket): void {
  const tcp: unknown = Reflect.get(socket, '_socket')
  if (!(tcp instanceof Socket)) throw new Error('ws keeps its TCP socket elsewhere now.')
  let rest: Buffer | null = null
  let skip = 0
  tcp.removeAllListeners('data')
  tcp.on('data', (chunk: Buffer) => {
    const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk])
    rest = null
    let at = skip
    while (at + 4 <= bytes.length) {
      const short = bytes[at + 1] ?? 0
      if (short === 127) throw new Error('No message of the benchmark is that long.')
      const length = short === 126 ? bytes.readUInt16BE(at + 2) + 4 : short + 2
      if (length > EVENT_BYTES) frames += 1
      at += length
    }
    skip = Math.max(0, at - bytes.length)
    // Less than a head is left: it comes again in front of the next chunk.
    if (at < bytes.length) rest = bytes.subarray(at)
    lastAt = preciseNow()
    if (awaited !== null) finishWhenThere()
  })
}

function count(data: Buffer, isMeasured: boolean): void {
  frames += 1
  lastAt = preciseNow()
  if (isMeasured) {
    const sentAt = /"sentAt":([\d.]+)/.exec(data.toString('utf8'))?.[1]
    latenciesMs.push(lastAt - Number(sentAt))
  }
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
