import { LIMITS, type Project, type Value } from '@halley/model'
import { choiceLabels } from './choice-labels.ts'
import type { CompiledExpression, CompiledTemplate } from './expressions/index.ts'
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

/**
 * A run at work: what nodes read and write, with values kept in step with what they write. A class, not closures: one is
 * made for every run of every burst, and its methods are shared.
 */
export class ActiveRun implements RunContext {
  readonly run: Run
  readonly values: RunValues
  flowId = ''
  nodeId = ''
  readonly #burst: Burst
  #flow: CompiledFlow | undefined

  constructor(burst: Burst, run: Run) {
    this.#burst = burst
    this.run = run
    this.values = valuesOf(burst, run)
  }

  get runId(): string {
    return this.run.id
  }

  get project(): Project {
    return this.#burst.program.project
  }

  /** The node the run is at, with `flowId` and `nodeId` set to it; undefined when an edit took it away. */
  node(): CompiledNode | undefined {
    const { frames } = this.run
    const frame = frames[frames.length - 1]
    if (frame === undefined) return undefined
    if (this.#flow?.flow.id !== frame.flowId) this.#flow = this.#burst.program.flows.get(frame.flowId)
    this.flowId = frame.flowId
    this.nodeId = frame.nodeId
    return this.#flow?.nodes.get(frame.nodeId)
  }

  evaluate(expression: CompiledExpression): ReturnType<RunContext['evaluate']> {
    const result = expression.evaluate(this.values)
    // The language promises JSON; its type is unknown only because any expression may be asked.
    return result.ok ? { ok: true, value: result.value as Value } : { ok: false, code: `expression/${result.error.code}`, text: result.error.message }
  }

  text(template: CompiledTemplate): string {
    const result = template.evaluate(this.values, choiceLabels)
    return result.ok ? result.text : `(${result.error.message})`
  }

  get({ path: [root, member] }: PreparedTarget): Value {
    const value = this.values[root] as Value | undefined
    return member === undefined ? (value ?? null) : ownValue(value, member)
  }

  set(target: PreparedTarget, value: Value): void {
    write(this.#burst, this, target, value)
  }

  message(messageId: string): Value {
    const name = this.project.messages[messageId]?.technicalName
    return name === undefined ? null : ((this.values[name] as Value | undefined) ?? null)
  }
}

export function activate(burst: Burst, run: Run): ActiveRun {
  return new ActiveRun(burst, run)
}

/** Writes one value: into the run's received message when the target names it, else into the session's data. */
export function write(burst: Burst, { run, values, flowId, nodeId }: Pick<ActiveRun, 'run' | 'values' | 'flowId' | 'nodeId'>, target: PreparedTarget, value: Value): void {
  const [root, member] = target.path
  const inReceived = run.received?.name === root
  const before = inReceived ? run.received?.value : burst.state.data[root]
  const after: Value = member === undefined ? value : { ...(typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}), [member]: value }
  if (inReceived) run.received = { name: root, value: after }
  else burst.state.data[root] = after
  values[root] = after
  burst.trace?.push({ type: 'assigned', runId: run.id, flowId, nodeId, target: target.path.join('.'), value: member === undefined ? value : ownValue(after, member) })
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
