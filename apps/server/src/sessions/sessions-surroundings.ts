import type { EventBus } from '@halley/bus'
import type { Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import type { SessionSeal } from '../encryption/sealed-state.ts'
import type { Notifications } from '../notifications/create-notifications.ts'
import type { PresenceHub } from '../presence/presence-hub.ts'
import type { RunPermits } from '../safety/run-permits.ts'
import type { Storage } from '../storage/storage.ts'
import type { StoredListHost } from '../stored-lists/stored-list-host.ts'
import type { Streams } from '../streams/create-streams.ts'
import type { OrgRates } from './org-rates.ts'
import type { OutwardEffects } from './outward-effects.ts'
import type { AskService } from './session-requests.ts'
import type { RunsIn } from './topic-names.ts'

/** What the sessions of a server reach, and whom they tell. */
export type SessionsSurroundings = {
  readonly storage: Storage
  readonly storedLists: StoredListHost
  readonly clock: ServerClock
  readonly bus: EventBus
  readonly encryption: MessageEncryption
  /** Seals what is kept of sessions. */
  readonly seal: SessionSeal
  /** Who is where. */
  readonly presence: PresenceHub
  /** What may be sent in each org. */
  readonly orgRates: OrgRates
  /** What may run. */
  readonly permits: RunPermits
  /** Sends and holds streams. */
  readonly streams: Streams
  /** Reaches HTTP services. */
  readonly ask: AskService
  /** Notifies people, and acts in rooms. */
  readonly outward: OutwardEffects
  /** Asks the rules of what runs; left out, nobody does. */
  readonly notifications?: Pick<Notifications, 'open'>
  /** Is told when the model that runs somewhere has changed. */
  readonly onModelChanged?: (project: Project, runsIn: RunsIn) => void
  /** Is told at once by which model something runs: when it begins, and at every change. */
  readonly onRunsBy?: (project: Project, runsIn: RunsIn) => void
  readonly monotonicMs: () => number
  readonly onFailure: (error: unknown, what: string) => void
  /** Are told, for the figures, what became of each publish of a session and of each delivery to one. */
  readonly onPublished?: (outcome: string) => void
  readonly onDelivered?: (outcome: string) => void
}
