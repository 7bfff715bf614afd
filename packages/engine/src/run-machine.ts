import { LIMITS } from '@halley/model'
import { activate, newId, valuesOf, type ActiveRun, type Burst } from './burst.ts'
import { guardProblem } from './guards.ts'
import { HIDDEN, shownError } from './hidden-values.ts'
import { listenersToStop } from './listener-match.ts'
import { endListenersOfScreen, screenOfRun } from './listener-life.ts'
import type { Outcome, Resumption } from './node-kind.ts'
import type { CompiledNode } from './program.ts'
import { chooseRow, takeNextRow } from './row-walk.ts'
import { refreshScreens, removeScreens, showScreen } from './screens.ts'
import { initialData } from './session-data.ts'
import { beginStream, streamIdOf, streamsOfEndedRun } from './session-streams.ts'
import type { ReceivedEvent, Run } from './session-state.ts'

/** Steps that an Error exit gets after a guard tripped, to say so to somebody. */
const GRACE_STEPS = 100

export type NewRun = { readonly type: Run['type']; readonly flowId: string; readonly event?: ReceivedEvent | null; readonly received?: Run['received']; readonly deliveryId?: string | null; readonly isHidden?: boolean }

/** Starts a run at a flow's Start and takes it as far as it goes; while another run is walked, as soon as that one rests. Undefined when the flow is gone or has no Start. */
export function startRun(burst: Burst, { type, flowId, event = null, received = null, deliveryId = null, isHidden = false }: NewRun): Run | undefined {
  const startNodeId = burst.program.flows.get(flowId)?.startNodeId
  if (startNodeId == null) return undefined
  const run: Run = { id: newId(burst, 'r'), type, frames: [{ flowId, nodeId: startNodeId }], waiting: null, event, received, error: null, sends: 0, deliveryId, isHidden }
  if (isHidden) burst.mayHide = true
  burst.state.runs.push(run)
  if (burst.walking) burst.beginning.push(run)
  else walk(burst, run, null)
  return run
}

/** Takes a waiting run on with what it waited for. */
export function resumeRun(burst: Burst, run: Run, resumption: Resumption): void {
  run.waiting = null
  if (resumption.type !== 'effect') run.sends = 0
  walk(burst, run, resumption)
}

/** Takes a run as far as it goes, and then those that it began. */
function walk(burst: Burst, first: Run, resumption: Resumption | null): void {
  burst.walking = true
  advance(burst, activate(burst, first), resumption)
  for (let run = burst.beginning.shift(); run !== undefined; run = burst.beginning.shift()) advance(burst, activate(burst, run), null)
  burst.walking = false
}

/** Walks from node to node until the run waits or is over. */
function advance(burst: Burst, active: ActiveRun, first: Resumption | null): void {
  let resumption = first
  const { run } = active
  while (run.waiting === null && run.frames.length > 0) {
    const node = active.node()
    if (node === undefined) return stopRun(burst, run, { code: 'run/node_gone', text: 'The node that was to run next is no longer in the model.' })
    const paused = burst.paused.get(active.flowId)
    if (paused !== undefined) {
      leavePaused(burst, active, paused)
      resumption = null
      continue
    }
    burst.steps += 1
    const guard = guardProblem(burst)
    if (guard !== undefined) {
      if (burst.guardTripped) return stopRun(burst, run, guard)
      burst.guardTripped = true
      burst.steps = LIMITS.burstSteps - GRACE_STEPS
      fail(burst, active, node, guard)
    } else if (resumption === null) {
      enterNode(burst, active, node)
    } else {
      const resumed: Resumption = resumption
      resumption = null
      active.begins()
      carryOut(burst, active, node, node.resume?.(node.prepared, active, resumed, node.config) ?? { type: 'leave', exit: 'default' })
    }
  }
}

/** Nothing of a paused flow runs, its Error exits neither: whoever called it gets the error, else the run stops. */
function leavePaused(burst: Burst, active: ActiveRun, text: string): void {
  const { run, flowId, nodeId } = active
  const error = { code: 'flow/paused', text }
  while (run.frames.length > 0 && burst.paused.has(run.frames.at(-1)?.flowId ?? '')) run.frames.pop()
  const caller = run.frames.length === 0 ? undefined : active.node()
  if (caller === undefined) stopRun(burst, run, error, { flowId, nodeId, traced: false })
  else fail(burst, active, caller, error)
}

function enterNode(burst: Burst, active: ActiveRun, node: CompiledNode): void {
  const { flowId, nodeId } = active
  active.begins()
  burst.trace?.push({ type: 'entered', runId: active.run.id, flowId, nodeId })
  if (node.blockedBy !== null) return fail(burst, active, node, { code: 'node/has_errors', text: `${node.blockedBy.text}` })
  if (node.enter === undefined) return fail(burst, active, node, { code: 'node/cannot_run', text: `"${node.label}" cannot run.` })
  carryOut(burst, active, node, node.enter(node.prepared, active, node.config))
}

/** Makes what a node wants happen. */
function carryOut(burst: Burst, active: ActiveRun, node: CompiledNode, outcome: Outcome): void {
  const { run } = active
  switch (outcome.type) {
    case 'leave':
      return leave(burst, active, node, outcome.exit)
    case 'fail':
      return fail(burst, active, node, outcome)
    case 'log':
      burst.effects.push({ type: 'log', level: outcome.level, text: active.hidesText ? HIDDEN : outcome.text, flowId: active.flowId, nodeId: active.nodeId, runId: run.id })
      return leave(burst, active, node, outcome.exit)
    case 'publish': {
      const hops = run.event === null ? 0 : run.event.hops + 1
      if (hops > LIMITS.hops) return fail(burst, active, node, { code: 'hops_exceeded', text: `Messages caused messages ${hops} times in a row; the limit is ${LIMITS.hops}. A listener probably sends to what it listens to.` })
      run.sends += 1
      if (run.sends > LIMITS.runSends) return fail(burst, active, node, { code: 'guard/sends', text: `The run sent ${LIMITS.runSends} messages without waiting and was stopped from sending more.` })
      return waitForEffect(burst, active, 'publish', (effectId) => ({ ...outcome, effectId, runId: run.id, flowId: active.flowId, nodeId: active.nodeId, payload: active.message(outcome.messageId), hops, causationId: run.event?.id ?? null }))
    }
    case 'listen':
      return listen(burst, active, outcome, node)
    case 'unlisten': {
      const stopped = listenersToStop(burst.state.listeners, outcome)
      burst.state.listeners = burst.state.listeners.filter((listener) => !stopped.includes(listener))
      if (stopped.length > 0) burst.effects.push({ type: 'unlisten', listeners: stopped })
      return leave(burst, active, node, 'default')
    }
    case 'show':
      if (outcome.overlay === null) endListenersOfScreen(burst, run, 'shown')
      forgetChosenRow(active)
      showScreen(burst, active, outcome)
      burst.trace?.push({ type: 'waiting', runId: run.id, flowId: active.flowId, nodeId: active.nodeId, for: 'a person' })
      responded(burst, run, outcome.overlay === null ? `shows "${outcome.title}"` : `opened "${outcome.title}" in an overlay`)
      return closeOldestOverlay(burst)
    case 'wait':
      return waitForTime(burst, active, node, outcome.untilMs)
    case 'nextRow': {
      if (outcome.rows !== null && active.hides) hideRun(burst, run)
      const frame = run.frames.at(-1)
      return leave(burst, active, node, frame !== undefined && takeNextRow(frame, active.nodeId, outcome.rows) ? outcome.exit : outcome.endExit)
    }
    case 'call': {
      const target = burst.program.flows.get(outcome.flowId)
      if (target?.startNodeId == null) return fail(burst, active, node, { code: 'flow/missing', text: 'The flow to call does not exist or has no Start.' })
      if (run.frames.length >= LIMITS.flowDepth) return fail(burst, active, node, { code: 'guard/depth', text: `Flows called flows ${LIMITS.flowDepth} levels deep.` })
      run.frames.push({ flowId: outcome.flowId, nodeId: target.startNodeId })
      return
    }
    case 'stream': {
      const hops = run.event === null ? 0 : run.event.hops + 1
      if (hops > LIMITS.hops) return fail(burst, active, node, hopsExceeded(hops))
      run.sends += 1
      if (run.sends > LIMITS.runSends) return fail(burst, active, node, { code: 'guard/sends', text: `The run sent ${LIMITS.runSends} messages without waiting and was stopped from sending more.` })
      if (active.hides) hideRun(burst, run)
      burst.trace?.push({ type: 'waiting', runId: run.id, flowId: active.flowId, nodeId: active.nodeId, for: 'the end of a stream' })
      responded(burst, run, 'streams an answer')
      return waitForEffect(burst, active, 'stream', (effectId) => {
        const streamId = streamIdOf(burst.state, effectId)
        beginStream(burst, { id: streamId, messageId: outcome.messageId, memberId: outcome.memberId, runId: run.id, isLast: false })
        return { ...outcome, effectId, streamId, runId: run.id, flowId: active.flowId, nodeId: active.nodeId, payload: active.message(outcome.messageId), hops, causationId: run.event?.id ?? null }
      })
    }
    case 'changeRows':
    case 'httpRequest':
    case 'respond': {
      run.sends += 1
      if (run.sends > LIMITS.runSends) return fail(burst, active, node, { code: 'guard/sends', text: `The run asked the world for something ${LIMITS.runSends} times without waiting for a person and was stopped.` })
      if (outcome.type === 'httpRequest') {
        // A service may answer with what it was asked.
        if (active.hides) hideRun(burst, run)
        burst.trace?.push({ type: 'waiting', runId: run.id, flowId: active.flowId, nodeId: active.nodeId, for: 'an answer' })
        responded(burst, run, 'waits for an answer')
      }
      return waitForEffect(burst, active, outcome.type, (effectId) => ({ ...outcome, effectId, runId: run.id, flowId: active.flowId, nodeId: active.nodeId }))
    }
    case 'end':
      return endFrame(burst, active, node)
    case 'navigate': {
      const refused = navigateTo(burst, outcome.navigationId, run)
      if (refused !== undefined) fail(burst, active, node, refused)
      return
    }
    case 'clear':
      return clearSession(burst, active, outcome.navigationId)
  }
}

const hopsExceeded = (hops: number) => ({ code: 'hops_exceeded', text: `Messages caused messages ${hops} times in a row; the limit is ${LIMITS.hops}. A listener probably sends to what it listens to.` })

/** From now on, nothing of the run is shown in traces and the log. */
function hideRun(burst: Burst, run: Run): void {
  run.isHidden = true
  burst.mayHide = true
}

/** A screen that is shown again has no row chosen yet. */
function forgetChosenRow(active: ActiveRun): void {
  const frame = active.run.frames.at(-1)
  if (frame?.walks === undefined) return
  chooseRow(frame, active.nodeId, null)
  active.node()
}

function waitForTime(burst: Burst, active: ActiveRun, node: CompiledNode, dueAtMs: number): void {
  const { run, flowId, nodeId } = active
  if (dueAtMs <= burst.atMs) {
    const outcome = node.resume?.(node.prepared, active, { type: 'timeReached' }, node.config) ?? { type: 'leave', exit: 'default' }
    return carryOut(burst, active, node, outcome)
  }
  if (dueAtMs - burst.atMs > LIMITS.waitMs) return fail(burst, active, node, { code: 'wait/too_long', text: `"${node.label}" would wait until ${new Date(dueAtMs).toISOString()}; the limit is ${LIMITS.waitMs / 86_400_000} days.` })
  const timerId = newId(burst, 't')
  run.waiting = { type: 'time', timerId, dueAtMs }
  burst.effects.push({ type: 'timer', timerId, dueAtMs })
  burst.trace?.push({ type: 'waiting', runId: run.id, flowId, nodeId, for: 'the time' })
  responded(burst, run, active.hides ? 'waits for the time' : `waits until ${new Date(dueAtMs).toISOString()}`)
}

function listen(burst: Burst, active: ActiveRun, outcome: Extract<Outcome, { type: 'listen' }>, node: CompiledNode): void {
  const { run } = active
  run.sends += 1
  if (run.sends > LIMITS.runSends) return fail(burst, active, node, { code: 'guard/listens', text: `The run started listening ${LIMITS.runSends} times without waiting.` })
  const messageIds = outcome.messageIds === 'any' ? [null] : outcome.messageIds
  waitForEffect(burst, active, 'listen', (effectId) => ({
    effectId,
    listeners: messageIds.map((messageId) => ({
      channelId: outcome.channelId, key: outcome.key, messageId, response: outcome.response, flowId: active.flowId, nodeId: active.nodeId, until: outcome.untilScreenLeft ? screenOfRun(burst, run) : null,
    })),
  }))
}

function waitForEffect<T extends 'publish' | 'stream' | 'listen' | 'changeRows' | 'httpRequest' | 'respond'>(burst: Burst, active: ActiveRun, type: T, make: (effectId: string) => Omit<Extract<Burst['effects'][number], { type: T }>, 'type'>): void {
  const effectId = newId(burst, 'e')
  // The union member is given by `type`; TypeScript cannot put a generic discriminant back together.
  burst.effects.push({ type, ...make(effectId) } as unknown as Burst['effects'][number])
  active.run.waiting = { type: 'effect', effectId }
}

/** Follows an exit. One that leads nowhere ends the run: quietly where that is meant, else as a failure that says so. */
export function leave(burst: Burst, active: ActiveRun, node: CompiledNode, exit: string): void {
  const { run } = active
  burst.trace?.push({ type: 'left', runId: run.id, flowId: active.flowId, nodeId: active.nodeId, exit })
  const frame = run.frames[run.frames.length - 1]
  const to = node.nextNode.get(exit)
  if (frame !== undefined && to !== undefined) {
    frame.nodeId = to.node.id
    active.reached(to)
    return
  }
  const known = node.exits.find((candidate) => candidate.id === exit)
  if (known?.tone === 'quiet') return finishRun(burst, run, 'stopped')
  stopRun(burst, run, { code: 'run/exit_not_connected', text: `The exit "${known?.label ?? exit}" of “${node.label}” leads nowhere. Connect it.` })
}

/** A technical failure: by the node's Error exit, else by that of a calling Sub-flowchart node, else the run stops. */
export function fail(burst: Burst, active: ActiveRun, node: CompiledNode, error: { readonly code: string; readonly text: string }): void {
  const { run, flowId, nodeId } = active
  run.error = { code: error.code, text: error.text, node: node.label }
  active.knows('error', run.error)
  if (active.hides) hideRun(burst, run)
  const shown = shownError(error, active.hides)
  burst.trace?.push({ type: 'failed', runId: run.id, flowId, nodeId, ...pick(shown) })
  for (let depth = run.frames.length - 1; depth >= 0; depth -= 1) {
    const frame = run.frames[depth]
    const at = frame && burst.program.flows.get(frame.flowId)?.nodes.get(frame.nodeId)
    if (frame === undefined || at?.next.get('error') === undefined) continue
    burst.effects.push({ type: 'failed', runId: run.id, flowId, nodeId, ...pick(shown), handled: true })
    run.frames.length = depth + 1
    active.flowId = frame.flowId
    active.nodeId = frame.nodeId
    return leave(burst, active, at, 'error')
  }
  stopRun(burst, run, shown, { flowId, nodeId, traced: true })
}

/** Ends a run because of an error that nothing took. */
function stopRun(burst: Burst, run: Run, error: { readonly code: string; readonly text: string }, where?: { flowId: string; nodeId: string; traced: boolean }): void {
  const frame = run.frames.at(-1)
  const place = where ?? { flowId: frame?.flowId ?? '', nodeId: frame?.nodeId ?? '', traced: false }
  if (!place.traced) burst.trace?.push({ type: 'failed', runId: run.id, flowId: place.flowId, nodeId: place.nodeId, ...pick(error) })
  burst.effects.push({ type: 'failed', runId: run.id, flowId: place.flowId, nodeId: place.nodeId, ...pick(error), handled: false })
  responded(burst, run, `failed: ${error.text}`)
  finishRun(burst, run, 'failed')
}

const pick = ({ code, text }: { readonly code: string; readonly text: string }) => ({ code, text })

function endFrame(burst: Burst, active: ActiveRun, node: CompiledNode): void {
  const { run } = active
  if (run.frames.length === 1) {
    responded(burst, run, `ran "${burst.program.flows.get(active.flowId)?.flow.name ?? ''}" to its end`)
    return finishRun(burst, run, 'ended')
  }
  run.frames.pop()
  const caller = active.node()
  if (caller === undefined) return stopRun(burst, run, { code: 'run/node_gone', text: 'The node that called this flow is no longer in the model.' })
  carryOut(burst, active, caller, caller.resume?.(caller.prepared, active, { type: 'returned', endNodeId: node.node.id }, caller.config) ?? { type: 'leave', exit: 'default' })
}

/** Takes a run, its screens and what was tied to them away. */
export function finishRun(burst: Burst, run: Run, outcome: 'ended' | 'failed' | 'stopped'): void {
  responded(burst, run, outcome === 'ended' ? 'done' : outcome)
  endListenersOfScreen(burst, run, 'all')
  removeScreens(burst, run.id)
  streamsOfEndedRun(burst, run.id)
  burst.state.runs = burst.state.runs.filter((candidate) => candidate !== run)
  // Whoever walks it sees that it is over.
  run.frames = []
  burst.trace?.push({ type: 'runEnded', runId: run.id, outcome })
  if (run.type === 'button') refreshScreens(burst)
}

function responded(burst: Burst, run: Run, response: string): void {
  if (run.deliveryId === null) return
  const first = run.frames[0]
  burst.effects.push({ type: 'responded', deliveryId: run.deliveryId, outcome: 'delivered', response, flowId: first?.flowId ?? null, nodeId: null })
  run.deliveryId = null
}

/** Goes to a navigation item: the screens and runs that were there end, a new main run starts. Says why not, or undefined. */
export function navigateTo(burst: Burst, navigationId: string, from: Run | null): { code: string; text: string } | undefined {
  const item = burst.program.project.navigation[navigationId]
  if (item === undefined) return { code: 'navigation/missing', text: 'The navigation item does not exist any more.' }
  if (burst.program.flows.get(item.flowId ?? '')?.startNodeId == null) return { code: 'navigation/flow_missing', text: `The navigation item "${item.name}" leads to no flowchart.` }
  const visible = burst.program.visibleWhen.get(navigationId)?.evaluate(valuesOf(burst, from))
  if (visible !== undefined && !(visible.ok && visible.value === true)) return { code: 'navigation/not_visible', text: `"${item.name}" is not open to ${burst.state.user.name} now.` }
  const { event = null, received = null, deliveryId = null, isHidden = false } = from ?? {}
  if (from !== null) from.deliveryId = null
  for (const run of burst.state.runs) if (run.type !== 'message' || run === from) finishRun(burst, run, 'stopped')
  startRun(burst, { type: 'main', flowId: item.flowId ?? '', event, received, deliveryId, isHidden })
  return undefined
}

/** Drops data, runs, overlays and listeners; then goes to a navigation item where one is named. */
function clearSession(burst: Burst, { run, flowId, nodeId }: ActiveRun, navigationId: string | null): void {
  const { state, program } = burst
  responded(burst, run, 'cleared the session')
  if (state.listeners.length > 0) burst.effects.push({ type: 'unlisten', listeners: state.listeners })
  state.listeners = []
  for (const ended of state.runs) finishRun(burst, ended, 'stopped')
  state.data = initialData(program.project)
  burst.ownsData = true
  state.received = {}
  state.hidden = {}
  state.streams = []
  state.current = {}
  state.currentAt = {}
  const refused = navigationId === null ? undefined : navigateTo(burst, navigationId, null)
  // The run that cleared is over, so there is nobody left to take an Error exit.
  if (refused !== undefined) burst.effects.push({ type: 'failed', runId: run.id, flowId, nodeId, ...pick(refused), handled: false })
}

function closeOldestOverlay(burst: Burst): void {
  const overlays = burst.state.screens.filter((shown) => shown.placement !== null)
  const oldest = overlays.length > LIMITS.overlaysKept ? overlays[0] : undefined
  const run = oldest && burst.state.runs.find((candidate) => candidate.id === oldest.runId)
  if (oldest === undefined || run === undefined) return
  const { title, flowId, nodeId } = oldest.view
  burst.effects.push({ type: 'log', level: 'warning', text: `"${title}" was closed and its run stopped: more than ${LIMITS.overlaysKept} overlays were open, and it was the oldest.`, flowId, nodeId, runId: run.id })
  finishRun(burst, run, 'stopped')
}
