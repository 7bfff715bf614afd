import type { TraceEntry } from '@halley/protocol'
import { beforeEach, expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { ManualRunClock } from './manual-run-clock.test-fixture.ts'
import { ARRIVAL_MS, createRunPlayer, FLIGHT_MS, LIT_MS, type RunPlayer } from './run-player.ts'
import { arrivalIn, emptyRun, LOG_ROWS_KEPT, mergeRows, type RunState } from './run-state.ts'

let clock: ManualRunClock
let store = createStore<RunState>(() => emptyRun)
let player: RunPlayer

beforeEach(() => {
  clock = new ManualRunClock()
  store = createStore<RunState>(() => emptyRun)
  player = createRunPlayer(store, clock)
})

const pass = (durationMs: number) => clock.pass(durationMs)

const trace = (entries: TraceEntry[], sessionId = 's1') => player.traces([{ sessionId, at: 0, entries }])
const entered = (nodeId: string, runId = 'r1'): TraceEntry => ({ type: 'entered', runId, flowId: 'f', nodeId })
const left = (nodeId: string, exit = 'default', runId = 'r1'): TraceEntry => ({ type: 'left', runId, flowId: 'f', nodeId, exit })
const waiting = (nodeId: string, runId = 'r1'): TraceEntry => ({ type: 'waiting', runId, flowId: 'f', nodeId, for: 'screen' })
const failed = (nodeId: string, runId = 'r1'): TraceEntry => ({ type: 'failed', runId, flowId: 'f', nodeId, code: 'x', text: 'No such channel.' })
const ended = (runId = 'r1'): TraceEntry => ({ type: 'runEnded', runId, outcome: 'ended' })
const lit = () => [...store.getState().activeNodes.keys()].map((key) => key.slice('f/'.length))
const row = (id: string, at: number) => ({ id, at, type: 'log' as const, text: id, level: 'info' as const, session: null, flowId: null, nodeId: null, code: null, message: null })

test('a node that was left at once stays lit long enough to be seen', () => {
  trace([entered('a'), left('a'), entered('b'), waiting('b')])
  pass(LIT_MS - 1)
  expect(lit()).toEqual(['a', 'b'])
  pass(1)
  expect(lit()).toEqual([])
})

test('a node that is entered again stays lit from then on', () => {
  trace([entered('a'), left('a')])
  pass(LIT_MS - 50)
  trace([entered('a'), left('a')])
  pass(100)
  expect(lit()).toEqual(['a'])
})

test('a node that works for long stays lit until it is left', () => {
  trace([entered('send')])
  pass(10 * LIT_MS)
  expect(lit()).toEqual(['send'])
  trace([left('send'), entered('thanks'), waiting('thanks')])
  expect(lit()).toEqual(['thanks'])
})

test('a node stays lit while another session runs it', () => {
  trace([entered('a'), left('a')])
  pass(200)
  trace([entered('a', 'r2'), left('a', 'default', 'r2')], 's2')
  pass(200)
  expect(store.getState().activeNodes.get('f/a')?.sessions).toEqual(['s2'])
})

test('a node where sessions wait is marked until they go on', () => {
  trace([entered('form'), waiting('form')])
  trace([entered('form', 'r2'), waiting('form', 'r2')], 's2')
  expect(store.getState().waitingNodes.get('f/form')).toEqual(['s1', 's2'])
  trace([left('form', 'send'), entered('next')])
  expect(store.getState().waitingNodes.get('f/form')).toEqual(['s2'])
  trace([ended('r2')], 's2')
  expect(store.getState().waitingNodes.size).toBe(0)
})

test('runs of two sessions with one id are two runs', () => {
  trace([entered('a'), waiting('a')])
  trace([entered('b'), waiting('b')], 's2')
  expect([...store.getState().waitingNodes]).toEqual([['f/a', ['s1']], ['f/b', ['s2']]])
})

test('a run that had come to wait before anybody watched marks its node, until it goes on', () => {
  player.waiting([{ sessionId: 's1', userName: 'Customer', runId: 'r1', flowId: 'f', nodeId: 'form' }])
  expect(store.getState().waitingNames.get('f/form')).toEqual(['Customer'])
  expect(store.getState().waitingNodes.get('f/form')).toEqual(['s1'])
  trace([left('form', 'send'), entered('next')])
  expect(store.getState().waitingNodes.size).toBe(0)
})

test('a session that starts again waits nowhere of before', () => {
  trace([entered('form'), waiting('form')])
  trace([entered('duty', 'r1'), waiting('duty', 'r1')], 's2')
  player.sessionGone('s1')
  expect([...store.getState().waitingNodes.keys()]).toEqual(['f/duty'])
})

test('a failed node keeps its reason until the next run of its flow', () => {
  trace([entered('start'), left('start'), entered('send'), failed('send'), ended()])
  pass(60_000)
  expect(store.getState().failedNodes.get('f/send')?.text).toBe('No such channel.')
  trace([entered('start', 'r2')])
  expect(store.getState().failedNodes.size).toBe(0)
})

test('nodes of two flows with one id are two nodes', () => {
  trace([entered('start'), { type: 'entered', runId: 'r2', flowId: 'g', nodeId: 'start' }])
  expect([...store.getState().counts]).toEqual([['f/start', 1], ['g/start', 1]])
})

test('nodes and exits are counted', () => {
  trace([entered('a'), left('a', 'yes'), entered('a'), left('a', 'no'), entered('a'), left('a', 'yes')])
  const { counts, exitCounts, takenExits } = store.getState()
  expect(counts.get('f/a')).toBe(3)
  expect(exitCounts.get('f/a:yes')).toBe(2)
  expect(takenExits.get('f/a:no')).toBe(1_000)
})

test('a flight lasts 600 ms, then its arrival glows for a moment', () => {
  player.flight({ logRowId: 'l1', at: 5, messageId: 'm', channelId: 'c', from: null, to: [{ sessionId: 's2', flowId: 'g', nodeId: 'hear' }] })
  expect(store.getState().flights[0]?.at).toBe(1_000)
  pass(FLIGHT_MS)
  expect(store.getState().flights).toEqual([])
  expect(store.getState().arrivals.get('l1')?.to[0]?.nodeId).toBe('hear')
  pass(ARRIVAL_MS)
  expect(store.getState().arrivals.size).toBe(0)
})

test('where a run waited before somebody watched counts only until a trace tells of it', () => {
  trace([entered('form'), waiting('form'), left('form', 'send'), entered('thanks'), waiting('thanks')])
  player.waiting([{ sessionId: 's1', runId: 'r1', flowId: 'f', nodeId: 'form' }])
  expect([...store.getState().waitingNodes]).toEqual([['f/thanks', ['s1']]])
})

test('an arrival is known in the flow of its listener, and in no other', () => {
  player.flight({ logRowId: 'l1', at: 5, messageId: 'm', channelId: 'c', from: { sessionId: 's1', flowId: 'f', nodeId: 'tell' }, to: [{ sessionId: 's2', flowId: 'g', nodeId: 'hear' }] })
  pass(FLIGHT_MS)
  const { arrivals } = store.getState()
  expect([arrivalIn(arrivals, 'f'), arrivalIn(arrivals, 'g')]).toEqual([null, 'l1'])
})

test('a changed row replaces the one with its id, older rows go before, and the oldest beyond the limit go', () => {
  const rows = mergeRows([row('b', 2), row('c', 3)], [{ ...row('c', 3), text: 'changed' }, row('a', 1)])
  expect(rows.map(({ id, text }) => `${id} ${text}`)).toEqual(['a a', 'b b', 'c changed'])
  const many = Array.from({ length: LOG_ROWS_KEPT }, (_, index) => row(`r${index}`, index))
  const full = mergeRows(many, [row('new', LOG_ROWS_KEPT)])
  expect(full).toHaveLength(LOG_ROWS_KEPT)
  expect(full[0]?.id).toBe('r1')
})

test('when the connection is lost, nothing is shown as happening now', () => {
  trace([entered('a'), waiting('a')])
  player.armed([{ sessionId: 's1', flowId: 'f', nodeId: 'hear', channelId: 'c', key: null, messageId: null }])
  player.watching(false)
  const { activeNodes, waitingNodes, armed, watching } = store.getState()
  expect([activeNodes.size, waitingNodes.size, armed.length, watching]).toEqual([0, 0, 0, false])
})
