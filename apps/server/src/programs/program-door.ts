import type { IncomingHttpHeaders } from 'node:http'
import type { ServerClock } from '../clock.ts'
import type { Problem } from '../http/problem-details.ts'
import type { EventGrant, EventGrants } from '../realtime/event-grants.ts'
import type { ConnectionLimits } from '../realtime/publish-limits.ts'
import { grantOfRequest } from './grant-of-request.ts'
import { IdentityLimits } from './identity-limits.ts'
import type { PublishGate } from './publish-gate.ts'
import { problemOfWire } from './wire-problem.ts'

/** Whoever makes a request as a program: what is granted, and what is left of its rates. */
export type Visitor = { readonly grant: EventGrant; readonly limits: ConnectionLimits }

export type ProgramDoorSurroundings = { readonly clock: ServerClock; readonly grants: EventGrants; readonly publishing: PublishGate; readonly isClosing: () => boolean }

/** Where programs come in over HTTP: who they are, and how much they may ask for. */
export class ProgramDoor {
  readonly publishing: PublishGate
  readonly #surroundings: ProgramDoorSurroundings
  readonly #limits = new IdentityLimits()

  constructor(surroundings: ProgramDoorSurroundings) {
    this.publishing = surroundings.publishing
    this.#surroundings = surroundings
  }

  /** Lets a request in, or says why not: 401 without a valid token, 429 when it asks too often, 503 while the server is being stopped. */
  async admit(request: { readonly headers: IncomingHttpHeaders }): Promise<Visitor | Problem> {
    const { clock, grants, isClosing } = this.#surroundings
    if (isClosing()) return { status: 503, code: 'unavailable', title: 'Not running any more', detail: 'The server is being stopped; try again in a moment.' }
    const grant = await grantOfRequest(request, grants)
    if ('code' in grant) {
      const problem = problemOfWire(grant)
      return problem.status === 422 ? { ...problem, status: 401, title: 'Not known here' } : problem
    }
    const nowMs = clock.nowMs()
    const limits = this.#limits.of(grant, nowMs)
    if (limits.takeRequest(nowMs)) return { grant, limits }
    return { status: 429, code: 'rate_limited', title: 'Too many requests', detail: 'This identity makes too many requests a second; slow down.' }
  }
}
