import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../free-port.test-fixture.ts'

/** Milliseconds between looks whether a server that is starting answers. */
const LOOK_EVERY_MS = 25

/** Milliseconds that a start may take: after a crash it first reads its log. */
const START_MS = 60_000

/** Milliseconds that making or ending one may take on a machine that is busy with other tests. */
export const POSTGRESQL_MS = 120_000

const USER = 'halley'
const PASSWORD = 'a password with %, @ and /'

/** A PostgreSQL of the test's own, as a person would have it: with a password, and waiting for the disk. */
export type TestPostgresql = {
  /** The folder of all its files. */
  readonly dataFolder: string
  /** Makes an empty database and gives its address. */
  newDatabase(): Promise<string>
  /** Runs one statement as the owner of the server. */
  run<R = unknown>(statement: string): Promise<readonly R[]>
  /** Ends all of its processes without warning, as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same data and port; resolves when it answers. */
  start(): Promise<void>
}

/** Starts one for all tests of a file, and ends it after the last; the result gives it while they run. */
export function postgresqlForAll(): () => TestPostgresql {
  const cleanUps: (() => unknown)[] = []
  let started: TestPostgresql | undefined
  beforeAll(async () => {
    started = await startPostgresql(cleanUps)
  }, POSTGRESQL_MS)
  afterAll(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp()
  }, POSTGRESQL_MS)
  return () => {
    if (started === undefined) throw new Error('PostgreSQL is there only while a test runs.')
    return started
  }
}

/** Starts a PostgreSQL on a free port with data that go with the test; throws with what to install where there is none. */
async function startPostgresql(cleanUps: (() => unknown)[]): Promise<TestPostgresql> {
  // vitest.config.ts has looked for it.
  const programs = process.env['HALLEY_POSTGRESQL']
  if (programs === undefined || programs === '') throw new Error('PostgreSQL is missing. "npm test" installs it on Debian as root; elsewhere install it with the system\'s package manager, or set HALLEY_POSTGRESQL to the folder that holds initdb and postgres.')
  const folder = mkdtempSync(join(tmpdir(), 'halley-postgresql-'))
  const data = join(folder, 'data')
  const identity = serverIdentity()
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, PASSWORD)
  if (identity !== undefined) for (const path of [folder, passwordFile]) chownSync(path, identity.uid, identity.gid)
  const initialise = ['-D', data, '-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(join(programs, 'initdb'), initialise, { ...identity, cwd: folder })

  const port = await freePort()
  const addressOf = (database: string): string => `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`
  let server: ChildProcess | undefined
  let ended = Promise.resolve()
  const run = async <R>(statement: string): Promise<R[]> => {
    const client = new Client(addressOf('postgres'))
    client.on('error', () => undefined)
    await client.connect()
    try {
      // The test knows what its statement gives.
      return (await client.query(statement)).rows as R[]
    } finally {
      await client.end()
    }
  }
  const spawnServer = (): { hasEnded(): boolean; said(): string } => {
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-p', String(port)]
    // The shell stays, and ends the server at once when this process is gone, however it went.
    const guard = '"$0" "$@" </dev/null & read _; kill -QUIT $! 2>/dev/null; wait $!'
    const child = spawn('/bin/sh', ['-c', guard, join(programs, 'postgres'), '-D', data, ...settings], { ...identity, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-4_000)))
    server = child
    ended = new Promise((resolve) => child.once('exit', () => resolve()))
    return { hasEnded: () => /FATAL: .*(in use|already exists)/.test(output), said: () => output }
  }
  const start = async (): Promise<void> => {
    const deadline = Date.now() + START_MS
    let starting = spawnServer()
    for (;;) {
      try {
        await run('select 1')
        return
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${starting.said()}`, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
      // After a crash, parts of the old server may still be ending.
      if (!starting.hasEnded()) continue
      await stop()
      starting = spawnServer()
    }
  }
  const stop = async (): Promise<void> => {
    server?.stdin?.end()
    await ended
  }
  cleanUps.push(stop)
  await start()
  let databases = 0
  return {
    run, start,
    dataFolder: data,
    newDatabase: async () => {
      databases += 1
      await run(`create database test_${databases}`)
      return addressOf(`test_${databases}`)
    },
    kill: async () => {
      const parts = await run<{ pid: number }>('select pid from pg_stat_activity')
      const processId = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      for (const id of [processId, ...parts.map(({ pid }) => pid)]) endNow(id)
      await stop()
    },
  }
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
function serverIdentity(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function endNow(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch (error) {
    // It was quicker: a server ends its parts as soon as one of them is gone.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
