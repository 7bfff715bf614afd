import type { WireError } from '@halley/protocol'

/**
 * How a connection is. `offline`: it does not try, because it was disconnected by hand or refused by the server
 * (then `refusal` says why).
 */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline'
export type ConnectionStatus = {
  readonly state: ConnectionState
  /** Milliseconds there and back, last measured; null before the first answer and while not live. */
  readonly roundTripMs: number | null
  readonly refusal: WireError | null
}

/** Refusals that pass by themselves; the others would be given again. */
const passingCodes: ReadonlySet<string> = new Set(['unavailable', 'rate_limited', 'session/busy', 'internal'])

/** Is it worth connecting again after this refusal? */
export function isPassing(refusal: WireError): boolean {
  return passingCodes.has(refusal.code)
}
