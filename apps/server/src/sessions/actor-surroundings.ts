import type { EventBus, Position } from '@halley/bus'
import type { Program, SessionState } from '@halley/engine'
import type { AppPushes } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import type { LiveView } from '../live/live-view.ts'
import type { GuardHit } from '../safety/run-permits.ts'
import type { PresenceHub } from '../presence/presence-hub.ts'
import type { Push } from '../realtime/pushing.ts'
import type { Streams } from '../streams/create-streams.ts'
import type { StoredLists } from '../stored-lists/stored-lists.ts'
import type { OutwardEffects } from './outward-effects.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import type { OrgRates } from './org-rates.ts'
import type { RequestLine } from './request-line.ts'
import type { AskService } from './session-requests.ts'
import type { RunsIn } from './topic-names.ts'

/** What a session's client is reached by. */
export type ClientLine = { readonly push: Push<AppPushes>; /** Is something that was sent not out yet? */ readonly isBusy?: () => boolean; /** Another connection took the session over. */ replaced(): void }

/** A guard that a flow of the session ran into. */
export type FlowGuardHit = Pick<GuardHit, 'flowId' | 'nodeId' | 'code' | 'text'>

export type ActorSurroundings = {
  readonly clock: ServerClock
  readonly bus: EventBus
  readonly live: LiveView
  readonly ledger: DeliveryLedger
  readonly encryption: MessageEncryption
  readonly stored: StoredLists
  readonly runsIn: RunsIn
  /** True for a session that has no client and needs none. */
  readonly isService: boolean
  /** Who is where. */
  readonly presence: PresenceHub
  /** What may be sent in each org. */
  readonly orgRates: OrgRates
  /** Flows that are paused, by id, and why. */
  readonly paused: () => ReadonlyMap<string, string>
  readonly guardHit: (hit: FlowGuardHit) => void
  /** Sends and holds streams. */
  readonly streams: Streams
  /** Reaches HTTP services. */
  readonly ask: AskService
  /** Notifies people, and acts in rooms. */
  readonly outward: OutwardEffects
  /** The HTTP request that the session serves; left out for all others. */
  readonly request?: RequestLine
  /** The program that runs now. */
  readonly program: () => Program
  /** Milliseconds that never go back, for the guard against long bursts. */
  readonly monotonicMs: () => number
  /**
   * Keeps the state, with the position of the bus up to which it has handled everything, and how many messages of before it
   * has not handled that it got as a late joiner. Resolves when it is on the disk.
   */
  readonly save: (state: SessionState, reached: { readonly position: Position; readonly late: number }) => Promise<void>
  readonly onFailure: (error: unknown, what: string) => void
  /** Is told of every publish of the session: `accepted`, or the code of the refusal. */
  readonly onPublished?: ((outcome: string) => void) | undefined
}
