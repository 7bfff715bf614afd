import type { Value } from '@halley/model'
import { draftOf } from './draft-state.ts'
import { NOTHING_SPENT, type Spent } from './guards.ts'
import type { CompiledFlow, CompiledNode, Program } from './program.ts'
import type { Effect, TraceEntry } from './session-events.ts'
import type { Run, SessionState } from './session-state.ts'

/** Why a request of a person was not carried out; nothing was changed. */
export type StepRefusal = { readonly code: string; readonly text: string; readonly fields?: Readonly<Record<string, string>> }

/**
 * The work of one event: a draft of the state that is this burst's own (the caller's stays as it was), and what came of it.
 * Runs are copied when the burst opens; everything else is copied where it is written, so that a short burst costs little.
 */
export type Burst = {
  readonly program: Program
  readonly state: SessionState
  /** The rows of stored lists as they are now, by technical name. */
  readonly stored: StoredRows
  /** Is `state.data` this burst's own copy already? */
  ownsData: boolean
  readonly effects: Effect[]
  /** Null while nobody watches: then no entry is ever made. */
  readonly trace: TraceEntry[] | null
  readonly atMs: number
  /** Real clock for the time guard; absent in simulations. */
  readonly nowMs: (() => number) | undefined
  /** When the work began, were all that it follows from done in one piece. */
  readonly startedMs: number
  /** Is there anything that is not to be shown? While there is not, nobody looks. */
  mayHide: boolean
  steps: number
  /** Flows that are paused, by id, and why: nothing of them runs. */
  readonly paused: ReadonlyMap<string, string>
  /** Set once a guard of this burst has tripped: the Error exit gets a short grace, not another full round. */
  guardTripped: boolean
  /** Is a run being walked right now? Runs that begin meanwhile wait in `beginning`, so that a flow that leads to itself meets the guard and not the end of the stack. */
  walking: boolean
  readonly beginning: Run[]
  refusal: StepRefusal | null
}

/** What the stored lists hold, by technical name: a snapshot, the same for a whole burst. */
export type StoredRows = { readonly [listName: string]: readonly Value[] }

const NO_ROWS: StoredRows = {}

const NOTHING_PAUSED: ReadonlyMap<string, string> = new Map()

export type StepOptions = {
  /** The rows of stored lists; a list that is not there cannot be reached now. */
  readonly stored?: StoredRows
  /** Flows that are paused, by id, and why. */
  readonly paused?: ReadonlyMap<string, string>
  /** Collect what every node did. */
  readonly trace?: boolean
  /** Milliseconds clock for the guard against long bursts. */
  readonly nowMs?: () => number
  /** What the steps before spent, when this event is the result of an effect of theirs. */
  readonly spent?: Spent
}

export function openBurst(program: Program, state: SessionState, atMs: number, options: StepOptions): Burst {
  const { steps, workMs, guardTripped } = options.spent ?? NOTHING_SPENT
  return {
    program,
    state: draftOf(state),
    stored: options.stored ?? NO_ROWS,
    ownsData: false,
    effects: [],
    trace: options.trace === true ? [] : null,
    atMs,
    mayHide: program.hiddenNames.size > 0 || Object.keys(state.hidden).length > 0 || state.runs.some(({ isHidden }) => isHidden === true),
    nowMs: options.nowMs,
    startedMs: (options.nowMs?.() ?? 0) - workMs,
    steps,
    paused: options.paused ?? NOTHING_PAUSED,
    guardTripped,
    walking: false,
    beginning: [],
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
