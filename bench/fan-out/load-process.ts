// The subscribers of the fan-out benchmark: raw WebSocket clients that count frames.
import { WebSocket } from 'ws'
import { preciseNow, type FromLoad, type ToLoad, type Way } from './messages.ts'

/** Connections that are opened at once; more would overflow the listen queue. */
const OPENING_AT_ONCE = 100

const EVENT = Buffer.from('42/events,')

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
    if (way === 'ws') socket.once('open', () => resolve())
    socket.on('message', (data: Buffer) => {
      if (data.length > EVENT.length && data[0] === EVENT[0] && data[1] === EVENT[1]) return count(data, isMeasured)
      // Engine.IO's opening, its ping, and the namespace's welcome.
      const text = data.toString('utf8')
      if (text.startsWith('0')) socket.send('40/events,')
      else if (text === '2') socket.send('3')
      else if (text.startsWith('40/events,')) resolve()
      else reject(new Error(`Unexpected frame: ${text.slice(0, 100)}`))
      return undefined
    })
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
