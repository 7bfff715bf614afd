import type { EffectResult, EndpointAnswer, SessionEvent, SessionState, SessionUser, StepRefusal } from '@halley/engine'
import type { SessionLabel } from '@halley/protocol'

/** What a session that serves an HTTP request is joined to its client by. */
export type RequestLine = {
  /** Respond: answers the request, or writes an event of its stream. */
  respond(answer: EndpointAnswer): EffectResult
  /** A run stopped on an error that nothing took. */
  runFailed(error: { readonly code: string; readonly text: string }): void
  /** The session has come to rest: everything waits or is over. */
  rested(state: SessionState): void
  /** The session has ended. */
  ended(): void
}

/** An HTTP request that is to be served, or something else that a flow is to answer: its flow, and the session's data with what the request gives. */
export type ServedRequest = { readonly flowId: string; readonly data: SessionState['data']; readonly line: RequestLine; /** As whom it runs. */ readonly user: SessionUser; /** What it is an answer to; left out for an HTTP request. */ readonly received?: Extract<SessionEvent, { type: 'openFlow' }>['received'] }

/** The session of an HTTP request; `start` says why the flow could not be started, or null. */
export type RequestSession = { readonly label: SessionLabel; start(): Promise<StepRefusal | null>; end(): Promise<void> }

/** Who a session acts as that serves an HTTP request of nobody who is known. It has no role. */
export const HTTP_CALLER: SessionUser = { id: 'http', name: 'HTTP', roles: [] }

export const NO_REQUEST: EffectResult = { ok: false, code: 'respond/no_request', text: 'This session answers no HTTP request.' }
