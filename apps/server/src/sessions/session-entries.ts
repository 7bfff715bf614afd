import type { CancelTimer, ServerClock } from '../clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import type { Visitor } from './persona-of-client.ts'
import type { SessionActor } from './session-actor.ts'
import type { SessionPlace } from './session-place.ts'

/** Milliseconds that a session waits for its client to come back. */
export const KEPT_MS = 120_000

/** A session with who may resume it, what ends it while its client is away, and what says that its client is there. */
export type SessionEntry = { readonly actor: SessionActor; readonly personaId: string | null; readonly visitor: Visitor; readonly slot: number | null; readonly resumeHash: string; /** On the disk, to be resumed. */ readonly isKept: boolean; cancelEnd: CancelTimer | null; leave: (() => void) | null }

export type EntriesSurroundings = {
  readonly clock: ServerClock
  readonly storage: Pick<Storage, 'deleteSession'>
  readonly ledger: DeliveryLedger
  /** Somebody is there until the returned function is called: what runs by itself runs for them. */
  readonly arrive: () => () => void
  readonly onFailure: (error: unknown, what: string) => void
}

/** The sessions of one app that have not ended: who resumes one, and when one ends whose client stays away. */
export class SessionEntries {
  readonly #surroundings: EntriesSurroundings
  readonly #entries = new Map<string, SessionEntry>()
  readonly #byResumeHash = new Map<string, SessionEntry>()

  constructor(surroundings: EntriesSurroundings) {
    this.#surroundings = surroundings
  }

  get size(): number {
    return this.#entries.size
  }

  all(): Iterable<SessionEntry> {
    return this.#entries.values()
  }

  /** The session that a secret of this hash resumes. */
  find(resumeHash: string): SessionEntry | undefined {
    return this.#byResumeHash.get(resumeHash)
  }

  add(entry: SessionEntry): void {
    this.#entries.set(entry.actor.label.sessionId, entry)
    this.#byResumeHash.set(entry.resumeHash, entry)
  }

  /** A client's place in a session. */
  placeIn(entry: SessionEntry, resume: string, recovered: boolean): SessionPlace {
    return {
      actor: entry.actor, resume, recovered, personaId: entry.personaId, visitor: entry.visitor,
      attach: (client) => {
        entry.cancelEnd?.()
        entry.cancelEnd = null
        entry.leave ??= this.#surroundings.arrive()
        entry.actor.attach(client)
      },
      detach: (client, wasCut) => {
        if (!entry.actor.detach(client, wasCut)) return
        this.#gone(entry)
        this.endLater(entry)
      },
      leave: (client) => {
        if (entry.actor.detach(client)) void this.end(entry, 'its client left')
      },
    }
  }

  /** Ends a session when its client stays away. */
  endLater(entry: SessionEntry): void {
    entry.cancelEnd?.()
    entry.cancelEnd = this.#surroundings.clock.setTimer(KEPT_MS, () => void this.end(entry, `its client did not come back within ${KEPT_MS / 1_000} s`))
  }

  /** Ends a session; `reason` is null where the log says it in another row. */
  async end(entry: SessionEntry, reason: string | null): Promise<void> {
    const { sessionId } = entry.actor.label
    if (!this.#entries.delete(sessionId)) return
    this.#byResumeHash.delete(entry.resumeHash)
    entry.cancelEnd?.()
    this.#gone(entry)
    if (reason !== null && entry.isKept) entry.actor.log({ type: 'session', level: 'info', text: `Ended: ${reason}`, code: 'session/ended' })
    this.#surroundings.ledger.settleOffline(sessionId, 'expired')
    try {
      await entry.actor.end()
      if (entry.isKept) await this.#surroundings.storage.deleteSession(sessionId)
    } catch (error) {
      // What is left on the disk is found by nobody, and goes 120 s after the next start.
      this.#surroundings.onFailure(error, `ending session ${sessionId}`)
    }
  }

  #gone(entry: SessionEntry): void {
    entry.leave?.()
    entry.leave = null
  }
}
