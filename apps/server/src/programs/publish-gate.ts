import { parseTopic, type Published, type Refusal as BusRefusal } from '@halley/bus'
import type { Refusal, WireError } from '@halley/protocol'
import { grantProblem, type EventGrant } from '../realtime/event-grants.ts'
import { wireErrorOf } from '../realtime/event-subscriptions.ts'
import type { ConnectionLimits } from '../realtime/publish-limits.ts'
import { MESSAGES_PER_ORG, OrgRates } from '../sessions/org-rates.ts'
import type { ProgramPublish } from '../sessions/publish-from-program.ts'
import { SENDS_PER_SECOND } from '../sessions/rate-limit.ts'

export type PublishGateSurroundings = {
  readonly nowMs: () => number
  /** What may be sent in each org; left out where sessions have no part in it. */
  readonly orgRates?: OrgRates
  /** Publishes what is well-formed, granted, and within the rate. */
  readonly publish: (request: ProgramPublish, program: EventGrant) => Promise<Published | BusRefusal | Refusal>
  /** Is told of every publish: `accepted`, `duplicate`, or the code of the refusal. */
  readonly onOutcome?: (outcome: string) => void
}

/** By what a program is measured while it publishes. */
export type PublishMeasure = {
  readonly limits: ConnectionLimits
  /** Is called, once a second at most, when few publishes of a second are left on a channel or in the org. */
  readonly warn?: (near: { readonly text: string; readonly limit: number }) => void
}

/**
 * The one way by which programs outside publish, whether over `/events` or HTTP: a valid topic, inside of the grant, within
 * the rates of the connection's channel and of the org; then the event goes its way.
 */
export class PublishGate {
  readonly #surroundings: PublishGateSurroundings
  readonly #orgRates: OrgRates

  constructor(surroundings: PublishGateSurroundings) {
    this.#surroundings = surroundings
    this.#orgRates = surroundings.orgRates ?? new OrgRates()
  }

  /** Publishes, or says with a code why not. */
  async publish(request: ProgramPublish, grant: EventGrant, measure: PublishMeasure): Promise<Published | Refusal> {
    const answer = await this.#answer(request, grant, measure)
    this.#surroundings.onOutcome?.(!answer.ok ? answer.error.code : answer.duplicate ? 'duplicate' : 'accepted')
    return answer
  }

  async #answer(request: ProgramPublish, grant: EventGrant, measure: PublishMeasure): Promise<Published | Refusal> {
    const topic = parseTopic(request.topic)
    if (!topic.ok) return refused(wireErrorOf(topic))
    const problem = grantProblem(grant.publish, request.topic, 'publish on') ?? this.#rateProblem(request.topic, grant, measure)
    if (problem !== undefined) return refused(problem)
    const answer = await this.#surroundings.publish(request, grant)
    return answer.ok || 'error' in answer ? answer : refused(wireErrorOf(answer))
  }

  #rateProblem(topic: string, { org }: EventGrant, { limits, warn }: PublishMeasure): WireError | undefined {
    const nowMs = this.#surroundings.nowMs()
    const rate = limits.takePublish(topic, nowMs)
    if (rate === 'warn') warn?.({ text: `Nearly ${SENDS_PER_SECOND} messages a second on one channel; what is more will be refused.`, limit: SENDS_PER_SECOND })
    if (rate === 'limited') return { code: 'rate_limited', message: `More than ${SENDS_PER_SECOND} messages a second on one channel; slow down.`, limit: SENDS_PER_SECOND }
    const orgRate = this.#orgRates.takeForProgram(org, nowMs)
    if (orgRate === 'warn') warn?.({ text: `Programs and apps together send nearly ${MESSAGES_PER_ORG} messages a second here; what is more will be refused.`, limit: MESSAGES_PER_ORG })
    return orgRate !== 'limited' ? undefined : { code: 'rate_limited', message: `Programs and apps send more than ${MESSAGES_PER_ORG} messages a second here; slow down.`, limit: MESSAGES_PER_ORG }
  }
}

function refused(error: WireError): Refusal {
  return { ok: false, error }
}
