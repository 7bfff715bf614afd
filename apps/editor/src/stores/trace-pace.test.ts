import type { Flight, TraceEntry } from '@halley/protocol'
import { beforeEach, expect, test } from 'vitest'
import { ManualRunClock } from './manual-run-clock.test-fixture.ts'
import { LAG_MS, pacedPlayer, STEP_MS } from './trace-pace.ts'

let clock: ManualRunClock
let shown: string[] = []
let pace: ReturnType<typeof pacedPlayer>

beforeEach(() => {
  clock = new ManualRunClock()
  shown = []
  pace = pacedPlayer(
    {
      traces: (batches) => shown.push(...batches.flatMap(({ entries }) => entries.map((entry) => `${entry.type} ${'nodeId' in entry ? entry.nodeId : ''}`))),
      flight: ({ logRowId }) => shown.push(`flight ${logRowId}`),
      sessionGone: (sessionId) => shown.push(`gone ${sessionId}`),
      armed: () => undefined, waiting: () => undefined, logRows: () => undefined, olderRows: () => undefined, clearRows: () => undefined, watching: () => undefined, forget: () => undefined,
    },
    clock,
  )
})

const pass = (durationMs: number) => clock.pass(durationMs)

const entered = (nodeId: string): TraceEntry => ({ type: 'entered', runId: 'r', flowId: 'f', nodeId })
const left = (nodeId: string): TraceEntry => ({ type: 'left', runId: 'r', flowId: 'f', nodeId, exit: 'default' })
const trace = (...entries: TraceEntry[]) => pace.traces([{ sessionId: 's', at: 0, entries }])
const flight = (logRowId: string): Flight => ({ logRowId, at: 0, messageId: 'm', channelId: 'c', from: null, to: [] })

test('nodes light up one after the other; the first at once', () => {
  trace(entered('a'), left('a'), entered('b'), left('b'))
  expect(shown).toEqual(['entered a', 'left a'])
  pass(STEP_MS - 1)
  expect(shown).toHaveLength(2)
  pass(1)
  expect(shown).toEqual(['entered a', 'left a', 'entered b', 'left b'])
})

test('a message flies when its Send node has lit up, and its listener lights up after that', () => {
  trace(entered('a'), entered('send'))
  pace.flight(flight('x'))
  trace(entered('listener'))
  pass(LAG_MS)
  expect(shown).toEqual(['entered a', 'entered send', 'flight x', 'entered listener'])
})

test('the picture is never further behind than it may be, and nothing is left out', () => {
  trace(...Array.from({ length: 500 }, (_, index) => entered(`n${index}`)))
  pass(LAG_MS)
  expect(shown).toHaveLength(500)
  expect(shown.at(-1)).toBe('entered n499')
})

test('what is forgotten is never shown', () => {
  trace(entered('a'), entered('b'))
  pace.forget()
  pass(LAG_MS)
  expect(shown).toEqual(['entered a'])
})

test('a session that goes leaves no marks behind: what came before is shown first', () => {
  trace(entered('a'), entered('b'))
  pace.sessionGone('s')
  pass(LAG_MS)
  expect(shown).toEqual(['entered a', 'entered b', 'gone s'])
})
