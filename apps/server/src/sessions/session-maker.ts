import type { SessionState } from '@halley/engine'
import type { LogRow, SessionLabel } from '@halley/protocol'
import type { LiveView } from '../live/live-view.ts'
import { HITS_UNTIL_PAUSED } from '../safety/run-permits.ts'
import type { StoredSession } from '../storage/storage.ts'
import type { ActorSurroundings, FlowGuardHit } from './actor-surroundings.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import { STRANGER, type Visitor } from './persona-of-client.ts'
import type { RequestLine } from './request-line.ts'
import type { RunningProgram } from './running-program.ts'
import { SessionActor } from './session-actor.ts'
import type { SessionEntry } from './session-entries.ts'
import type { SessionsSurroundings } from './sessions-surroundings.ts'
import { keepSession, readKeptSession, type KeptSession } from './stored-session.ts'
import type { RunsIn } from './topic-names.ts'

/** What makes a session. `serviceFlowId` is the flow of the service session, null for a client's. */
export type Beginning = { readonly label: SessionLabel; readonly personaId: string | null; readonly visitor?: Visitor; readonly serviceFlowId: string | null; readonly resumeHash: string; readonly state: SessionState; readonly request?: RequestLine }

/** A row of the log of a project, without what is the same in all of these. */
export type NewLogRow = Pick<LogRow, 'type' | 'level' | 'text' | 'session' | 'flowId'> & Partial<Pick<LogRow, 'id' | 'code'>>

/** Where the sessions run that are made, and what they share there. */
export type MadeFor = { readonly running: RunningProgram; readonly runsIn: RunsIn; readonly live: LiveView; readonly ledger: DeliveryLedger; readonly logRow: (row: NewLogRow) => void }

/** Makes the sessions of one project in one environment: gives each what it reaches, and says how it is kept and opened again. */
export class SessionMaker {
  readonly #madeFor: MadeFor
  readonly #surroundings: SessionsSurroundings

  constructor(madeFor: MadeFor, surroundings: SessionsSurroundings) {
    this.#madeFor = madeFor
    this.#surroundings = surroundings
  }

  /** Makes a session that has not begun yet. */
  make({ label, personaId, visitor = STRANGER, serviceFlowId, resumeHash, state, request }: Beginning): SessionEntry {
    const { running, runsIn, live, ledger } = this.#madeFor
    const { storage, storedLists, clock, bus, encryption, seal, presence, orgRates, permits, streams, ask, outward, monotonicMs, onFailure, onPublished } = this.#surroundings
    const sealed = seal.of(label.sessionId)
    const surroundings: ActorSurroundings = {
      clock, bus, encryption, presence, orgRates, streams, ask, outward, monotonicMs, onFailure, onPublished, runsIn, live, ledger,
      ...(request !== undefined && { request }),
      paused: () => permits.pausedIn(running.project.id, runsIn.environment),
      guardHit: (hit) => this.#guardHit(hit),
      stored: storedLists.of(running.project.id, runsIn.environment),
      isService: serviceFlowId !== null || request !== undefined,
      program: () => running.current,
      save: async (next, reached) => {
        // Sealing throws where the master key cannot be read: then nothing is kept, and the server's log says so.
        if (request === undefined) await storage.saveSession({ id: label.sessionId, projectId: running.project.id, environment: runsIn.environment, resumeHash, state: sealed(keepSession({ personaId, owner: visitor.owner, isSelf: visitor.self !== null, serviceFlowId, slot: label.slot, ...reached, state: next })), updatedAt: clock.nowMs() })
      },
    }
    return { actor: new SessionActor(label, state, surroundings), personaId, visitor, slot: label.slot, resumeHash, isKept: request === undefined, cancelEnd: null, leave: null }
  }

  /** Opens what was kept of a session; null when it cannot be resumed. */
  openKept(stored: StoredSession): KeptSession | null {
    const opened = this.#surroundings.seal.open(stored.id, stored.state)
    if (opened.ok) return readKeptSession(opened.kept, this.#madeFor.running.compile().project)
    // It has ended; nobody knows more of it than its id.
    this.#madeFor.logRow({ type: 'session', level: 'error', text: 'Ended: what was kept of it could not be opened; it was changed, or sealed under another master key', session: this.labelOf({ sessionId: stored.id, persona: '?', slot: null }), flowId: null, code: 'session/ended' })
    return null
  }

  /** How the log names a session here. */
  labelOf(label: SessionLabel): SessionLabel {
    return this.#madeFor.runsIn.environment === 'published' ? { ...label, slot: null, environment: 'published' } : label
  }

  #guardHit(hit: FlowGuardHit): void {
    const { running, runsIn, logRow } = this.#madeFor
    const { project } = running
    const flowName = project.flows[hit.flowId]?.name ?? ''
    if (!this.#surroundings.permits.guardHit({ ...hit, flowName, projectId: project.id, environment: runsIn.environment })) return
    logRow({ type: 'error', level: 'error', session: null, flowId: hit.flowId, text: `Paused: the flowchart "${flowName}" had to be stopped ${HITS_UNTIL_PAUSED} times within an hour. Nothing of it runs until it is resumed in the editor; everything else goes on.` })
  }
}
