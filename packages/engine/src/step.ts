import { openBurst, type Burst, type StepOptions, type StepRefusal } from './burst.ts'
import { spentBy, type Spent } from './guards.ts'
import { handleDelivery } from './handle-delivery.ts'
import { sameListener } from './listener-match.ts'
import { closeOverlay } from './close-overlay.ts'
import { press } from './press.ts'
import type { Program } from './program.ts'
import type { Effect, SessionEvent, TraceEntry } from './session-events.ts'
import type { SessionState } from './session-state.ts'
import { finishRun } from './run-ends.ts'
import { navigateTo, resumeRun, startRun } from './run-machine.ts'
import { refreshScreens } from './screens.ts'
import { streamGrew, streamSent } from './session-streams.ts'
import { timersOf } from './timers.ts'

/** What came of one event. The state that was given is untouched. */
export type StepResult = {
  readonly state: SessionState
  readonly effects: readonly Effect[]
  /** Empty unless asked for. */
  readonly trace: readonly TraceEntry[]
  /** Set when a person's request was not carried out. */
  readonly refusal: StepRefusal | null
  /** To be given to the steps that handle what comes of the effects. */
  readonly spent: Spent
}

/**
 * Carries one event out: pure, and done when every run of the session waits or is over. Guards bound the work
 * (see LIMITS); whatever has to happen in the world comes back as effects.
 */
export function step(program: Program, state: SessionState, event: SessionEvent, options: StepOptions = {}): StepResult {
  const burst = openBurst(program, state, event.atMs, options)
  handle(burst, event)
  return { state: burst.refusal === null ? burst.state : state, effects: burst.effects, trace: burst.trace ?? [], refusal: burst.refusal, spent: spentBy(burst) }
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
    case 'presence':
      burst.state.presence = Object.fromEntries(Object.entries({ ...burst.state.presence, ...event.channels }).flatMap(([channel, now]) => (now === null ? [] : [[channel, now]])))
      refreshScreens(burst)
      return
    case 'streamGrew':
      if (streamGrew(burst, event)) refreshScreens(burst)
      return
    case 'openFlow':
      return openFlow(burst, event)
    case 'redraw':
      refreshScreens(burst)
      return
    case 'delivery':
      return handleDelivery(burst, event.delivery)
    case 'effectDone':
      return effectDone(burst, event)
  }
}

/** A flow on top of what is shown, with a message that came earlier. */
function openFlow(burst: Burst, { flowId, received }: Extract<SessionEvent, { type: 'openFlow' }>): void {
  const name = received === null ? undefined : burst.program.project.messages[received.event.messageId]?.technicalName
  const run = startRun(burst, {
    type: 'message', flowId, event: received?.event ?? null, received: received === null || name === undefined ? null : { name, value: received.payload }, isHidden: received?.encrypted === true,
  })
  if (run === undefined) burst.refusal = { code: 'session/flow_missing', text: 'There is no such flow to open any more.' }
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
  streamSent(burst, effectId, result)
  // A run that was stopped meanwhile has nothing to go on with.
  if (run === undefined) return
  if (result.ok && arm !== undefined) {
    burst.state.listeners = [...burst.state.listeners.filter((old) => !arm.some((listener) => sameListener(old, listener))), ...arm]
  }
  resumeRun(burst, run, { type: 'effect', result })
}
