import { LIMITS, type Value } from '@halley/model'
import { choiceLabels } from './choice-labels.ts'
import type { CompiledExpression } from './expressions/index.ts'
import type { PreparedTarget, RunContext } from './node-kind.ts'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'
import type { RunValues } from './render-screen.ts'
import type { Effect, TraceEntry } from './session-events.ts'
import { ownValue } from './session-inputs.ts'
import type { Run, SessionState } from './session-state.ts'

/** Why a request of a person was not carried out; nothing was changed. */
export type StepRefusal = { readonly code: string; readonly text: string; readonly fields?: Readonly<Record<string, string>> }

/**
 * The work of one event: a draft of the state that is this burst's own (the caller's stays as it was), and what came of it.
 * Lists and records are copied when the burst opens; what is deeper is copied where it is written.
 */
export type Burst = {
  readonly program: Program
  readonly state: SessionState
  readonly effects: Effect[]
  /** Null while nobody watches: then no entry is ever made. */
  readonly trace: TraceEntry[] | null
  readonly atMs: number
  /** Real clock for the time guard; absent in simulations. */
  readonly nowMs: (() => number) | undefined
  readonly startedMs: number
  steps: number
  /** Set once a guard of this burst has tripped: the Error exit gets a short grace, not another full round. */
  guardTripped: boolean
  refusal: StepRefusal | null
}

export type StepOptions = {
  /** Collect what every node did. */
  readonly trace?: boolean
  /** Milliseconds clock for the guard against long bursts. */
  readonly nowMs?: () => number
}

export function openBurst(program: Program, state: SessionState, atMs: number, options: StepOptions): Burst {
  return {
    program,
    state: {
      ...state,
      data: { ...state.data },
      received: { ...state.received },
      runs: state.runs.map((run) => ({ ...run, frames: run.frames.map((frame) => ({ ...frame })) })),
      screens: [...state.screens],
      listeners: [...state.listeners],
    },
    effects: [],
    trace: options.trace === true ? [] : null,
    atMs,
    nowMs: options.nowMs,
    startedMs: options.nowMs?.() ?? 0,
    steps: 0,
    guardTripped: false,
    refusal: null,
  }
}

/** Makes an id that is unique in the session and needs no randomness. */
export function newId(burst: Burst, prefix: string): string {
  const id = `${prefix}${burst.state.nextId}`
  burst.state.nextId += 1
  return id
}

/** The flow and node a run is at; undefined when an edit took them away. */
export function whereIs(burst: Burst, run: Run): { flow: CompiledFlow; node: CompiledNode } | undefined {
  const frame = run.frames.at(-1)
  const flow = frame && burst.program.flows.get(frame.flowId)
  const node = frame && flow?.nodes.get(frame.nodeId)
  return flow && node ? { flow, node } : undefined
}

/** What a run's expressions see. In a run that a message started, that message's name stands for the received one. */
export function valuesOf(burst: Burst, run: Run | null): RunValues {
  const { state } = burst
  const values: RunValues = {
    ...state.data,
    received: state.received,
    session: { id: state.sessionId },
    user: state.user,
    event: run?.event ?? null,
    error: run?.error ?? null,
    now: new Date(burst.atMs).toISOString(),
  }
  if (run?.received) values[run.received.name] = run.received.value
  return values
}

/** A run at work: its context for nodes, with values kept in step with what nodes write. */
export type ActiveRun = { readonly run: Run; readonly values: RunValues; readonly context: RunContext & { flowId: string; nodeId: string } }

export function activate(burst: Burst, run: Run): ActiveRun {
  const values = valuesOf(burst, run)
  const context: RunContext & { flowId: string; nodeId: string } = {
    flowId: '',
    nodeId: '',
    runId: run.id,
    project: burst.program.project,
    evaluate: (expression: CompiledExpression) => {
      const result = expression.evaluate(values)
      // The language promises JSON; its type is unknown only because any expression may be asked.
      return result.ok ? { ok: true, value: result.value as Value } : { ok: false, code: `expression/${result.error.code}`, text: result.error.message }
    },
    text: (template) => {
      const result = template.evaluate(values, choiceLabels)
      return result.ok ? result.text : `(${result.error.message})`
    },
    get: ({ path: [root, member] }) => (member === undefined ? ((values[root] as Value | undefined) ?? null) : ownValue(values[root] as Value | undefined, member)),
    set: (target, value) => write(burst, { run, values, context }, target, value),
    message: (messageId) => {
      const name = burst.program.project.messages[messageId]?.technicalName
      return name === undefined ? null : ((values[name] as Value | undefined) ?? null)
    },
  }
  return { run, values, context }
}

/** Writes one value: into the run's received message when the target names it, else into the session's data. */
export function write(burst: Burst, { run, values, context }: ActiveRun, target: PreparedTarget, value: Value): void {
  const [root, member] = target.path
  const inReceived = run.received?.name === root
  const before = inReceived ? run.received?.value : burst.state.data[root]
  const after: Value = member === undefined ? value : { ...(typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}), [member]: value }
  if (inReceived) run.received = { name: root, value: after }
  else burst.state.data[root] = after
  values[root] = after
  burst.trace?.push({ type: 'assigned', runId: run.id, flowId: context.flowId, nodeId: context.nodeId, target: target.path.join('.'), value: member === undefined ? value : ownValue(after, member) })
}

/** Which guard the burst has run into, if any. */
export function guardProblem(burst: Burst): { code: string; text: string } | undefined {
  if (burst.steps > LIMITS.burstSteps) {
    return { code: 'guard/steps', text: `The flow took ${LIMITS.burstSteps.toLocaleString('en')} steps without waiting and was stopped. A loop needs a screen or a wait in it.` }
  }
  if (burst.nowMs !== undefined && burst.steps % 64 === 0 && burst.nowMs() - burst.startedMs > LIMITS.burstMs) {
    return { code: 'guard/time', text: `The flow worked for ${LIMITS.burstMs} ms without waiting and was stopped.` }
  }
  return undefined
}
