import { LIMITS } from '@halley/model'
import { activate, valuesOf, type ActiveRun } from './active-run.ts'
import { newId, type Burst } from './burst.ts'
import { guardProblem } from './guards.ts'
import { HIDDEN } from './hidden-values.ts'
import { listenersToStop } from './listener-match.ts'
import { endListenersOfScreen } from './listener-life.ts'
import type { Outcome, Resumption } from './node-kind.ts'
import type { CompiledNode } from './program.ts'
import { chooseRow, takeNextRow } from './row-walk.ts'
import { fail, finishRun, hideRun, leave, pick, responded, stopRun } from './run-ends.ts'
import { askOutside, waitForTime } from './run-waits.ts'
import { showScreen } from './screens.ts'
import { initialData } from './session-data.ts'
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
    case 'publish':
    case 'stream':
    case 'listen':
    case 'changeRows':
    case 'httpRequest':
    case 'respond':
    case 'notify':
    case 'room':
      return askOutside(burst, active, node, outcome)
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
      // What is past already is answered at once.
      return waitForTime(burst, active, node, outcome.untilMs) ? undefined : carryOut(burst, active, node, node.resume?.(node.prepared, active, { type: 'timeReached' }, node.config) ?? { type: 'leave', exit: 'default' })
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

/** A screen that is shown again has no row chosen yet. */
function forgetChosenRow(active: ActiveRun): void {
  const frame = active.run.frames.at(-1)
  if (frame?.walks === undefined) return
  chooseRow(frame, active.nodeId, null)
  active.node()
}

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
