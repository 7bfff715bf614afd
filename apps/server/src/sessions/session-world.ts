import { LIMITS } from '@halley/model'
import type { SessionLabel } from '@halley/protocol'
import type { SessionStreams } from '../streams/session-streams.ts'
import type { ActorSurroundings } from './actor-surroundings.ts'
import type { EffectWorld } from './perform-effect.ts'
import { MESSAGES_PER_ORG } from './org-rates.ts'
import { SENDS_PER_SECOND, type SendLimits } from './rate-limit.ts'
import type { RepeatableIds } from './repeatable-ids.ts'
import { NO_REQUEST } from './request-line.ts'
import type { SessionClient } from './session-client.ts'
import type { SessionCore } from './session-core.ts'
import type { SessionListening } from './session-listening.ts'
import type { SessionRequests } from './session-requests.ts'
import type { SessionTimers } from './session-timers.ts'

/** All of a session that its effects may touch. */
export type SessionReach = {
  readonly label: SessionLabel
  readonly surroundings: ActorSurroundings
  readonly core: SessionCore
  readonly listening: SessionListening
  readonly streams: SessionStreams
  readonly requests: SessionRequests
  readonly timers: SessionTimers
  readonly client: SessionClient
  readonly limits: SendLimits
  readonly log: EffectWorld['log']
}

/** What the effects of one burst share. */
export type BurstFacts = {
  /** Ids of what a message caused: the same again when it is handled again after a crash. */
  readonly repeatable: RepeatableIds | null
  hasHitGuard: boolean
}

/** The world as the effects of one burst reach it. */
export function worldOf({ label, surroundings, core, listening, streams, requests, timers, client, limits, log }: SessionReach, burst: BurstFacts): EffectWorld {
  const { repeatable } = burst
  const { clock, bus, ledger, encryption, runsIn, orgRates } = surroundings
  const nowMs = clock.nowMs()
  const sendProblem: EffectWorld['sender']['sendProblem'] = ({ id, name }) => {
    if (!limits.take(id, nowMs)) return `More than ${SENDS_PER_SECOND} messages a second on "${name}"; slow down.`
    return orgRates.takeForSession(runsIn.org, nowMs) ? undefined : `Programs and apps of the organisation send more than ${MESSAGES_PER_ORG} messages a second; try again in a moment.`
  }
  const sender: EffectWorld['sender'] = { label, user: core.state.user, project: core.program.project, runsIn, bus, ledger, encryption, nowMs, sendProblem, onOutcome: surroundings.onPublished, repeatableId: repeatable === null ? undefined : () => repeatable.next() }
  return {
    nowMs,
    listening,
    sender,
    notify: (effect) => surroundings.outward.notify(effect, sender),
    doInRoom: (effect) => surroundings.outward.doInRoom(effect, sender),
    changeRows: ({ listId, changes }) => surroundings.stored.change(core.program.project, listId, changes, repeatable === null ? undefined : () => repeatable.next('row-')),
    startStream: (effect, sender) => streams.start(effect, sender, LIMITS.streamsPerSession),
    startRequest: (effect) => requests.start(effect, core.program.project),
    respond: (answer) => surroundings.request?.respond(answer) ?? NO_REQUEST,
    setTimer: (timerId, dueAtMs) => timers.set(timerId, dueAtMs),
    log,
    guardHit: ({ flowId, nodeId, code, text }) => {
      // An Error exit that goes too far itself is no second time.
      if (burst.hasHitGuard) return
      burst.hasHitGuard = true
      surroundings.guardHit({ flowId, nodeId, code, text })
    },
    runFailed: ({ runId, flowId, nodeId, code, text }) => {
      surroundings.request?.runFailed({ code, text })
      client.push('runFailed', { runId, flowId: flowId === '' ? null : flowId, nodeId: nodeId === '' ? null : nodeId, error: { code, message: text } })
    },
    responded: ({ deliveryId, outcome, response }) => ledger.responded(deliveryId, label.sessionId, { filtered: outcome === 'filtered', response, at: clock.nowMs() }),
  }
}
