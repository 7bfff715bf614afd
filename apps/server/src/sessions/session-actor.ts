import type { Delivery, Position } from '@halley/bus'
import { newSession, timersOf, type IncomingDelivery, type ReceivedEvent, type SessionState, type SessionUser, type StepRefusal } from '@halley/engine'
import type { Project } from '@halley/model'
import type { ArmedListener, LogRow, SessionLabel, WaitingPlace } from '@halley/protocol'
import { newServerId } from '../random-ids.ts'
import type { ActorSurroundings, ClientLine } from './actor-surroundings.ts'
import { lostMessageRows } from './lost-messages.ts'
import { adoptionRows, adoptState } from './adopt-listeners.ts'
import { Mailbox } from './mailbox.ts'
import { SendLimits } from './rate-limit.ts'
import { effectsAwaited, INTERRUPTED, SessionRequests } from './session-requests.ts'
import { SessionPresence } from '../presence/session-presence.ts'
import { SessionStreams } from '../streams/session-streams.ts'
import { SessionBursts } from './session-bursts.ts'
import { SessionClient } from './session-client.ts'
import { SessionCore, type ActorEvent } from './session-core.ts'
import { SessionInbox } from './session-inbox.ts'
import { SessionListening } from './session-listening.ts'
import { SessionProgress } from './session-progress.ts'
import { SessionSaving } from './session-saving.ts'
import { SessionTimers } from './session-timers.ts'
import { armedOf, waitingOf } from './session-views.ts'

/**
 * One session: a mailbox, one event at a time, first in first out. Effects of an event are made real, and their results
 * handled, before the next event. When the burst has come to rest, the client gets what changed and the state is kept.
 */
export class SessionActor {
  readonly label: SessionLabel
  readonly #surroundings: ActorSurroundings
  readonly #core: SessionCore
  readonly #listening: SessionListening
  readonly #timers: SessionTimers
  readonly #requests: SessionRequests
  readonly #saving: SessionSaving
  readonly #mailbox: Mailbox
  readonly #client: SessionClient
  readonly #presence: SessionPresence
  readonly #progress: SessionProgress
  readonly #streams: SessionStreams
  readonly #bursts: SessionBursts
  #isPresencePosted = false
  /** Has a guard stopped something in this burst? */
  /** What is replayed now came after what the session has handled. */
  #isResuming = false

  constructor(label: SessionLabel, state: SessionState, surroundings: ActorSurroundings) {
    this.label = label
    this.#surroundings = surroundings
    this.#core = new SessionCore(label, state, surroundings)
    this.#client = new SessionClient(() => surroundings.live.armedChanged())
    this.#progress = new SessionProgress(surroundings.bus, surroundings.runsIn.org)
    this.#presence = new SessionPresence({ hub: surroundings.presence, runsIn: surroundings.runsIn, sessionId: label.sessionId, isSeen: !surroundings.isService, changed: () => this.#postPresence() })
    this.#saving = new SessionSaving(async (state) => surroundings.save(state, { late: this.#progress.late, position: await this.#progress.position() }), (error) => surroundings.onFailure(error, `keeping session ${label.sessionId}`))
    this.#mailbox = new Mailbox({ onFailure: (error) => this.#bursts.failed(error), onIdle: () => this.#bursts.show() })
    // Not by `post`: a session that is busy must not lose its timers. It has no more of them than it has runs and screens.
    this.#timers = new SessionTimers(surroundings.clock, (timerId) => void this.#mailbox.post(() => this.#bursts.run({ type: 'timer', timerId })))
    this.#requests = new SessionRequests(surroundings.ask, (effectId, result) => void this.#mailbox.post(() => this.#bursts.run({ type: 'effectDone', effectId, result })))
    const inbox = new SessionInbox({
      label, surroundings, project: () => this.#core.program.project, state: () => this.#core.state, isFull: () => this.#mailbox.isFull, hasClient: () => this.#client.isThere, log: (row) => this.log(row),
      handle: (open, delivery) => this.#handle(open, delivery),
    })
    this.#streams = new SessionStreams({
      label, surroundings, project: () => this.#core.program.project, state: () => this.#core.state, isFull: () => this.#mailbox.isFull, hasClient: () => this.#client.isThere,
      handle: (make) => void this.#mailbox.post(() => this.#bursts.run(make())), push: (step) => this.#client.push('stream', step), isClientBusy: () => this.#client.isBusy,
    })
    this.#listening = new SessionListening(surroundings.bus, surroundings.runsIn, {
      progress: this.#progress,
      deliver: (delivery) => {
        if (!this.#streams.isFollowed(delivery)) inbox.receive(delivery)
      },
      subscribed: (connectionId) => surroundings.streams.board.subscriptionsChanged(connectionId),
    })
    this.#bursts = new SessionBursts({
      label, surroundings, core: this.#core, listening: this.#listening, streams: this.#streams, requests: this.#requests, timers: this.#timers, client: this.#client, limits: new SendLimits(), log: (row) => this.log(row),
      mailbox: this.#mailbox, saving: this.#saving, presence: this.#presence,
    })
    this.#streams.connect(this.#listening.connectionId)
  }

  get user(): SessionUser {
    return this.#core.state.user
  }

  /** What lights up on the canvas. */
  get armed(): ArmedListener[] {
    return armedOf(this.#core.state)
  }

  /** The message that opened a screen which is shown; null when none did. */
  messageBehind(screenId: string): ReceivedEvent | null {
    const { screens, runs } = this.#core.state
    const shown = screens.find(({ view }) => view.id === screenId)
    return runs.find(({ id }) => id === shown?.runId)?.event ?? null
  }

  /** Runs that have not ended. */
  get runCount(): number {
    return this.#core.state.runs.length
  }

  /** Where its runs wait, for marks on the canvas. */
  get waiting(): WaitingPlace[] {
    return waitingOf(this.#core.state)
  }

  /** Gives the client everything that is shown, and from then on what changes. */
  attach(client: ClientLine): void {
    this.#client.attach(client)
    this.#streams.forgetShown()
    this.#presence.come()
    this.#surroundings.ledger.settleOffline(this.label.sessionId, 'delivered')
    // What is being worked on shows when it has come to rest.
    if (!this.#mailbox.isWorking) this.#bursts.show()
  }

  /** The client has gone, by chance or cut by what it may no longer do; false when another had taken its place before. */
  detach(client: ClientLine, wasCut = false): boolean {
    if (!this.#client.detach(client)) return false
    this.#streams.forgetShown()
    if (wasCut) this.#presence.cut()
    else this.#presence.lost()
    return true
  }

  /** Hands an event in; resolves with why it was refused, or null, when it and all that followed is done and kept. */
  async post(event: ActorEvent): Promise<StepRefusal | null> {
    if (this.#mailbox.isFull) return { code: 'session/busy', text: 'Too much is waiting for this session; try again in a moment.' }
    const refusal = await this.#mailbox.post(() => this.#bursts.run(event))
    await this.#saving.settled()
    return refusal
  }

  /** Takes the session to the program that runs now: data stays, listeners are registered by their new names, screens are drawn anew. */
  adopt(): Promise<StepRefusal | null> {
    return this.#mailbox.post(async () => {
      const before = this.#core.program.project
      this.#core.program = this.#surroundings.program()
      if (this.#core.program.project === before) return null
      await this.#adoptProject(before, this.#core.program.project)
      return this.#bursts.run({ type: 'redraw' })
    })
  }

  /** Ends a stream for whoever uses the session. Says why not, or undefined. */
  stopStream(id: string): { readonly code: string; readonly text: string } | undefined {
    return this.#streams.stop(id)
  }

  /** Sends the client the whole text of a stream again; false when it is shown none. */
  showStreamAgain(id: string): boolean {
    return this.#streams.showAgain(id)
  }

  /** Ends everything of the session and begins again as somebody at a flow. */
  async reset(user: SessionUser, flowId: string | null): Promise<StepRefusal | null> {
    const refusal = await this.#mailbox.post(async () => {
      this.#timers.clear()
      this.#requests.clear()
      this.#streams.clear('its session began again')
      await this.#listening.register(this.#core.program.project, [])
      const fresh = newSession({ sessionId: this.label.sessionId, user }, this.#core.program.project)
      this.#core.traceStopped()
      this.#presence.leave()
      // Ids go on counting: an event of before must never have the id of one after.
      this.#core.state = { ...fresh, nextId: this.#core.state.nextId }
      return flowId === null ? this.#nothingToStart() : this.#bursts.run({ type: 'start', flowId })
    })
    await this.#saving.settled()
    return refusal
  }

  /** Puts a session that was kept over a restart back to work: its subscriptions and timers. `goOn` follows when all sessions are. */
  restore({ position, late }: { readonly position: Position | null; readonly late: number }): Promise<StepRefusal | null> {
    return this.#mailbox.post(async () => {
      for (const row of lostMessageRows({ reason: await this.#resume(position), late })) this.log(row)
      for (const { timerId, dueAtMs } of timersOf(this.#core.state)) this.#timers.set(timerId, dueAtMs)
      this.#presence.follow(this.#core.program.project, this.#core.state)
      this.#surroundings.live.armedChanged()
      return null
    })
  }

  /** Listens as before, and gets what came since. Says why some of that may be missing, or undefined. */
  async #resume(position: Position | null): ReturnType<SessionListening['resume']> {
    const { project } = this.#core.program
    if (position === null) return void (await this.#listening.register(project, this.#core.state.listeners))
    this.#isResuming = true
    const reason = await this.#listening.resume(project, this.#core.state.listeners, position)
    this.#isResuming = false
    return reason
  }

  /** Takes runs on whose effect was cut short by the end of the server: with that error. What they send then, all restored sessions hear. */
  goOn(): void {
    for (const { id } of this.#core.state.streams.filter(({ state, runId }) => state === 'running' && runId === null)) void this.#mailbox.post(() => this.#bursts.run({ type: 'streamGrew', streamId: id, text: null, state: 'failed', reason: 'the server was started again' }))
    for (const effectId of effectsAwaited(this.#core.state)) void this.#mailbox.post(() => this.#bursts.run({ type: 'effectDone', effectId, result: INTERRUPTED }))
  }

  /** Ends the session: nothing reaches it any more. */
  async end(): Promise<void> {
    this.#mailbox.end()
    this.#saving.end()
    this.#timers.clear()
    this.#requests.clear()
    this.#streams.close()
    this.#surroundings.request?.ended()
    this.#core.traceStopped()
    this.#presence.leave()
    this.#client.end()
    await this.#listening.close()
    await this.#saving.settled()
    this.#core.state = { ...this.#core.state, listeners: [] }
    this.#surroundings.live.armedChanged()
  }

  /** The server stops: gives up what is under way outside, and resolves when nothing is on its way to the disk. `restore` goes on from there. */
  suspend(): Promise<void> {
    this.#requests.clear()
    this.#streams.clear('the server stopped')
    // The log has gone on without it: so that it is not told of a gap where none is.
    this.#saving.saveAgain()
    return this.#saving.settled()
  }

  /** Adds a row about this session to the log. */
  log(row: Pick<LogRow, 'type' | 'level' | 'text'> & Partial<Pick<LogRow, 'flowId' | 'nodeId' | 'code'>>): void {
    this.#surroundings.live.log.put({ id: newServerId('row-'), at: this.#surroundings.clock.nowMs(), session: this.label, flowId: null, nodeId: null, code: null, message: null, ...row })
  }

  /** Handles a message of the bus in its turn. It counts as done when all that it caused is, or when it is for nobody. */
  #handle(open: () => Promise<IncomingDelivery | null> | IncomingDelivery | null, { seq, replay }: Delivery): void {
    // What a late joiner gets lies before the position that the session has reached.
    const isRepeatable = !replay || this.#isResuming
    const done = isRepeatable ? this.#progress.begin(seq) : this.#progress.beginLate()
    void this.#mailbox.post(async () => {
      try {
        const opened = open()
        const incoming = opened instanceof Promise ? await opened : opened
        if (incoming === null || this.#mailbox.isEnded) return null
        return await this.#bursts.run({ type: 'delivery', delivery: incoming }, { done, isRepeatable })
      } finally {
        done()
      }
    })
  }

  #nothingToStart(): StepRefusal {
    const refusal = { code: 'session/flow_missing', text: 'There is no flowchart to start with; choose the project\'s Home flowchart, or one for this persona.' }
    // A project in which nothing is drawn yet needs no warning; its preview says how to begin.
    if (Object.keys(this.#core.program.project.flows).length > 0) this.log({ type: 'session', level: 'warning', text: refusal.text, code: refusal.code })
    this.#bursts.rest()
    return refusal
  }

  /** Who is there has changed: the newest is taken when it is this event's turn, so that a crowd is few events. */
  #postPresence(): void {
    if (this.#isPresencePosted) return
    this.#isPresencePosted = true
    void this.#mailbox.post(async () => {
      this.#isPresencePosted = false
      const channels = this.#presence.take()
      return channels === null ? null : this.#bursts.run({ type: 'presence', channels })
    })
  }

  async #adoptProject(before: Project, after: Project): Promise<void> {
    const { state, listeners, gone } = adoptState(before, after, this.#core.state)
    this.#core.state = state
    const changes = await this.#listening.register(after, listeners)
    for (const row of adoptionRows({ kept: listeners.length, changes, gone })) this.log({ type: 'listener', ...row })
    this.#client.forgetListening()
  }
}
