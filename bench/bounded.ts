import type { ChildProcess } from 'node:child_process'

/** The figure of a round that did not end, so that the others keep their places beside the peer's. */
export const DID_NOT_END = Number.NaN

const running = new Set<ChildProcess>()

/** Remembers a process of the benchmark until it ends; none outlives the benchmark. */
export function keep(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Ends every process of the benchmark that still runs. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** From now on no process of the benchmark outlives it, whether it ends by itself or by Ctrl-C. */
export function endAllAtExit(): void {
  process.once('exit', endAll)
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) process.once(signal, () => process.exit(code))
}

/**
 * Says on stderr which round begins and what came of it, and gives its figures; `fallback` where it did not end within
 * `limitMs` or broke, with the reason on stderr. `work` is to end what it started when the signal is given.
 */
export async function round<T>({ name, limitMs, fallback }: { readonly name: string; readonly limitMs: number; readonly fallback: T }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const startMs = performance.now()
  process.stderr.write(`  ${name} … `)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${limitMs / 1_000} s`)), limitMs)
  })
  try {
    const figures = await Promise.race([work(stop.signal), late])
    process.stderr.write(`${((performance.now() - startMs) / 1_000).toFixed(1)} s\n`)
    return figures
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return fallback
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}
