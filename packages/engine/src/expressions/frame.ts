import { ExpressionFault, type SourceRange } from './expression-error.ts'
import type { ExpressionLimits } from './expression-limits.ts'
import type { ValueType } from './value-type.ts'

/** What one evaluation carries: the values it reads, the rows of the loops it is in, and what it may still spend. */
export type Frame = {
  readonly values: unknown
  /** Read for names that `values` does not have. */
  readonly under: unknown
  /** By the loop's slot; made by the first loop, since most expressions have none. */
  loopRows: unknown[] | undefined
  readonly limits: ExpressionLimits
  readonly nowMs: (() => number) | undefined
  /** Set at the first look at the clock: most evaluations end before it, and reading the clock costs more than they do. */
  startedAtMs: number | undefined
  stepsLeft: number
  nextClockLook: number
  /** Where the evaluation was when something went wrong. */
  faultAt: SourceRange | undefined
}

export type Run = (frame: Frame) => unknown

/** A checked piece of an expression: its type, how to run it, and where it stands in the source. */
export type Piece = SourceRange & {
  readonly type: ValueType
  readonly run: Run
  /** The names that lead to this value, when it is read straight from a variable: ['Ticket', 'subject']. */
  readonly path?: readonly string[]
  /** The value of a literal. */
  readonly literal?: unknown
}

// The clock is looked at once in so many steps: reading it costs more than a step.
const STEPS_PER_CLOCK_LOOK = 250

/** Starts an evaluation. */
export function openFrame({ values, under }: Pick<Frame, 'values' | 'under'>, limits: ExpressionLimits, nowMs: (() => number) | undefined): Frame {
  return {
    values,
    under,
    loopRows: undefined,
    limits,
    nowMs,
    startedAtMs: undefined,
    stepsLeft: limits.steps,
    nextClockLook: limits.steps - STEPS_PER_CLOCK_LOOK,
    faultAt: undefined,
  }
}

/** Counts steps, and stops the evaluation when there are too many of them or the time is over. */
export function spend(frame: Frame, steps: number): void {
  frame.stepsLeft -= steps
  if (frame.stepsLeft < 0) {
    throw new ExpressionFault('too-many-steps', `This needs more than ${frame.limits.steps} steps.`, 'Work with fewer rows, or do it in a Loop node.')
  }
  if (frame.nowMs !== undefined && frame.stepsLeft < frame.nextClockLook) {
    frame.nextClockLook = frame.stepsLeft - STEPS_PER_CLOCK_LOOK
    const nowMs = frame.nowMs()
    frame.startedAtMs ??= nowMs
    if (nowMs - frame.startedAtMs > frame.limits.durationMs) throw new ExpressionFault('too-slow', `This took longer than ${frame.limits.durationMs} ms.`)
  }
}

// Reading so many items or characters is one step.
const ITEMS_PER_STEP = 20
const CHARACTERS_PER_STEP = 500

/** Counts the steps of reading a value once from end to end, and refuses one that is too large. */
export function spendOnReading(frame: Frame, value: unknown): void {
  if (typeof value === 'string') {
    keepTextShort(frame, value.length)
    if (value.length >= CHARACTERS_PER_STEP) spend(frame, Math.floor(value.length / CHARACTERS_PER_STEP))
  } else if (Array.isArray(value)) {
    keepListShort(frame, value.length)
    if (value.length >= ITEMS_PER_STEP) spend(frame, Math.floor(value.length / ITEMS_PER_STEP))
  }
}

/** Counts the steps of comparing two values; texts of different length are told apart at once. */
export function spendOnComparing(frame: Frame, left: unknown, right: unknown): void {
  if (typeof left === 'string' && typeof right === 'string' && left.length >= CHARACTERS_PER_STEP && left.length === right.length) {
    spend(frame, Math.floor(left.length / CHARACTERS_PER_STEP))
  }
}

/** Refuses a text over the limit. */
export function keepTextShort(frame: Frame, length: number): void {
  if (length > frame.limits.textLength) throw new ExpressionFault('text-too-long', `A text has ${length} characters; the limit is ${frame.limits.textLength}.`)
}

/** Refuses a list over the limit. */
export function keepListShort(frame: Frame, length: number): void {
  if (length > frame.limits.listLength) throw new ExpressionFault('list-too-long', `A list has ${length} items; the limit is ${frame.limits.listLength}.`)
}

/** Marks where in the source a fault happens; the innermost mark stays. */
export function markingFaults(run: Run, at: SourceRange): Run {
  return (frame) => {
    try {
      return run(frame)
    } catch (fault) {
      frame.faultAt ??= at
      throw fault
    }
  }
}
