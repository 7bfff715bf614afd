import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keep } from '../bounded.ts'

const program = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))

/** Milliseconds between asks whether the server serves. */
const ASK_EVERY_MS = 25

/** A Halley server in a process of its own, as `npm start` runs it, that can be killed and started again on its data. */
export type MeasuredServer = {
  readonly port: number
  readonly url: string
  /** The folder of its data. */
  readonly dataFolder: string
  /** Kills the process at once, as the system would. */
  kill(): Promise<void>
  /** Starts it again; resolves with the milliseconds until it served. */
  start(): Promise<number>
  /** MiB that the process has in memory now; NaN where the system does not say. */
  memoryMiB(): number
  /** Ends it and wipes its data. */
  end(): Promise<void>
}

/** Starts a server on a free port with data of its own. */
export async function startServer(): Promise<MeasuredServer> {
  if (!existsSync(program)) throw new Error('The server is not built; npm run bench builds it first.')
  const dataFolder = mkdtempSync(join(tmpdir(), 'halley-bench-data-'))
  const port = await freePort()
  let child: ChildProcess | null = null
  const url = `http://127.0.0.1:${port}`
  const server: MeasuredServer = {
    port,
    url,
    dataFolder,
    kill: () =>
      new Promise((resolve) => {
        if (child === null || child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
        child = null
      }),
    start: async () => {
      const startedAt = performance.now()
      child = keep(fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, HALLEY_PORT: String(port), HALLEY_DATA: dataFolder, HALLEY_LOG: 'error' } }))
      while (!(await isServing(url))) {
        if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} while it started.`)
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
      }
      return performance.now() - startedAt
    },
    memoryMiB: () => residentMiB(child?.pid),
    end: async () => {
      await server.kill()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    // Nobody listens yet: asked again.
    return false
  }
}

function residentMiB(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    // Not Linux, or the process is gone.
    return Number.NaN
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
