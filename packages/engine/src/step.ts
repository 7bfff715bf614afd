import type { Value } from '@halley/model'
import { activate, openBurst, write, type Burst, type StepOptions, type StepRefusal } from './burst.ts'
import { handleDelivery } from './handle-delivery.ts'
import { sameListener } from './listener-match.ts'
import type { PreparedScreen, Program } from './program.ts'
import type { Effect, SessionEvent, TraceEntry } from './session-events.ts'
import { readInput } from './session-inputs.ts'
import type { SessionState } from './session-state.ts'
import { finishRun, navigateTo, resumeRun, startRun } from './run-machine.ts'
import { refreshScreens, removeScreens, waitingRun } from './screens.ts'
import { fieldTypeOfTarget } from './targets.ts'
import { timersOf } from './timers.ts'

/** What came of one event. The state that was given is untouched. */
export type StepResult = {
  readonly state: SessionState
  readonly effects: readonly Effect[]
  /** Empty unless asked for. */
  readonly trace: readonly TraceEntry[]
  /** Set when a person's request was not carried out. */
  readonly refusal: StepRefusal | null
}

/**
 * Carries one event out: pure, and done when every run of the session waits or is over. Guards bound the work
 * (see LIMITS); whatever has to happen in the world comes back as effects.
 */
export function step(program: Program, state: SessionState, event: SessionEvent, options: StepOptions = {}): StepResult {
  const burst = openBurst(program, state, event.atMs, options)
  handle(burst, event)
  return { state: burst.refusal === null ? burst.state : state, effects: burst.effects, trace: burst.trace ?? [], refusal: burst.refusal }
}

function handle(burst: Burst, event: SessionEvent): void {
  switch (event.type) {
    case 'start':
      for (const run of burst.state.runs) if (run.type === 'main') finishRun(burst, run, 'stopped')
      if (startRun(burst, { type: 'main', flowId: event.flowId }) === undefined) burst.refusal = { code: 'session/flow_missing', text: 'There is no such flow to start, or it has no Start.' }
      return
    case 'press':
      return press(burst, event)
    case 'closeOverlay':
      return closeOverlay(burst, event.screenId)
    case 'timer':
      return timeReached(burst, event)
    case 'navigate':
      burst.refusal = navigateTo(burst, event.navigationId, null) ?? null
      return
    case 'redraw':
      refreshScreens(burst)
      return
    case 'delivery':
      return handleDelivery(burst, event.delivery)
    case 'effectDone':
      return effectDone(burst, event)
  }
}

const SCREEN_GONE: StepRefusal = { code: 'session/screen_gone', text: 'That screen is no longer shown.' }

function press(burst: Burst, { screenId, widgetId, inputs }: Extract<SessionEvent, { type: 'press' }>): void {
  const waiting = waitingRun(burst, screenId)
  const node = waiting && burst.program.flows.get(waiting.shown.view.flowId)?.nodes.get(waiting.shown.view.nodeId)
  const screen = node?.kind?.screenOf?.(node.prepared)?.screen
  const widgets = screen === undefined ? [] : (screen as PreparedScreen).widgets
  const button = widgets.find((prepared) => prepared.widget.id === widgetId)?.widget
  if (waiting === undefined || button?.kind !== 'button') {
    burst.refusal = waiting === undefined ? SCREEN_GONE : { code: 'session/screen_gone', text: 'That button is no longer on the screen.' }
    return
  }
  const active = activate(burst, waiting.run)
  active.flowId = waiting.shown.view.flowId
  active.nodeId = waiting.shown.view.nodeId
  if (button.storesInputs) {
    const fields: Record<string, string> = {}
    const writes: (() => void)[] = []
    for (const { widget, target } of widgets) {
      if (widget.kind !== 'input' || widget.target === null || target === undefined) continue
      const type = fieldTypeOfTarget(burst.program.project, widget.target)
      if (type === undefined) continue
      const shownValue = waiting.shown.view.widgets.find((view) => view.id === widget.id && view.kind === 'input')
      const raw: Value = Object.hasOwn(inputs, widget.id) ? (inputs[widget.id] ?? null) : shownValue?.kind === 'input' ? (shownValue.value as Value) : null
      const reading = readInput(raw, type, burst.program.project)
      if (!reading.ok) fields[widget.id] = reading.text
      else if (widget.required && (reading.value === null || reading.value === '')) fields[widget.id] = 'This is needed.'
      else writes.push(() => write(burst, active, target, reading.value))
    }
    if (Object.keys(fields).length > 0) {
      burst.refusal = { code: 'session/input_invalid', text: 'Please check what is marked.', fields }
      return
    }
    for (const store of writes) store()
  }
  switch (button.action.type) {
    case 'exit':
      removeScreens(burst, waiting.run.id, 'overlays')
      return resumeRun(burst, waiting.run, { type: 'pressed', widgetId })
    case 'close':
      return closeOverlay(burst, screenId)
    case 'refresh':
      refreshScreens(burst)
      return
    case 'flow':
      if (startRun(burst, { type: 'button', flowId: button.action.flowId ?? '', event: waiting.run.event, received: waiting.run.received }) === undefined) {
        burst.refusal = { code: 'session/flow_missing', text: `The button "${button.label}" has no flow to execute.` }
      }
      return
  }
}

function closeOverlay(burst: Burst, screenId: string): void {
  const waiting = waitingRun(burst, screenId)
  if (waiting === undefined || waiting.shown.placement === null) {
    burst.refusal = SCREEN_GONE
    return
  }
  removeScreens(burst, waiting.run.id, 'overlays')
  resumeRun(burst, waiting.run, { type: 'closed' })
}

/** A timer of something that is gone, or whose time has moved on, means nothing. */
function timeReached(burst: Burst, { timerId, atMs }: Extract<SessionEvent, { type: 'timer' }>): void {
  if (!timersOf(burst.state).some((timer) => timer.timerId === timerId && timer.dueAtMs <= atMs)) return
  const run = burst.state.runs.find(({ waiting }) => waiting?.type === 'time' && waiting.timerId === timerId)
  if (run === undefined) closeOverlay(burst, timerId)
  else resumeRun(burst, run, { type: 'timeReached' })
}

function effectDone(burst: Burst, { effectId, result, arm }: Extract<SessionEvent, { type: 'effectDone' }>): void {
  const run = burst.state.runs.find((candidate) => candidate.waiting?.type === 'effect' && candidate.waiting.effectId === effectId)
  // A run that was stopped meanwhile has nothing to go on with.
  if (run === undefined) return
  if (result.ok && arm !== undefined) {
    burst.state.listeners = [...burst.state.listeners.filter((old) => !arm.some((listener) => sameListener(old, listener))), ...arm]
  }
  resumeRun(burst, run, { type: 'effect', result })
}
