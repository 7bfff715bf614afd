import type { ServerClock } from '../clock.ts'
import type { ConversationTurn } from './conversation-source.ts'
import { demoAnswer } from './demo-answers.ts'
import { pause } from './text-source.ts'
import type { SourceEnd, SourceReading } from './stream-source.ts'

/** Milliseconds between two pieces of an answer: about as quick as a real model. */
const PIECE_MS = 30

/** Pieces of words of at most six characters, each with the space before it. */
const PIECES = /\s*\S{1,6}/gu

/** Reads what the built-in demo model answers: it is in this server, needs no network, and says the same to the same. */
export async function readDemoModel(turns: readonly ConversationTurn[], { onText, signal }: Pick<SourceReading, 'onText' | 'signal'>, clock: ServerClock): Promise<SourceEnd> {
  const pieces = demoAnswer(turns, clock.nowMs()).match(PIECES) ?? []
  for (const piece of pieces) {
    await pause(PIECE_MS, signal, clock)
    if (signal.aborted) return { ok: false, code: 'http/cancelled', text: 'The stream was stopped.' }
    onText(piece)
  }
  return { ok: true }
}
