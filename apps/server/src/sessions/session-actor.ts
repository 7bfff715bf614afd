import type { Delivery, Position } from '@halley/bus'
import { listenersFor, newSession, step, timersOf, type Effect, type Program, type IncomingDelivery, type SessionEvent, type SessionState, type SessionUser, type Spent, type StepRefusal, type StepResult } from '@halley/engine'
import { LIMITS, type Project } from '@halley/model'
import type { ArmedListener, LogRow, SessionLabel, WaitingPlace } from '@halley/protocol'
import type { LiveView } from '../live/live-view.ts'
import { newServerId } from '../random-ids.ts'
import type { ActorSurroundings, ClientLine } from './actor-surroundings.ts'
import { lostMessageRows } from './lost-messages.ts'
import { LoopTurns } from './loop-turns.ts'
import { adoptionRows, adoptState } from './adopt-listeners.ts'
import { Mailbox } from './mailbox.ts'
import { performEffect, type EffectWorld } from './perform-effect.ts'
import { takerOf } from './receive-delivery.ts'
import { SendLimits } from './rate-limit.ts'
import { NO_REQUEST } from './request-line.ts'
import { effectsAwaited, INTERRUPTED, SessionRequests } from './session-requests.ts'
import { SessionPresence } from '../presence/session-presence.ts'
import { SessionStreams } from '../streams/session-streams.ts'
import { SessionClient } from './session-client.ts'
import { SessionInbox } from './session-inbox.ts'
import { SessionListening } from './session-listening.ts'
import { SessionProgress } from './session-progress.ts'
import { RepeatableIds } from './repeatable-ids.ts'
import { SessionSaving } from './session-saving.ts'
import { SessionTimers } from './session-timers.ts'
import { armedOf, screensOf, waitingOf } from './session-views.ts'

/** Milliseconds between two times that a text which grows is kept: what a crash may cost of it. */
const GROWTH_KEPT_EVERY_MS = 2_000

// Timeless: the actor says when.
type Timeless<T> = T extends unknown ? Omit<T, 'atMs'> : never
export type ActorEvent = Timeless<SessionEvent>

/**
 * One session: a mailbox, one event at a time, first in first out. Effects of an event are made real, and their results
 * handled, before the next event. When the burst has come to rest, the client gets what changed and the state is kept.
 */
export class SessionActor {
  readonly label: SessionLabel
  readonly #surroundings: ActorSurroundings
  readonly #listening: SessionListening
  readonly #limits = new SendLimits()
  readonly #timers: SessionTimers
  readonly #requests: SessionRequests
  readonly #saving: SessionSaving
  readonly #mailbox: Mailbox
  readonly #client: SessionClient
  readonly #presence: SessionPresence
  readonly #progress: SessionProgress
  readonly #streams: SessionStreams
  #isPresencePosted = false
  /** Has a guard stopped something in this burst? */
  #hasHitGuard = false
  #keptAtMs = 0
  /** What is replayed now came after what the session has handled. */
  #isResuming = false
  #program: Program
  #state: SessionState

  constructor(label: SessionLabel, state: SessionState, surroundings: ActorSurroundings) {
    this.label = label
    this.#state = state
    this.#surroundings = surroundings
    this.#program = surroundings.program()
    this.#client = new SessionClient(() => surroundings.live.armedChanged())
    this.#progress = new SessionProgress(surroundings.bus, surroundings.runsIn.org)
    this.#presence = new SessionPresence({ hub: surroundings.presence, runsIn: surroundings.runsIn, sessionId: label.sessionId, isSeen: !surroundings.isService, changed: () => this.#postPresence() })
    this.#saving = new SessionSaving(async (state) => surroundings.save(state, { late: this.#progress.late, position: await this.#progress.position() }), (error) => surroundings.onFailure(error, `keeping session ${label.sessionId}`))
    this.#mailbox = new Mailbox({ onFailure: (error) => this.#workFailed(error), onIdle: () => this.#pushChanges() })
    // Not by `post`: a session that is busy must not lose its timers. It has no more of them than it has runs and screens.
    this.#timers = new SessionTimers(surroundings.clock, (timerId) => void this.#mailbox.post(() => this.#burst({ type: 'timer', timerId })))
    this.#requests = new SessionRequests(surroundings.ask, (effectId, result) => void this.#mailbox.post(() => this.#burst({ type: 'effectDone', effectId, result })))
    const inbox = new SessionInbox({
      label, surroundings, project: () => this.#program.project, state: () => this.#state, isFull: () => this.#mailbox.isFull, hasClient: () => this.#client.isThere, log: (row) => this.log(row),
      handle: (open, delivery) => this.#handle(open, delivery),
    })
    this.#streams = new SessionStreams({
      label, surroundings, project: () => this.#program.project, state: () => this.#state, isFull: () => this.#mailbox.isFull, hasClient: () => this.#client.isThere,
      handle: (make) => void this.#mailbox.post(() => this.#burst(make())), push: (step) => this.#client.push('stream', step), isClientBusy: () => this.#client.isBusy,
    })
    this.#listening = new SessionListening(surroundings.bus, surroundings.runsIn, {
      progress: this.#progress,
      deliver: (delivery) => {
        if (!this.#streams.isFollowed(delivery)) inbox.receive(delivery)
      },
      subscribed: (connectionId) => surroundings.streams.board.subscriptionsChanged(connectionId),
    })
    this.#streams.connect(this.#listening.connectionId)
  }

  get user(): SessionUser {
    return this.#state.user
  }

  /** What lights up on the canvas. */
  get armed(): ArmedListener[] {
    return armedOf(this.#state)
  }

  /** Runs that have not ended. */
  get runCount(): number {
    return this.#state.runs.length
  }

  /** Where its runs wait, for marks on the canvas. */
  get waiting(): WaitingPlace[] {
    return waitingOf(this.#state)
  }

  /** Gives the client everything that is shown, and from then on what changes. */
  attach(client: ClientLine): void {
    this.#client.attach(client)
    this.#streams.forgetShown()
    this.#presence.come()
    this.#surroundings.ledger.settleOffline(this.label.sessionId, 'delivered')
    // What is being worked on shows when it has come to rest.
    if (!this.#mailbox.isWorking) this.#pushChanges()
  }

  /** The client has gone; false when another had taken its place before. */
  detach(client: ClientLine): boolean {
    if (!this.#client.detach(client)) return false
    this.#streams.forgetShown()
    this.#presence.lost()
    return true
  }

  /** Hands an event in; resolves with why it was refused, or null, when it and all that followed is done and kept. */
  async post(event: ActorEvent): Promise<StepRefusal | null> {
    if (this.#mailbox.isFull) return { code: 'session/busy', text: 'Too much is waiting for this session; try again in a moment.' }
    const refusal = await this.#mailbox.post(() => this.#burst(event))
    await this.#saving.settled()
    return refusal
  }

  /** Takes the session to the program that runs now: data stays, listeners are registered by their new names, screens are drawn anew. */
  adopt(): Promise<StepRefusal | null> {
    return this.#mailbox.post(async () => {
      const before = this.#program.project
      this.#program = this.#surroundings.program()
      if (this.#program.project === before) return null
      await this.#adoptProject(before, this.#program.project)
      return this.#burst({ type: 'redraw' })
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
      await this.#listening.register(this.#program.project, [])
      const fresh = newSession({ sessionId: this.label.sessionId, user }, this.#program.project)
      this.#traceStopped()
      this.#presence.leave()
      // Ids go on counting: an event of before must never have the id of one after.
      this.#state = { ...fresh, nextId: this.#state.nextId }
      return flowId === null ? this.#nothingToStart() : this.#burst({ type: 'start', flowId })
    })
    await this.#saving.settled()
    return refusal
  }

  /** Puts a session that was kept over a restart back to work: its subscriptions and timers. `goOn` follows when all sessions are. */
  restore({ position, late }: { readonly position: Position | null; readonly late: number }): Promise<StepRefusal | null> {
    return this.#mailbox.post(async () => {
      for (const row of lostMessageRows({ reason: await this.#resume(position), late })) this.log(row)
      for (const { timerId, dueAtMs } of timersOf(this.#state)) this.#timers.set(timerId, dueAtMs)
      this.#presence.follow(this.#program.project, this.#state)
      this.#surroundings.live.armedChanged()
      return null
    })
  }

  /** Listens as before, and gets what came since. Says why some of that may be missing, or undefined. */
  async #resume(position: Position | null): ReturnType<SessionListening['resume']> {
    const { project } = this.#program
    if (position === null) return void (await this.#listening.register(project, this.#state.listeners))
    this.#isResuming = true
    const reason = await this.#listening.resume(project, this.#state.listeners, position)
    this.#isResuming = false
    return reason
  }

  /** Takes runs on whose effect was cut short by the end of the server: with that error. What they send then, all restored sessions hear. */
  goOn(): void {
    for (const { id } of this.#state.streams.filter(({ state, runId }) => state === 'running' && runId === null)) void this.#mailbox.post(() => this.#burst({ type: 'streamGrew', streamId: id, text: null, state: 'failed', reason: 'the server was started again' }))
    for (const effectId of effectsAwaited(this.#state)) void this.#mailbox.post(() => this.#burst({ type: 'effectDone', effectId, result: INTERRUPTED }))
  }

  /** Ends the session: nothing reaches it any more. */
  async end(): Promise<void> {
    this.#mailbox.end()
    this.#saving.end()
    this.#timers.clear()
    this.#requests.clear()
    this.#streams.close()
    this.#surroundings.request?.ended()
    this.#traceStopped()
    this.#presence.leave()
    this.#client.end()
    await this.#listening.close()
    await this.#saving.settled()
    this.#state = { ...this.#state, listeners: [] }
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

  /** Says of every run that it is over: whoever watches would wait for its end for ever. */
  #traceStopped(): void {
    const { clock, live } = this.#surroundings
    live.trace({ sessionId: this.label.sessionId, at: clock.nowMs(), entries: this.#state.runs.map(({ id }) => ({ type: 'runEnded', runId: id, outcome: 'stopped' })) })
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
        return await this.#burst({ type: 'delivery', delivery: incoming }, { done, isRepeatable })
      } finally {
        done()
      }
    })
  }

  /** Makes an effect real. One that throws is a mistake of ours: its run goes on with that error, and the session with all else. */
  async #perform(effect: Effect, repeatable: RepeatableIds | null): Promise<ActorEvent | undefined> {
    try {
      return await performEffect(effect, this.#world(repeatable))
    } catch (error) {
      this.#workFailed(error)
      return 'effectId' in effect ? { type: 'effectDone', effectId: effect.effectId, result: { ok: false, code: 'internal', text: 'Something went wrong in the server; it was logged.' } } : undefined
    }
  }

  #nothingToStart(): StepRefusal {
    const refusal = { code: 'session/flow_missing', text: 'There is no flowchart to start with; choose the project\'s Home flowchart, or one for this persona.' }
    // A project in which nothing is drawn yet needs no warning; its preview says how to begin.
    if (Object.keys(this.#program.project.flows).length > 0) this.log({ type: 'session', level: 'warning', text: refusal.text, code: refusal.code })
    this.#rest()
    return refusal
  }

  #workFailed(error: unknown): void {
    this.#surroundings.onFailure(error, `session ${this.label.sessionId}`)
    this.log({ type: 'error', level: 'error', text: 'Something went wrong in the server while this session worked; its log says what.', code: 'internal' })
  }

  /** One event, what it caused, and what that caused, until everything waits. */
  async #burst(event: ActorEvent, handled: { done(): void; readonly isRepeatable: boolean } | null = null): Promise<StepRefusal | null> {
    const { stored } = this.#surroundings
    if (!stored.isReady(this.#program.project)) await stored.load(this.#program.project)
    this.#hasHitGuard = false
    const turns = new LoopTurns({ monotonicMs: this.#surroundings.monotonicMs, othersServed: () => new Promise((resolve) => setImmediate(resolve)) })
    const first = this.#step(event)
    const effects: Effect[] = [...first.effects]
    let { spent } = first
    // What a late joiner gets may come again, when it listens again; all else comes once, and again only after a crash.
    const repeatable = event.type === 'delivery' && handled?.isRepeatable === true ? new RepeatableIds(this.label.sessionId, event.delivery.deliveryId) : null
    for (let effect = effects.shift(); effect !== undefined && !this.#mailbox.isEnded; effect = effects.shift()) {
      const result = await this.#perform(effect, repeatable)
      if (result === undefined) continue
      await turns.next()
      const next = this.#step(result, spent)
      effects.push(...next.effects)
      spent = next.spent
    }
    // Before the state is kept: that has the message behind it.
    handled?.done()
    this.#rest(event.type !== 'presence' && (event.type !== 'streamGrew' || event.state !== 'running' || this.#surroundings.clock.nowMs() - this.#keptAtMs >= GROWTH_KEPT_EVERY_MS))
    return first.refusal
  }

  #step(event: ActorEvent, spent?: Spent): StepResult {
    const { clock, live, monotonicMs, stored, paused } = this.#surroundings
    const atMs = clock.nowMs()
    const before = this.#state
    const result = step(this.#program, before, { ...event, atMs }, { ...(spent && { spent }), trace: live.isWatched, nowMs: monotonicMs, paused: paused(), stored: stored.rows(this.#program.project) })
    // A refused request changed nothing, so nothing of it happens.
    if (result.refusal !== null) return { ...result, effects: [] }
    this.#state = result.state
    live.trace({ sessionId: this.label.sessionId, at: atMs, entries: result.trace.map((entry) => entry as Parameters<LiveView['trace']>[0]['entries'][number]) })
    if (event.type === 'delivery') {
      const taker = takerOf(event.delivery.deliveryId, listenersFor(before.listeners, event.delivery), result)
      if (taker !== undefined) this.#surroundings.ledger.taken(event.delivery.deliveryId, this.label.sessionId, { flowId: taker.flowId, nodeId: taker.nodeId })
    }
    return result
  }

  /** Shows what changed and keeps the state: the burst has come to rest. Who is there is kept nowhere, and a text that grows now and then. */
  #rest(keeps = true): void {
    if (this.#mailbox.isEnded) return
    this.#timers.keepOnly(() => timersOf(this.#state).map(({ timerId }) => timerId))
    this.#requests.keepOnly(this.#state)
    this.#streams.keepOnly(this.#state)
    this.#pushChanges()
    if (keeps) {
      this.#saving.save(this.#state)
      this.#keptAtMs = this.#surroundings.clock.nowMs()
    }
    this.#presence.follow(this.#program.project, this.#state)
    this.#surroundings.request?.rested(this.#state)
  }

  /** Who is there has changed: the newest is taken when it is this event's turn, so that a crowd is few events. */
  #postPresence(): void {
    if (this.#isPresencePosted) return
    this.#isPresencePosted = true
    void this.#mailbox.post(async () => {
      this.#isPresencePosted = false
      const channels = this.#presence.take()
      return channels === null ? null : this.#burst({ type: 'presence', channels })
    })
  }

  #pushChanges(): void {
    this.#client.show({
      program: this.#program, state: this.#state,
      screens: () => {
        const view = screensOf(this.#program, this.#state, { atMs: this.#surroundings.clock.nowMs(), stored: this.#surroundings.stored.rows(this.#program.project) })
        this.#streams.show(view)
        return view
      },
    })
  }

  async #adoptProject(before: Project, after: Project): Promise<void> {
    const { state, listeners, gone } = adoptState(before, after, this.#state)
    this.#state = state
    const changes = await this.#listening.register(after, listeners)
    for (const row of adoptionRows({ kept: listeners.length, changes, gone })) this.log({ type: 'listener', ...row })
    this.#client.forgetListening()
  }

  #world(repeatable: RepeatableIds | null): EffectWorld {
    const { clock, bus, ledger, encryption, runsIn } = this.#surroundings
    const nowMs = clock.nowMs()
    return {
      nowMs,
      listening: this.#listening,
      sender: { label: this.label, user: this.#state.user, project: this.#program.project, runsIn, bus, ledger, encryption, nowMs, takeSend: (channelId) => this.#limits.take(channelId, nowMs), onOutcome: this.#surroundings.onPublished, repeatableId: repeatable === null ? undefined : () => repeatable.next() },
      changeRows: ({ listId, changes }) => this.#surroundings.stored.change(this.#program.project, listId, changes, repeatable === null ? undefined : () => repeatable.next('row-')),
      startStream: (effect, sender) => this.#streams.start(effect, sender, LIMITS.streamsPerSession),
      startRequest: (effect) => this.#requests.start(effect, this.#program.project),
      respond: (answer) => this.#surroundings.request?.respond(answer) ?? NO_REQUEST,
      setTimer: (timerId, dueAtMs) => this.#timers.set(timerId, dueAtMs),
      log: (row) => this.log(row),
      guardHit: ({ flowId, nodeId, code, text }) => {
        // An Error exit that goes too far itself is no second time.
        if (this.#hasHitGuard) return
        this.#hasHitGuard = true
        this.#surroundings.guardHit({ flowId, nodeId, code, text })
      },
      runFailed: ({ runId, flowId, nodeId, code, text }) => {
        this.#surroundings.request?.runFailed({ code, text })
        this.#client.push('runFailed', { runId, flowId: flowId === '' ? null : flowId, nodeId: nodeId === '' ? null : nodeId, error: { code, message: text } })
      },
      responded: ({ deliveryId, outcome, response }) => ledger.responded(deliveryId, this.label.sessionId, { filtered: outcome === 'filtered', response, at: clock.nowMs() }),
    }
  }
}
