import { Worker } from 'node:worker_threads'
import { LIMITS } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { ImportFile, ImportReading, ImportRefusal } from './read-import.ts'

/** Bounds of imports, each as the limit of its name in the table of limits, or lower. */
export type ImportBounds = { readonly importMs: number; readonly importMemoryMiB: number; readonly importsAtOnce: number; readonly importsWaiting: number }

export type ImportDeskSurroundings = {
  readonly clock: ServerClock
  readonly bounds?: Partial<ImportBounds> | undefined
  /** Is told of a thread that broke by a mistake of ours. */
  readonly onFailure: (error: unknown, what: string) => void
}

/** Seconds after which whoever was refused since too many wait may come again. */
export const BUSY_RETRY_S = 5

/**
 * Reads imports in threads: each has its own, with bounds of memory and time, which ends with it, so that nothing of one import is there
 * for the next. As many as the limit are read at once, some more wait, and the others are refused with `import/busy`.
 */
export class ImportDesk {
  readonly #surroundings: ImportDeskSurroundings
  readonly #bounds: ImportBounds
  readonly #waiting: (() => void)[] = []
  readonly #running = new Set<Worker>()
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
      return this.#isClosed ? CLOSING : await this.#inThread(file)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#taken -= 1
      else next()
    }
  }

  /** Ends what is being read; resolves when no thread is left. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#running].map((worker) => worker.terminate()))
  }

  async #endThread(worker: Worker): Promise<void> {
    await worker.terminate()
    this.#running.delete(worker)
  }

  #inThread(file: ImportFile): Promise<ImportReading> {
    const { importMs, importMemoryMiB } = this.#bounds
    const { clock, onFailure } = this.#surroundings
    const { promise, resolve } = withResolver<ImportReading>()
    const worker = startThread(file, importMemoryMiB)
    this.#running.add(worker)
    const cancelTimer = clock.setTimer(importMs, () => end({ ok: false, code: 'import/too_slow', message: `Reading and checking the file took longer than ${importMs / 1_000} seconds, which is the limit, and was ended; nothing was stored. Split it into several files, and look for what leads to itself.`, limit: importMs }))
    // The turn is handed on only when the thread is gone: as many as the limit are there at once.
    let isOver = false
    const end = (reading: ImportReading): void => {
      if (isOver) return
      isOver = true
      cancelTimer()
      void this.#endThread(worker).then(() => resolve(reading))
    }
    worker.once('message', (reading: ImportReading) => end(reading))
    worker.once('error', (error) => {
      if (isOutOfMemory(error)) return end({ ok: false, code: 'import/too_much_memory', message: `Reading and checking the file took more than ${importMemoryMiB} MiB of memory, which is the limit, and was ended; nothing was stored. Split it into several files.`, limit: importMemoryMiB })
      onFailure(error, 'reading an import')
      end(BROKEN)
    })
    worker.once('exit', () => end(this.#isClosed ? CLOSING : BROKEN))
    return promise
  }
}

const CLOSING: ImportRefusal = { ok: false, code: 'unavailable', message: 'The server is being stopped; try again in a moment.' }

const BROKEN: ImportRefusal = { ok: false, code: 'internal', message: 'The file could not be read by a mistake of Halley; it was logged. Nothing was stored.' }

/** MiB for what is young in a thread's memory: the rest is for what stays. */
const YOUNG_MIB = 32

// The build has a program beside this one; from the sources, another begins that can read them.
function startThread(file: ImportFile, memoryMiB: number): Worker {
  const program = import.meta.url.endsWith('.ts') ? './import-worker-of-sources.mjs' : './import-worker.js'
  // Of the environment and the options of the process nothing: there are secrets among them.
  return new Worker(new URL(program, import.meta.url), { workerData: file, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: memoryMiB, maxYoungGenerationSizeMb: YOUNG_MIB } })
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

// Promise.withResolvers is of Node 22.
function withResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}
