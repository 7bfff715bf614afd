import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@halley/server/test-services'

/** A Halley server as people run it: the built program, in a process of its own, with a data directory of its own. */
export class HalleyProcess {
  readonly url: string
  #dataDirectory: string
  #file: string | undefined
  readonly #port: number
  readonly #demandsAccounts: boolean
  #child: ChildProcess | undefined
  #output = ''
  #isEnding = false
  /** What the process printed when it ended though nobody ended it. */
  readonly crashes: string[] = []

  private constructor(port: number, dataDirectory: string, demandsAccounts: boolean) {
    this.#port = port
    this.#demandsAccounts = demandsAccounts
    this.url = `http://127.0.0.1:${port}`
    this.#dataDirectory = dataDirectory
  }

  /** With `demandsAccounts` it listens where other machines could reach it, so that nobody gets in without an account. */
  static async start({ demandsAccounts = false }: { readonly demandsAccounts?: boolean } = {}): Promise<HalleyProcess> {
    const halley = new HalleyProcess(await freePort(), newDirectory(), demandsAccounts)
    await halley.start()
    return halley
  }

  async start(): Promise<void> {
    this.#output = ''
    this.#isEnding = false
    const child = spawn(process.execPath, [new URL('../../apps/server/dist/main.js', import.meta.url).pathname], {
      env: { ...process.env, HALLEY_PORT: String(this.#port), HALLEY_DATA: this.#dataDirectory, ...(this.#demandsAccounts && { HALLEY_HOST: '0.0.0.0', HALLEY_PUBLIC_URL: this.url }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()))
    child.once('exit', (code, signal) => {
      if (!this.#isEnding) this.crashes.push(`The server ended by itself (${signal ?? code}). It printed:\n${this.#output}`)
    })
    await this.#ready()
  }

  /** The link that the start has printed, by which the first owner is made. */
  get ownerLink(): string {
    const link = /\S+\/claim#code=\S+/.exec(this.#output)?.[0]
    if (link === undefined) throw new Error(`The server printed no link for the first owner. It printed:\n${this.#output}`)
    return link
  }

  /** Ends the process at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    rmSync(this.#dataDirectory, { recursive: true, force: true })
  }

  /** Told with each test; with the first one of another file it begins anew, at the same address and with nothing in it. */
  async beginFile(file: string): Promise<void> {
    const isAnother = this.#file !== undefined && this.#file !== file
    this.#file = file
    if (!isAnother) return
    await this.stop()
    this.#dataDirectory = newDirectory()
    await this.start()
  }

  /**
   * Keeps the storage from taking anything, as a disk that is full or a backup that does not end would; returns what
   * gives it free again.
   */
  holdStorage(): () => void {
    const other = openDatabase(join(this.#dataDirectory, 'halley.sqlite'))
    // The server may be writing something right now.
    other.exec('PRAGMA busy_timeout = 20000')
    other.exec('BEGIN IMMEDIATE')
    return () => {
      other.exec('ROLLBACK')
      other.close()
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    this.#isEnding = true
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  /** Asks until the server answers; a process that ended says what it printed instead of timing out. */
  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (this.#child?.exitCode != null || this.#child?.signalCode != null) break
      try {
        const response = await fetch(`${this.url}/readyz`)
        if (response.ok) return
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The server did not get ready. It printed:\n${this.#output}`)
  }
}

/** Opens a database with the driver that the server takes; what is used of it here. */
function openDatabase(file: string): { exec(sql: string): void; close(): void } {
  const requireAsServer = createRequire(new URL('../../apps/server/package.json', import.meta.url))
  const hasOwn = Number(process.versions.node.split('.')[0]) >= 22
  const { DatabaseSync } = requireAsServer(hasOwn ? 'node:sqlite' : '@photostructure/sqlite')
  return new DatabaseSync(file)
}

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'halley-browser-'))
}
