import { LIMITS } from '@halley/model'
import type { ActiveRun } from './active-run.ts'
import { newId, type Burst } from './burst.ts'
import { screenOfRun } from './listener-life.ts'
import type { Outcome } from './node-kind.ts'
import type { CompiledNode } from './program.ts'
import { fail, hideRun, responded } from './run-ends.ts'
import { beginStream, streamIdOf } from './session-streams.ts'

/** What a node wants of the world; its run waits for the answer. */
export type Asked = Extract<Outcome, { readonly type: 'publish' | 'stream' | 'listen' | 'changeRows' | 'httpRequest' | 'respond' | 'notify' | 'room' }>

/** Asks the world for what a node wants, and has the run wait for it; guarded, for a run may ask in a loop. */
export function askOutside(burst: Burst, active: ActiveRun, node: CompiledNode, outcome: Asked): void {
  const { run, flowId, nodeId } = active
  const place = { runId: run.id, flowId, nodeId }
  const hops = run.event === null ? 0 : run.event.hops + 1
  if ((outcome.type === 'publish' || outcome.type === 'stream') && hops > LIMITS.hops) {
    return fail(burst, active, node, { code: 'hops_exceeded', text: `Messages caused messages ${hops} times in a row; the limit is ${LIMITS.hops}. A listener probably sends to what it listens to.` })
  }
  run.sends += 1
  if (run.sends > LIMITS.runSends) return fail(burst, active, node, tooMuchAsked(outcome))
  switch (outcome.type) {
    case 'publish':
      return waitForEffect(burst, active, 'publish', (effectId) => ({ ...outcome, effectId, ...place, payload: active.message(outcome.messageId), hops, causationId: run.event?.id ?? null }))
    case 'stream':
      if (active.hides) hideRun(burst, run)
      burst.trace?.push({ type: 'waiting', ...place, for: 'the end of a stream' })
      responded(burst, run, 'streams an answer')
      return waitForEffect(burst, active, 'stream', (effectId) => {
        const streamId = streamIdOf(burst.state, effectId)
        beginStream(burst, { id: streamId, messageId: outcome.messageId, memberId: outcome.memberId, runId: run.id, isLast: false })
        return { ...outcome, effectId, streamId, ...place, payload: active.message(outcome.messageId), hops, causationId: run.event?.id ?? null }
      })
    case 'listen':
      return waitForEffect(burst, active, 'listen', (effectId) => ({
        effectId,
        listeners: (outcome.messageIds === 'any' ? [null] : outcome.messageIds).map((messageId) => ({
          channelId: outcome.channelId, key: outcome.key, messageId, response: outcome.response, flowId, nodeId, until: outcome.untilScreenLeft ? screenOfRun(burst, run) : null,
        })),
      }))
    case 'httpRequest':
      // A service may answer with what it was asked.
      if (active.hides) hideRun(burst, run)
      burst.trace?.push({ type: 'waiting', ...place, for: 'an answer' })
      responded(burst, run, 'waits for an answer')
      return waitForEffect(burst, active, outcome.type, (effectId) => ({ ...outcome, effectId, ...place }))
    case 'notify': {
      const { event, received } = run
      const caused = event === null ? null : { event, payload: received?.value ?? null }
      return waitForEffect(burst, active, outcome.type, (effectId) => ({ effectId, ...place, notice: { ...outcome.notice, event: caused }, hops, causationId: event?.id ?? null }))
    }
    case 'room':
      return waitForEffect(burst, active, outcome.type, (effectId) => ({ ...outcome, effectId, ...place, hops }))
    case 'changeRows':
    case 'respond':
      return waitForEffect(burst, active, outcome.type, (effectId) => ({ ...outcome, effectId, ...place }))
  }
}

/** Has the run wait for a time; false when it is past already, so that there is nothing to wait for. */
export function waitForTime(burst: Burst, active: ActiveRun, node: CompiledNode, dueAtMs: number): boolean {
  const { run, flowId, nodeId } = active
  if (dueAtMs <= burst.atMs) return false
  if (dueAtMs - burst.atMs > LIMITS.waitMs) {
    fail(burst, active, node, { code: 'wait/too_long', text: `"${node.label}" would wait until ${new Date(dueAtMs).toISOString()}; the limit is ${LIMITS.waitMs / 86_400_000} days.` })
    return true
  }
  const timerId = newId(burst, 't')
  run.waiting = { type: 'time', timerId, dueAtMs }
  burst.effects.push({ type: 'timer', timerId, dueAtMs })
  burst.trace?.push({ type: 'waiting', runId: run.id, flowId, nodeId, for: 'the time' })
  responded(burst, run, active.hides ? 'waits for the time' : `waits until ${new Date(dueAtMs).toISOString()}`)
  return true
}

function tooMuchAsked({ type }: Asked): { readonly code: string; readonly text: string } {
  if (type === 'listen') return { code: 'guard/listens', text: `The run started listening ${LIMITS.runSends} times without waiting.` }
  if (type === 'publish' || type === 'stream') return { code: 'guard/sends', text: `The run sent ${LIMITS.runSends} messages without waiting and was stopped from sending more.` }
  return { code: 'guard/sends', text: `The run asked the world for something ${LIMITS.runSends} times without waiting for a person and was stopped.` }
}

function waitForEffect<T extends Asked['type']>(burst: Burst, active: ActiveRun, type: T, make: (effectId: string) => Omit<Extract<Burst['effects'][number], { type: T }>, 'type'>): void {
  const effectId = newId(burst, 'e')
  // The union member is given by `type`; TypeScript cannot put a generic discriminant back together.
  burst.effects.push({ type, ...make(effectId) } as unknown as Burst['effects'][number])
  active.run.waiting = { type: 'effect', effectId }
}
