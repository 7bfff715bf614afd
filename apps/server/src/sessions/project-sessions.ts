import type { EventBus } from '@halley/bus'
import { newSession, type Program, type SessionState, type StoredRows } from '@halley/engine'
import type { Project } from '@halley/model'
import type { AppAuth, ArmedListener, LogRow, SessionLabel, WaitingPlace } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { MessageEncryption } from '../encryption/message-encryption.ts'
import type { SessionSeal } from '../encryption/sealed-state.ts'
import type { LiveView } from '../live/live-view.ts'
import type { Notifications, NoticesOfApp } from '../notifications/create-notifications.ts'
import { HITS_UNTIL_PAUSED, type RunPermits, type RunStop } from '../safety/run-permits.ts'
import type { PresenceHub } from '../presence/presence-hub.ts'
import { hashSecret, newSecret, newServerId } from '../random-ids.ts'
import type { Storage, StoredSession } from '../storage/storage.ts'
import type { Streams } from '../streams/create-streams.ts'
import type { StoredListHost } from '../stored-lists/stored-list-host.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { RunningProgram } from './running-program.ts'
import { isSameVisitor, startFlowOf, STRANGER, userOf, type Visitor } from './persona-of-client.ts'
import { SERVICE, ServiceSession, type ServiceRun } from './service-session.ts'
import type { RequestLine, RequestSession, ServedRequest } from './request-line.ts'
import type { OutwardEffects } from './outward-effects.ts'
import type { AskService } from './session-requests.ts'
import type { ActorSurroundings, FlowGuardHit } from './actor-surroundings.ts'
import { SessionActor } from './session-actor.ts'
import { KEPT_MS, SessionEntries, type SessionEntry } from './session-entries.ts'
import type { SessionPlace } from './session-place.ts'
import type { OrgRates } from './org-rates.ts'
import type { RunsIn } from './topic-names.ts'
import { keepSession, readKeptSession } from './stored-session.ts'

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
  readonly monotonicMs: () => number
  readonly onFailure: (error: unknown, what: string) => void
  /** Are told, for the figures, what became of each publish of a session and of each delivery to one. */
  readonly onPublished?: (outcome: string) => void
  readonly onDelivered?: (outcome: string) => void
}

/** What makes a session. `serviceFlowId` is the flow of the service session, null for a client's. */
type Beginning = { readonly label: SessionLabel; readonly personaId: string | null; readonly visitor?: Visitor; readonly serviceFlowId: string | null; readonly resumeHash: string; readonly state: SessionState; readonly request?: RequestLine }

/** What runs: the draft of a project, or its published version; and where its log goes. */
export type RunningModel = { readonly project: Project; readonly runsIn: RunsIn; readonly live: LiveView; /** Of what ran before in its place, where the bus may still hold what that sent. */ readonly ledger?: DeliveryLedger }

/** The running sessions of one project in one environment, and the program that they run. */
export class ProjectSessions {
  readonly #surroundings: SessionsSurroundings
  /** Where these sessions run. */
  readonly runsIn: RunsIn
  readonly #live: LiveView
  /** What became of each message that was sent here. */
  readonly ledger: DeliveryLedger
  readonly #entries: SessionEntries
  readonly #service: ServiceSession
  /** Resolves when the service session has first come to rest: it listens to what it listens to. */
  #serviceBegun: Promise<unknown> = Promise.resolve()
  /** Restored, and not yet gone on. */
  readonly #restored: SessionActor[] = []
  readonly #running: RunningProgram
  readonly #notices: NoticesOfApp | undefined
  #isChangePending = false

  constructor({ project, runsIn, live, ledger }: RunningModel, surroundings: SessionsSurroundings) {
    this.#surroundings = surroundings
    this.runsIn = runsIn
    this.#live = live
    this.ledger = ledger ?? new DeliveryLedger(live, surroundings.onDelivered)
    this.#running = new RunningProgram(project, surroundings)
    this.#entries = new SessionEntries({ ...surroundings, ledger: this.ledger, arrive: () => this.#service.arrive() })
    this.#service = new ServiceSession({ clock: surroundings.clock, keptMs: KEPT_MS, project: () => this.#running.project, begin: (flowId) => this.#beginService(flowId) })
    this.#notices = surroundings.notifications?.open({ projectId: project.id, runsIn, project: () => this.#running.project, program: () => this.#running.compileOrTell() })
  }

  /** What all sessions listen to now. */
  get armed(): ArmedListener[] {
    return [...this.#entries.all()].flatMap(({ actor }) => actor.armed)
  }

  /** Where runs wait now. */
  get waiting(): WaitingPlace[] {
    return [...this.#entries.all()].flatMap(({ actor }) => actor.waiting)
  }

  /** How many sessions there are, the service session included. */
  get size(): number {
    return this.#entries.size
  }

  /** Runs that have not ended, of all sessions. */
  get runCount(): number {
    let count = 0
    for (const { actor } of this.#entries.all()) count += actor.runCount
    return count
  }

  /** Is there no session, and nobody for whom the service would run? */
  get isIdle(): boolean {
    return this.#entries.size === 0 && !this.#service.hasVisitors
  }

  /** An editor has the project open (or the project is published) until the returned function is called; its service session runs for it. */
  arrive(): () => void {
    return this.#service.arrive()
  }

  /** Starts the service session again, where there is one; resolves when it listens. */
  async restartService(): Promise<void> {
    await this.#service.restart()
  }

  /** Why the project may not reach outside of its screens; undefined when it may. */
  get outsideStop(): RunStop | undefined {
    return this.#surroundings.permits.stopOf(this.#running.project.id)
  }

  /** What the project may do has changed: what runs by itself begins. */
  permitChanged(): void {
    this.#service.follow()
    this.#notices?.permitChanged()
  }

  /** Is there a program to run? Compiling never fails but by a programmer's mistake, which is logged and must not end the server. */
  canRun(): boolean {
    return this.#running.compileOrTell() !== null
  }

  /** Takes running sessions to a changed model, at the end of the turn: edits that come together are adopted together. */
  modelChanged(project: Project): void {
    this.#running.change(project)
    if (this.#isChangePending) return
    this.#isChangePending = true
    setImmediate(() => {
      this.#isChangePending = false
      // While nothing runs, drawing costs no compiling.
      if (this.#entries.size > 0) this.#running.compile()
      for (const { actor } of this.#entries.all()) void actor.adopt()
      this.#service.follow()
      this.#notices?.modelChanged()
      this.#surroundings.onModelChanged?.(this.#running.project, this.runsIn)
    })
  }

  /** Finds the session that a client resumes, or begins a new one. */
  enter({ resume, personaId, slot, flowId }: AppAuth, visitor: Visitor = STRANGER): SessionPlace {
    const known = resume === null ? undefined : this.#entries.find(hashSecret(resume))
    if (known !== undefined && resume !== null && known.personaId === personaId && isSameVisitor(known.visitor, visitor)) return this.#entries.placeIn(known, resume, true)
    // The same secret as somebody else is another session: the earlier one has nobody left to come back, unless it is another person who has the secret.
    if (known !== undefined && known.visitor.owner === visitor.owner) void this.#entries.end(known, 'its client became somebody else')
    const { project } = this.#running.compile()
    const secret = newSecret()
    const user = userOf(this.#running.project, personaId, visitor)
    const label = this.#labelOf({ sessionId: newServerId('s-'), persona: user.name, slot })
    const entry = this.#begin({ label, personaId, visitor, serviceFlowId: null, resumeHash: hashSecret(secret), state: newSession({ sessionId: label.sessionId, user }, project) })
    // Before the client's own start: the service listens already when the client sends.
    entry.leave = this.#service.arrive()
    entry.actor.log({ type: 'session', level: 'info', text: 'Started' })
    void entry.actor.reset(user, startFlowOf(this.#running.project, this.runsIn.environment, { personaId, flowId }))
    return this.#entries.placeIn(entry, secret, false)
  }

  /** The program that runs now. */
  get program(): Program {
    return this.#running.compile()
  }

  /** What the stored lists hold now, by technical name; one that cannot be reached is not there. */
  async storedRows(): Promise<StoredRows> {
    const { project } = this.#running.compile()
    const stored = this.#surroundings.storedLists.of(project.id, this.runsIn.environment)
    if (!stored.isReady(project)) await stored.load(project)
    return stored.rows(project)
  }

  /** Begins the session of one HTTP request. It is kept nowhere: its client cannot come back to it. */
  serve({ flowId, data, line, user, received }: ServedRequest): RequestSession {
    const { project } = this.#running.compile()
    const label = this.#labelOf({ sessionId: newServerId('s-'), persona: user.name, slot: null })
    const state = { ...newSession({ sessionId: label.sessionId, user }, project), data }
    const entry = this.#begin({ label, personaId: null, serviceFlowId: null, resumeHash: hashSecret(newSecret()), state, request: line })
    entry.leave = this.#service.arrive()
    const start = async (): ReturnType<SessionActor['post']> => {
      // A program sends at once: the service has to listen by then.
      await this.#serviceBegun
      return entry.actor.post(received === undefined ? { type: 'start', flowId } : { type: 'openFlow', flowId, received })
    }
    return { label, start, end: () => this.#entries.end(entry, null) }
  }

  /** Ends the sessions of HTTP requests: their clients are told, or their streams end. */
  async endRequests(): Promise<void> {
    for (const entry of this.#entries.all()) if (!entry.isKept) await this.#entries.end(entry, null)
  }

  /** Adds a row to the log of the project; one whose id is there takes its place. */
  logRow(row: Pick<LogRow, 'type' | 'level' | 'text' | 'session' | 'flowId'> & Partial<Pick<LogRow, 'id' | 'code'>>): void {
    this.#live.log.put({ id: newServerId('row-'), at: this.#surroundings.clock.nowMs(), nodeId: null, code: null, message: null, ...row })
  }

  /** Ends everything of a session and begins again; the persona as it is in the model now. */
  reset({ actor, personaId, visitor }: SessionPlace, flowId: string | null): ReturnType<SessionActor['reset']> {
    return actor.reset(userOf(this.#running.project, personaId, visitor), startFlowOf(this.#running.project, this.runsIn.environment, { personaId, flowId }))
  }

  /** Puts a session that was kept over a restart back; its client (or for a service, anybody) has 120 s from now. */
  async restore(stored: StoredSession): Promise<void> {
    const opened = this.#surroundings.seal.open(stored.id, stored.state)
    if (!opened.ok) this.#lost(stored)
    const kept = opened.ok ? readKeptSession(opened.kept, this.#running.compile().project) : null
    if (kept === null) return this.#surroundings.storage.deleteSession(stored.id)
    const label = this.#labelOf({ sessionId: stored.id, persona: kept.state.user.name, slot: kept.slot })
    const entry = this.#begin({ label, personaId: kept.personaId, visitor: { owner: kept.owner, self: kept.isSelf ? kept.state.user : null }, serviceFlowId: kept.serviceFlowId, resumeHash: stored.resumeHash, state: kept.state })
    this.#restored.push(entry.actor)
    await entry.actor.restore(kept)
    if (kept.serviceFlowId === null) this.#entries.endLater(entry)
    else if (!this.#service.resume(this.#serviceRun(entry, kept.serviceFlowId))) await this.#entries.end(entry, 'another flowchart runs on application start')
  }

  /** What was kept of a session does not open, so it has ended; nobody knows more of it than its id. */
  #lost({ id }: StoredSession): void {
    this.#live.log.put({ id: newServerId('row-'), type: 'session', at: this.#surroundings.clock.nowMs(), level: 'error', text: 'Ended: what was kept of it could not be opened; it was changed, or sealed under another master key', session: this.#labelOf({ sessionId: id, persona: '?', slot: null }), flowId: null, nodeId: null, code: 'session/ended', message: null })
  }

  /** Takes the restored sessions on; for when those of all projects are there. */
  goOn(): void {
    for (const actor of this.#restored.splice(0)) actor.goOn()
  }

  /** Ends all sessions for good, because what they run is gone. */
  async endAll(reason: string): Promise<void> {
    this.#service.close()
    const noticesClosed = this.#notices?.close()
    for (const entry of this.#entries.all()) await this.#entries.end(entry, reason)
    await noticesClosed
  }

  /** Lets go of timers and resolves when every state is on the disk; sessions stay there to be resumed. */
  async close(): Promise<void> {
    this.#service.close()
    await this.#notices?.close()
    for (const { actor, cancelEnd } of this.#entries.all()) {
      cancelEnd?.()
      await actor.suspend()
    }
  }

  #beginService(flowId: string): ServiceRun | null {
    if (this.outsideStop !== undefined) return null
    const { project } = this.#running.compileOrTell() ?? {}
    if (project === undefined) return null
    const label = this.#labelOf({ sessionId: newServerId('s-'), persona: SERVICE.name, slot: null })
    // Nobody has the secret: no client takes a service over.
    const entry = this.#begin({ label, personaId: null, serviceFlowId: flowId, resumeHash: hashSecret(newSecret()), state: newSession({ sessionId: label.sessionId, user: SERVICE }, project) })
    entry.actor.log({ type: 'session', level: 'info', text: 'Started on application start', flowId })
    this.#serviceBegun = entry.actor.reset(SERVICE, flowId)
    return this.#serviceRun(entry, flowId)
  }

  #serviceRun(entry: SessionEntry, flowId: string): ServiceRun {
    return {
      flowId,
      restart: async (reason) => {
        entry.actor.log({ type: 'session', level: 'info', text: `Started again: ${reason}`, flowId })
        await entry.actor.reset(SERVICE, flowId)
      },
      end: (reason) => void this.#entries.end(entry, reason),
    }
  }

  #begin({ label, personaId, visitor = STRANGER, serviceFlowId, resumeHash, state, request }: Beginning): SessionEntry {
    const { storage, storedLists, clock, bus, encryption, seal, presence, orgRates, permits, streams, ask, outward, monotonicMs, onFailure, onPublished } = this.#surroundings
    const sealed = seal.of(label.sessionId)
    const surroundings: ActorSurroundings = {
      clock, bus, encryption, presence, orgRates, paused: () => permits.pausedIn(this.#running.project.id, this.runsIn.environment), guardHit: (hit) => this.#guardHit(hit), streams, ask, outward, monotonicMs, ...(request !== undefined && { request }), onFailure, onPublished, runsIn: this.runsIn, live: this.#live, ledger: this.ledger, stored: storedLists.of(this.#running.project.id, this.runsIn.environment), isService: serviceFlowId !== null || request !== undefined, program: () => this.#running.current,
      save: async (next, reached) => {
        // Sealing throws where the master key cannot be read: then nothing is kept, and the server's log says so.
        if (request === undefined) await storage.saveSession({ id: label.sessionId, projectId: this.#running.project.id, environment: this.runsIn.environment, resumeHash, state: sealed(keepSession({ personaId, owner: visitor.owner, isSelf: visitor.self !== null, serviceFlowId, slot: label.slot, ...reached, state: next })), updatedAt: clock.nowMs() })
      },
    }
    const entry: SessionEntry = { actor: new SessionActor(label, state, surroundings), personaId, visitor, slot: label.slot, resumeHash, isKept: request === undefined, cancelEnd: null, leave: null }
    this.#entries.add(entry)
    return entry
  }

  #guardHit(hit: FlowGuardHit): void {
    const { project } = this.#running
    const flowName = project.flows[hit.flowId]?.name ?? ''
    if (!this.#surroundings.permits.guardHit({ ...hit, flowName, projectId: project.id, environment: this.runsIn.environment })) return
    this.logRow({ type: 'error', level: 'error', session: null, flowId: hit.flowId, text: `Paused: the flowchart "${flowName}" had to be stopped ${HITS_UNTIL_PAUSED} times within an hour. Nothing of it runs until it is resumed in the editor; everything else goes on.` })
  }

  #labelOf(label: SessionLabel): SessionLabel {
    return this.runsIn.environment === 'published' ? { ...label, slot: null, environment: 'published' } : label
  }
}
