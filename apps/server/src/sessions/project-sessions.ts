import { newSession, type Program, type StoredRows } from '@halley/engine'
import type { Project } from '@halley/model'
import type { AppAuth, ArmedListener, WaitingPlace } from '@halley/protocol'
import type { LiveView } from '../live/live-view.ts'
import type { NoticesOfApp } from '../notifications/create-notifications.ts'
import { hashSecret, newSecret, newServerId } from '../random-ids.ts'
import type { RunStop } from '../safety/run-permits.ts'
import type { StoredSession } from '../storage/storage.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { isSameVisitor, startFlowOf, STRANGER, userOf, type Visitor } from './persona-of-client.ts'
import type { RequestSession, ServedRequest } from './request-line.ts'
import { RunningProgram } from './running-program.ts'
import { SERVICE, ServiceSession, type ServiceRun } from './service-session.ts'
import type { SessionActor } from './session-actor.ts'
import { KEPT_MS, SessionEntries, type SessionEntry } from './session-entries.ts'
import { SessionMaker, type Beginning, type NewLogRow } from './session-maker.ts'
import type { SessionPlace } from './session-place.ts'
import type { SessionsSurroundings } from './sessions-surroundings.ts'
import type { RunsIn } from './topic-names.ts'

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
  readonly #maker: SessionMaker
  readonly #notices: NoticesOfApp | undefined
  #isChangePending = false

  constructor({ project, runsIn, live, ledger }: RunningModel, surroundings: SessionsSurroundings) {
    this.#surroundings = surroundings
    this.runsIn = runsIn
    this.#live = live
    this.ledger = ledger ?? new DeliveryLedger(live, surroundings.onDelivered)
    this.#running = new RunningProgram(project, surroundings)
    this.#maker = new SessionMaker({ running: this.#running, runsIn, live, ledger: this.ledger, logRow: (row) => this.logRow(row) }, surroundings)
    this.#entries = new SessionEntries({ ...surroundings, ledger: this.ledger, arrive: () => this.#service.arrive() })
    this.#service = new ServiceSession({ clock: surroundings.clock, keptMs: KEPT_MS, project: () => this.#running.project, begin: (flowId) => this.#beginService(flowId) })
    this.#notices = surroundings.notifications?.open({ projectId: project.id, runsIn, project: () => this.#running.project, program: () => this.#running.compileOrTell() })
    surroundings.onRunsBy?.(project, runsIn)
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
    this.#surroundings.onRunsBy?.(project, this.runsIn)
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
    const label = this.#maker.labelOf({ sessionId: newServerId('s-'), persona: user.name, slot })
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
    const label = this.#maker.labelOf({ sessionId: newServerId('s-'), persona: user.name, slot: null })
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
  logRow(row: NewLogRow): void {
    this.#live.log.put({ id: newServerId('row-'), at: this.#surroundings.clock.nowMs(), nodeId: null, code: null, message: null, ...row })
  }

  /** Ends everything of a session and begins again; the persona as it is in the model now. */
  reset({ actor, personaId, visitor }: SessionPlace, flowId: string | null): ReturnType<SessionActor['reset']> {
    return actor.reset(userOf(this.#running.project, personaId, visitor), startFlowOf(this.#running.project, this.runsIn.environment, { personaId, flowId }))
  }

  /** Puts a session that was kept over a restart back; its client (or for a service, anybody) has 120 s from now. */
  async restore(stored: StoredSession): Promise<void> {
    const kept = this.#maker.openKept(stored)
    if (kept === null) return this.#surroundings.storage.deleteSession(stored.id)
    const label = this.#maker.labelOf({ sessionId: stored.id, persona: kept.state.user.name, slot: kept.slot })
    const entry = this.#begin({ label, personaId: kept.personaId, visitor: { owner: kept.owner, self: kept.isSelf ? kept.state.user : null }, serviceFlowId: kept.serviceFlowId, resumeHash: stored.resumeHash, state: kept.state })
    this.#restored.push(entry.actor)
    await entry.actor.restore(kept)
    if (kept.serviceFlowId === null) this.#entries.endLater(entry)
    else if (!this.#service.resume(this.#serviceRun(entry, kept.serviceFlowId))) await this.#entries.end(entry, 'another flowchart runs on application start')
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
    const label = this.#maker.labelOf({ sessionId: newServerId('s-'), persona: SERVICE.name, slot: null })
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

  #begin(beginning: Beginning): SessionEntry {
    const entry = this.#maker.make(beginning)
    this.#entries.add(entry)
    return entry
  }
}
