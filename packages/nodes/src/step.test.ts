import { compileProject, newSession, step, type SessionEvent, type SessionState } from '@halley/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalog } from './catalog.ts'
import { helpdeskEscalation } from './examples/helpdesk-escalation.ts'

const project = helpdeskEscalation()
const program = compileProject(project, catalog)

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** Events that refer to whatever the state holds, right and wrong ones. */
const someEvent: fc.Arbitrary<(state: SessionState, atMs: number) => SessionEvent> = fc.oneof(
  fc.constantFrom('report', 'watch', 'showTicket', 'gone').map((flowId) => (_state: SessionState, atMs: number) => ({ type: 'start', flowId, atMs }) as const),
  fc.tuple(fc.nat(3), fc.constantFrom('send', 'again', 'leave', 'back', 'take', 'nothing'), fc.dictionary(fc.constantFrom('inSubject', 'inPriority', 'inWhat', 'x'), fc.oneof(fc.string(), fc.constantFrom('low', 'high'), fc.integer(), fc.constant(null)))).map(([index, widgetId, inputs]) => (state: SessionState, atMs: number) => ({ type: 'press', screenId: state.screens[index]?.view.id ?? 's999', widgetId, inputs, atMs }) as const),
  fc.nat(3).map((index) => (state: SessionState, atMs: number) => ({ type: 'closeOverlay', screenId: state.screens[index]?.view.id ?? 's999', atMs }) as const),
  fc.boolean().map((ok) => (state: SessionState, atMs: number): SessionEvent => {
    const waiting = state.runs.find((run) => run.waiting?.type === 'effect')?.waiting
    const effectId = waiting?.type === 'effect' ? waiting.effectId : 'e999'
    return { type: 'effectDone', effectId, result: ok ? { ok: true } : { ok: false, code: 'unavailable', text: 'No bus.' }, atMs, arm: [{ channelId: 'escalation', key: null, messageId: 'ticket', response: { type: 'flow', flowId: 'showTicket' }, flowId: 'watch', nodeId: 'listen', until: null }] }
  }),
  fc.record({ subject: fc.string(), priority: fc.constantFrom('low', 'high', null) }).map((payload) => (_state: SessionState, atMs: number) => ({
    type: 'delivery', atMs, delivery: { deliveryId: 'd', payload: { ...payload, comments: [] }, event: { channelId: 'escalation', channel: 'escalation', messageId: 'ticket', message: 'Ticket', key: null, id: 'x', seq: 1, sentAt: new Date(atMs).toISOString(), sender: 'somebody', hops: 0 } },
  }) as const),
  fc.constant((_state: SessionState, atMs: number) => ({ type: 'navigate', navigationId: 'goWatch', atMs }) as const),
)

const user = { id: 'u', name: 'U', roles: ['customer', 'officer'] }

describe('step', () => {
  it('never changes the state it is given, keeps the state JSON, and gives the same result again', () => {
    fc.assert(fc.property(fc.array(someEvent, { maxLength: 25 }), (makers) => {
      let state = frozen(newSession({ sessionId: 's', user }, project))
      makers.forEach((make, index) => {
        const event = make(state, 1_000 * index)
        const first = step(program, state, event)
        expect(step(program, state, event)).toEqual(first)
        expect(JSON.parse(JSON.stringify(first.state))).toEqual(first.state)
        state = frozen(first.state)
      })
    }), { numRuns: 150 })
  })

  it('a stored state goes on exactly like the one that was never stored', () => {
    fc.assert(fc.property(fc.array(someEvent, { maxLength: 20 }), fc.nat(20), (makers, cut) => {
      let kept = newSession({ sessionId: 's', user }, project)
      let restored = kept
      makers.forEach((make, index) => {
        const event = make(kept, 1_000 * index)
        if (index === cut) restored = JSON.parse(JSON.stringify(restored)) as SessionState
        kept = step(program, kept, event).state
        restored = step(program, restored, event).state
      })
      expect(restored).toEqual(kept)
    }), { numRuns: 100 })
  })

  it('traces are made only when asked for', () => {
    const event: SessionEvent = { type: 'start', flowId: 'report', atMs: 0 }
    const state = newSession({ sessionId: 's', user }, project)
    expect(step(program, state, event).trace).toEqual([])
    expect(step(program, state, event, { trace: true }).trace.slice(0, 3)).toEqual([
      { type: 'entered', runId: 'r1', flowId: 'report', nodeId: 'start' },
      { type: 'left', runId: 'r1', flowId: 'report', nodeId: 'start', exit: 'default' },
      { type: 'entered', runId: 'r1', flowId: 'report', nodeId: 'hear' },
    ])
  })

  it('every run that is left over waits for something', () => {
    fc.assert(fc.property(fc.array(someEvent, { maxLength: 25 }), (makers) => {
      let state = newSession({ sessionId: 's', user }, project)
      makers.forEach((make, index) => {
        state = step(program, state, make(state, 1_000 * index)).state
        expect(state.runs.every((run) => run.waiting !== null)).toBe(true)
        expect(state.screens.every((shown) => state.runs.some((run) => run.id === shown.runId))).toBe(true)
      })
    }), { numRuns: 100 })
  })
})
