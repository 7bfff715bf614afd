import type { Problem } from '../http/problem-details.ts'

/** Why something was refused, as HTTP says it; with the seconds after which it may be tried again, where that is all. */
export type Refused = { readonly ok: false; readonly problem: Problem; readonly retryAfterSeconds?: number }

/** Builds a refusal. */
export function refused(problem: Problem, retryAfterSeconds?: number): Refused {
  return { ok: false, problem, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
}

export const WRONG_PASSWORD = { code: 'sign_in/wrong', title: 'Not signed in', detail: 'The e-mail address and password do not belong together. Check both.' } as const

export const SIGNED_OUT: Problem = { status: 401, code: 'signed_out', title: 'Signed out', detail: 'Sign in first, or give an API token in the Authorization header: Bearer hly_….' }

export const FORBIDDEN: Problem = { status: 403, code: 'forbidden', title: 'Not permitted', detail: 'Your role in this organisation is not enough for that; ask an owner.' }

export const NO_ORG: Problem = { status: 403, code: 'forbidden', title: 'In no organisation', detail: 'You are in no organisation any more; ask an owner for an invitation, or make one of your own.' }
