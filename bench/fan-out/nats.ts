import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MESSAGES_UNDER_WAY, payloadOf, preciseNow } from './messages.ts'

const SUBJECT = 'events.local.app.channel.Ticket._'

/** Bytes of one payload: padded, so that every message has the same size and can be counted by it. */
const PAYLOAD_BYTES = 280

/** What a subscriber says first; its answer ends with PONG. */
export const NATS_SUBSCRIBE = `CONNECT {"verbose":false,"pedantic":false}\r\nSUB ${SUBJECT} 1\r\nPING\r\n`

/** Bytes of one message as it is delivered. */
export const NATS_MESSAGE_BYTES = `MSG ${SUBJECT} 1 ${PAYLOAD_BYTES}\r\n`.length + PAYLOAD_BYTES + 2

export type NatsRun = { readonly processId: number; readonly webSocketPort: number; publish(): void; isBusy(): boolean }

/** Runs nats-server as it comes, with its WebSocket door open, and publishes to it over TCP. Rejects when there is no nats-server. */
export async function startNats(): Promise<NatsRun> {
  const [port, webSocketPort] = [await freePort(), await freePort()]
  const config = join(mkdtempSync(join(tmpdir(), 'halley-bench-nats-')), 'nats.conf')
  writeFileSync(config, `listen: "127.0.0.1:${port}"\nmax_connections: 20000\nwebsocket { listen: "127.0.0.1:${webSocketPort}", no_tls: true }\n`)
  const server = spawn(process.env['HALLEY_NATS_SERVER'] ?? 'nats-server', ['-c', config], { stdio: 'ignore', env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` } })
  const ended = endOf(server)
  const publisher = await Promise.race([connected(port), ended])
  let published = 0
  let echoedBytes = 0
  let isWelcomed = false
  publisher.on('data', (chunk: Buffer) => {
    if (isWelcomed) echoedBytes += chunk.length
    else isWelcomed = chunk.includes('PONG')
  })
  publisher.write(NATS_SUBSCRIBE)
  return {
    processId: server.pid ?? 0,
    webSocketPort,
    publish: () => {
      if (!publisher.writableCorked) {
        publisher.cork()
        setImmediate(() => publisher.uncork())
      }
      publisher.write(`PUB ${SUBJECT} ${PAYLOAD_BYTES}\r\n${JSON.stringify({ topic: SUBJECT, data: payloadOf(preciseNow()) }).padEnd(PAYLOAD_BYTES)}\r\n`)
      published += 1
    },
    isBusy: () => published - echoedBytes / NATS_MESSAGE_BYTES > MESSAGES_UNDER_WAY,
  }
}

function endOf(server: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) => {
    server.once('error', (error) => reject(new Error('nats-server cannot be started; install it with your system\'s package manager, or set HALLEY_NATS_SERVER to the program.', { cause: error })))
    server.once('exit', (code) => reject(new Error(`nats-server ended with ${code}.`)))
  })
}

/** Connects as soon as the server listens. */
async function connected(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
    if (isOpen) return socket.setNoDelay(true)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
