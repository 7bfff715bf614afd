import { WarnedRate, type PublishRate } from '../realtime/publish-limits.ts'

/** Messages a second of all that sends in one org: its programs and the sessions of its apps. */
export const MESSAGES_PER_ORG = 500

/** Of these, what programs leave to sessions: a program that floods the org keeps nobody from pressing a button. */
export const KEPT_FOR_SESSIONS = 50

/** What may be sent in each org: one measure for all of it, of which programs cannot take the last. */
export class OrgRates {
  readonly #rates = new Map<string, WarnedRate>()

  /** Takes one message of a session; false when none is left. */
  takeForSession(org: string, nowMs: number): boolean {
    return this.#of(org, nowMs).take(nowMs) !== 'limited'
  }

  /** Takes one message of a program. `warn` comes once a second at most. */
  takeForProgram(org: string, nowMs: number): PublishRate {
    return this.#of(org, nowMs).take(nowMs, KEPT_FOR_SESSIONS)
  }

  #of(org: string, nowMs: number): WarnedRate {
    const known = this.#rates.get(org) ?? new WarnedRate(MESSAGES_PER_ORG, nowMs)
    this.#rates.set(org, known)
    return known
  }
}
