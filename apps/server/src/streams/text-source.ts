import type { StreamSource } from '@halley/engine'
import type { ServerClock } from '../clock.ts'
import type { SourceEnd, SourceReading } from './stream-source.ts'

/** Gives a text out word by word, each with the space behind it. */
export async function readText({ text, wordMs }: Extract<StreamSource, { type: 'text' }>, { onText, signal }: Pick<SourceReading, 'onText' | 'signal'>, clock: ServerClock): Promise<SourceEnd> {
  const words = text.match(/\s*\S+\s*/g) ?? []
  for (const [index, word] of words.entries()) {
    if (index > 0 && wordMs > 0) await pause(wordMs, signal, clock)
    if (signal.aborted) return { ok: false, code: 'http/cancelled', text: 'The stream was stopped.' }
    onText(word)
  }
  return { ok: true }
}

/** Waits; no longer than until the signal comes. */
export function pause(durationMs: number, signal: AbortSignal, clock: ServerClock): Promise<void> {
  return new Promise((resolve) => {
    const cancelTimer = clock.setTimer(durationMs, done)
    function done(): void {
      cancelTimer()
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
