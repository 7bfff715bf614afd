import { LIMITS } from '@halley/model'
import type { Burst } from './burst.ts'

/** The work that something from outside has caused so far. The guards are over all of it, however often effects have interrupted it. */
export type Spent = { readonly steps: number; readonly workMs: number; readonly guardTripped: boolean }

export const NOTHING_SPENT: Spent = { steps: 0, workMs: 0, guardTripped: false }

/** What the burst and those before it have spent. */
export function spentBy({ steps, nowMs, startedMs, guardTripped }: Burst): Spent {
  return { steps, workMs: (nowMs?.() ?? 0) - startedMs, guardTripped }
}

/** Which guard the burst has run into, if any. */
export function guardProblem(burst: Burst): { code: string; text: string } | undefined {
  if (burst.steps > LIMITS.burstSteps) {
    return { code: 'guard/steps', text: `The flow took ${LIMITS.burstSteps.toLocaleString('en')} steps without waiting and was stopped. A loop needs a screen or a wait in it.` }
  }
  return burst.steps % STEPS_PER_CLOCK_LOOK === 0 ? timeProblem(burst) : undefined
}

// Reading the clock costs more than a step.
const STEPS_PER_CLOCK_LOOK = 64

export function timeProblem({ nowMs, startedMs }: Burst): { code: string; text: string } | undefined {
  return nowMs !== undefined && nowMs() - startedMs > LIMITS.burstMs ? { code: 'guard/time', text: `The flow worked for ${LIMITS.burstMs} ms without waiting and was stopped.` } : undefined
}

/** Is it the code of an error that a guard made of a flow that went too far? */
export function isGuardCode(code: string): boolean {
  return code.startsWith('guard/') || code === 'hops_exceeded'
}
