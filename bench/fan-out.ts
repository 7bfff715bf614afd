import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DID_NOT_END, keep, round as boundedRound } from './bounded.ts'
import { bundled } from './bundled.ts'
import type { FromLoad, FromServer, ToLoad, ToServer, Way } from './fan-out/messages.ts'
import type { Row } from './row.ts'

const PEER_NAMES = { 'socket.io': 'Socket.IO as it comes', ws: 'bare ws', nats: 'nats-server over WebSocket' } as const

/** Milliseconds of silence after which a run counts as broken. */
const SILENCE_MS = 60_000

/** Milliseconds after which a round is given up; on a quiet machine it takes about six seconds. */
const ROUND_LIMIT_MS = 30_000

/** Milliseconds of publishing, at saturation and again at a moderate rate. */
const PUBLISHING_MS = 1_500

/** A moderate rate, at which latency is compared: 20 messages a second. */
const MODERATE_EVERY_MS = 50

/** What is measured is bundled as the server is; what measures runs as it is written. */
const SERVER = new URL('fan-out/server-process.ts', import.meta.url)
const LOAD = fileURLToPath(new URL('fan-out/load-process.ts', import.meta.url))

/** Subscribers from which on their memory can be told from the process's own. */
const MEMORY_FROM = 5_000

/** Share of the subscribers that come before memory is looked at: with them come the code and the room that a process needs anyway. */
const FIRST_SHARE = 0.1

type Figures = { readonly deliveriesPerSecond: number; readonly latencyP99Ms: number; /** Of one subscriber that waits; NaN where another process has it. */ readonly kilobytesEach: number }

const broken: Figures = { deliveriesPerSecond: DID_NOT_END, latencyP99Ms: DID_NOT_END, kilobytesEach: DID_NOT_END }

/**
 * One publisher, N subscribers, 200-byte messages: deliveries a second at saturation, and p99 latency at 20 messages a second.
 * Server and subscribers are processes of their own; subscribers are raw WebSocket clients, the same for all. Ours is `/events` as the server has it:
 * handshake, grant, match, the log on the disk, slow readers accounted; all that is published comes to the disk. Every frame is waited for: a round that loses one, or does not end, has no figure.
 */
export async function fanOutSuite({ smoke, rounds, peers }: { readonly smoke: boolean; readonly rounds: number; readonly peers: boolean }): Promise<Row[]> {
  const rows: Row[] = []
  const peerWays = peers ? (['socket.io', 'ws', 'nats'] as const) : (['socket.io', 'ws'] as const)
  const ways: readonly Way[] = ['halley', ...peerWays]
  for (const subscribers of smoke ? [100] : [100, 1_000, 5_000]) {
    const figures = new Map<Way, Figures[]>(ways.map((way) => [way, []]))
    // In turn, so that what else the machine does falls on all.
    for (let round = 0; round < rounds; round += 1) {
      for (const way of ways) {
        const name = `fan-out to ${subscribers}, round ${round + 1} of ${rounds}, ${way}`
        figures.get(way)?.push(await boundedRound({ name, limitMs: ROUND_LIMIT_MS, fallback: broken }, (signal) => measure(way, { subscribers, durationMs: smoke ? 500 : PUBLISHING_MS, signal })))
      }
    }
    const take = (way: Way, figure: keyof Figures): number[] => (figures.get(way) ?? []).map((one) => one[figure])
    for (const peer of peerWays) {
      const row = { suite: 'fan-out', peer: PEER_NAMES[peer] }
      rows.push({ ...row, name: `to ${subscribers} subscribers`, ours: take('halley', 'deliveriesPerSecond'), peerFigures: take(peer, 'deliveriesPerSecond'), unit: 'deliveries/s', higherIsBetter: true })
      rows.push({ ...row, name: `p99 at 20 messages/s to ${subscribers}`, ours: take('halley', 'latencyP99Ms'), peerFigures: take(peer, 'latencyP99Ms'), unit: 'ms', higherIsBetter: false })
      // With fewer, what a process takes and gives back by itself is more than what they need.
      if (peer !== 'nats' && subscribers >= MEMORY_FROM) rows.push({ ...row, name: `memory of each of ${subscribers} that wait`, ours: take('halley', 'kilobytesEach'), peerFigures: take(peer, 'kilobytesEach'), unit: 'kB', higherIsBetter: false })
    }
  }
  return rows
}

async function measure(way: Way, { subscribers, durationMs, signal }: { readonly subscribers: number; readonly durationMs: number; readonly signal: AbortSignal }): Promise<Figures> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'halley-bench-fan-out-'))
  const server = start<ToServer, FromServer>(await bundled(SERVER, [/^@halley\//]), [way, dataFolder])
  const load = start<ToLoad, FromLoad>(LOAD, [])
  signal.addEventListener('abort', () => {
    server.end()
    load.end()
  })
  try {
    const { port } = await server.next('listening')
    const memory = async (): Promise<number> => {
      server.send({ type: 'memory' })
      return (await server.next('memory')).bytes
    }
    const connect = async (count: number): Promise<void> => {
      load.send({ type: 'connect', way, port, subscribers: count, total: subscribers })
      await load.next('connected')
    }
    const first = Math.ceil(subscribers * FIRST_SHARE)
    await connect(first)
    const before = await memory()
    await connect(subscribers - first)
    const kilobytesEach = way === 'nats' ? DID_NOT_END : ((await memory()) - before) / (subscribers - first) / 1_000
    const run = async (runMs: number, everyMs: number) => {
      load.send({ type: 'reset' })
      await load.next('reset')
      server.send({ type: 'publish', durationMs: runMs, subscribers, everyMs })
      const { count, startedAt } = await server.next('published')
      load.send({ type: 'await', frames: count * subscribers })
      const { frames, lastAt, latenciesMs } = await load.next('received')
      if (frames !== count * subscribers) throw new Error(`${way}: ${frames} frames came of ${count * subscribers}.`)
      return { deliveriesPerSecond: (frames * 1_000) / (lastAt - startedAt), latenciesMs }
    }
    // The first run is for the compiler's sake.
    await run(durationMs / 3, 0)
    const { deliveriesPerSecond } = await run(durationMs, 0)
    const { latenciesMs } = await run(durationMs, MODERATE_EVERY_MS)
    return { deliveriesPerSecond, latencyP99Ms: percentile(latenciesMs, 0.99), kilobytesEach }
  } finally {
    server.end()
    load.end()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Starts a process of the benchmark; `next` resolves with its next message of a type and rejects when it ends or falls silent. */
function start<Out extends object, In extends { readonly type: string }>(file: string, parameters: readonly string[]) {
  const child: ChildProcess = keep(fork(file, parameters, { execArgv: ['--expose-gc', '--import', 'tsx'] }))
  let begun: number | null = null
  child.on('message', (message) => {
    const said = message as FromServer | FromLoad
    if (said.type === 'began') begun = said.processId
  })
  return {
    send: (message: Out): void => void child.send(message),
    next: <T extends In['type']>(type: T): Promise<Extract<In, { type: T }>> =>
      new Promise((resolve, reject) => {
        const fail = (reason: string) => (): void => {
          settle()
          reject(new Error(`${basename(file)} ${parameters.join(' ')} ${reason} before it said "${type}".`))
        }
        const ended = fail('ended')
        const silence = setTimeout(fail('was silent for a minute'), SILENCE_MS)
        const look = (message: unknown): void => {
          // Both ends are ours; the type is the message's own name.
          const said = message as In
          if (said.type !== type) return
          settle()
          resolve(said as Extract<In, { type: T }>)
        }
        const settle = (): void => {
          clearTimeout(silence)
          child.off('message', look).off('exit', ended)
        }
        child.on('message', look).once('exit', ended)
      }),
    end: (): void => {
      child.kill('SIGKILL')
      if (begun !== null) endProcess(begun)
    },
  }
}

function endProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
