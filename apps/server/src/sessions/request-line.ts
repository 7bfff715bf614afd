import type { EffectResult, EndpointAnswer, SessionState } from '@halley/engine'

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

/** Who a session acts as that serves an HTTP request. It has no role until callers have identities. */
export const HTTP_CALLER = { id: 'http', name: 'HTTP', roles: [] } as const

export const NO_REQUEST: EffectResult = { ok: false, code: 'respond/no_request', text: 'This session answers no HTTP request.' }
