import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { LIMITS } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { ImportFile, ImportReading, ImportRefusal } from './read-import.ts'

/** Bounds of imports, each as the limit of its name in the table of limits, or lower. */
export type ImportBounds = { readonly importMs: number; readonly importMemoryMiB: number; readonly importsAtOnce: number; readonly importsWaiting: number }

export type ImportDeskSurroundings = {
  readonly clock: ServerClock
  readonly bounds?: Partial<ImportBounds> | undefined
  /** Is told of a process that broke by a mistake of ours. */
  readonly onFailure: (error: unknown, what: string) => void
}

/** Seconds after which whoever was refused since too many wait may come again. */
export const BUSY_RETRY_S = 5

/**
 * Reads imports in processes: each has its own, with bounds of memory and time, which ends with it, so that nothing of one import is there
 * for the next. As many as the limit are read at once, some more wait, and the others are refused with `import/busy`.
 *
 * A thread would start sooner, but one that reaches the bound of its memory within a single call takes the whole process along (ADR 0025).
 */
export class ImportDesk {
  readonly #surroundings: ImportDeskSurroundings
  readonly #bounds: ImportBounds
  readonly #waiting: (() => void)[] = []
  readonly #running = new Set<ChildProcess>()
  #taken = 0
  #isClosed = false

  constructor(surroundings: ImportDeskSurroundings) {
    this.#surroundings = surroundings
    const lower = (name: keyof ImportBounds): number => Math.min(LIMITS[name], surroundings.bounds?.[name] ?? LIMITS[name])
    this.#bounds = { importMs: lower('importMs'), importMemoryMiB: lower('importMemoryMiB'), importsAtOnce: lower('importsAtOnce'), importsWaiting: lower('importsWaiting') }
  }

  /** Reads a file when it is its turn. Resolves with a refusal when it took too much, and never rejects. */
  async read(file: ImportFile): Promise<ImportReading> {
    const { importsAtOnce, importsWaiting } = this.#bounds
    if (this.#isClosed) return CLOSING
    if (this.#taken >= importsAtOnce) {
      if (this.#waiting.length >= importsWaiting) return { ok: false, code: 'import/busy', message: `${this.#taken} imports are being read and ${this.#waiting.length} wait, which is the limit. Try again in ${BUSY_RETRY_S} seconds.`, limit: importsAtOnce + importsWaiting }
      // Whoever has ended hands the turn on, so that nobody comes in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#taken += 1
    }
    try {
      return this.#isClosed ? CLOSING : await this.#inProcess(file)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#taken -= 1
      else next()
    }
  }

  /** Ends what is being read; resolves when no process is left. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#running].map((process) => endProcess(process)))
  }

  async #endProcess(process: ChildProcess): Promise<void> {
    await endProcess(process)
    this.#running.delete(process)
  }

  #inProcess(file: ImportFile): Promise<ImportReading> {
    const { importMs, importMemoryMiB } = this.#bounds
    const { clock, onFailure } = this.#surroundings
    const { promise, resolve } = withResolver<ImportReading>()
    const process = startProcess(importMemoryMiB)
    this.#running.add(process)
    const cancelTimer = clock.setTimer(importMs, () => end({ ok: false, code: 'import/too_slow', message: `Reading and checking the file took longer than ${importMs / 1_000} seconds, which is the limit, and was ended; nothing was stored. Split it into several files, and look for what leads to itself.`, limit: importMs }))
    // The turn is handed on only when the process is gone: as many as the limit are there at once.
    let isOver = false
    const end = (reading: ImportReading): void => {
      if (isOver) return
      isOver = true
      cancelTimer()
      void this.#endProcess(process).then(() => resolve(reading))
    }
    const breakOff = (error: Error): void => {
      if (!isOver) onFailure(error, 'reading an import')
      end(BROKEN)
    }
    let lastWords = ''
    process.stderr?.setEncoding('utf8').on('data', (words: string) => (lastWords = (lastWords + words).slice(-LAST_WORDS_CHARACTERS)))
    process.once('message', (reading: ImportReading) => end(reading))
    process.once('error', breakOff)
    // After its last words, unlike `exit`.
    process.once('close', (code, signal) => {
      if (this.#isClosed) end(CLOSING)
      else if (isOutOfMemory(code, signal)) end({ ok: false, code: 'import/too_much_memory', message: `Reading and checking the file took more than ${importMemoryMiB} MiB of memory, which is the limit, and was ended; nothing was stored. Split it into several files.`, limit: importMemoryMiB })
      else breakOff(new Error(`The process ended with ${signal ?? code}: ${lastWords}`))
    })
    // One that is gone already tells by its end.
    process.send(file, () => undefined)
    return promise
  }
}

const CLOSING: ImportRefusal = { ok: false, code: 'unavailable', message: 'The server is being stopped; try again in a moment.' }

const BROKEN: ImportRefusal = { ok: false, code: 'internal', message: 'The file could not be read by a mistake of Halley; it was logged. Nothing was stored.' }

/** MiB of one of the three spaces for what is young in a process's memory; the bound is for what stays. */
const YOUNG_SPACE_MIB = 8

/** Characters of what a process that broke said last. */
const LAST_WORDS_CHARACTERS = 4_000

// The build has a program beside this one; from the sources, another begins that can read them.
function startProcess(memoryMiB: number): ChildProcess {
  const program = import.meta.url.endsWith('.ts') ? './import-process-of-sources.mjs' : './import-process.js'
  return fork(fileURLToPath(new URL(program, import.meta.url)), [], {
    // Of the environment and the options of this process nothing: there are secrets among them.
    env: {}, execArgv: [`--max-old-space-size=${memoryMiB}`, `--max-semi-space-size=${YOUNG_SPACE_MIB}`],
    serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** Resolves when the process is gone. */
function endProcess(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    // One that could not be started has no end.
    if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return resolve()
    process.once('exit', () => resolve())
    process.kill('SIGKILL')
  })
}

/** A process whose memory is used up aborts; where the machine has none left, it is killed. 134 is an abort as a shell tells it. */
function isOutOfMemory(code: number | null, signal: NodeJS.Signals | null): boolean {
  return code === 134 || signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL' || signal === 'SIGKILL'
}

// Promise.withResolvers is of Node 22.
function withResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
