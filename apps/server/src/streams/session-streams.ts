import type { Delivery } from '@halley/bus'
import { takesWhole, type EffectResult, type IncomingDelivery, type SessionEvent, type SessionState } from '@halley/engine'
import { everyWidgetView, type Project, type StreamState } from '@halley/model'
import type { AppPushes, PushOf, SessionLabel, StreamStep } from '@halley/protocol'
import type { Publication } from '../sessions/delivery-ledger.ts'
import { MAILBOX_MAILS } from '../sessions/mailbox.ts'
import { whyNotDelivered } from '../sessions/receive-delivery.ts'
import { effectsAwaited } from '../sessions/session-requests.ts'
import type { ActorSurroundings } from '../sessions/actor-surroundings.ts'
import type { RunningStream, StreamFollower, StreamHead, StreamOutcome, StreamViewer } from './running-stream.ts'
import type { StreamEffect, StreamingSender } from './stream-sender.ts'

/** Streams that a session got, whose whole messages are none for it any more. */
const FOLLOWED_KEPT = 100

type Timeless<T> = T extends unknown ? Omit<T, 'atMs'> : never
/** What streams are to a session. */
type StreamEvent = Timeless<Extract<SessionEvent, { type: 'delivery' | 'streamGrew' | 'effectDone' }>>

/** The session whose streams these are. */
export type StreamsOwner = {
  readonly label: SessionLabel
  readonly surroundings: Pick<ActorSurroundings, 'ledger' | 'isService' | 'streams'>
  readonly project: () => Project
  readonly state: () => SessionState
  readonly isFull: () => boolean
  readonly hasClient: () => boolean
  /** Has the session handle an event in its turn. */
  handle(make: () => StreamEvent): void
  push(step: StreamStep): void
  isClientBusy(): boolean
}

type Grown = { readonly text: string; readonly state: StreamState; readonly reason: string | null }

/** The streams that one session sends, gets and shows. */
export class SessionStreams implements StreamFollower {
  readonly #owner: StreamsOwner
  readonly #sent = new Map<string, AbortController>()
  /** Ids of the streams that it sends. */
  readonly #own = new Set<string>()
  readonly #followed = new Set<string>()
  /** What the session has not taken in yet: the newest alone counts. */
  readonly #grown = new Map<string, Grown>()
  readonly #shown = new Map<string, RunningStream>()
  readonly #viewer: StreamViewer
  #disconnect: () => void = () => undefined

  constructor(owner: StreamsOwner) {
    this.#owner = owner
    this.#viewer = { isBusy: () => owner.isClientBusy(), push: (step) => owner.push(step) }
  }

  /** Gets the streams that the subscriptions of this connection of the bus match. */
  connect(connectionId: string): void {
    this.#disconnect = this.#owner.surroundings.streams.board.connect(connectionId, { follower: this })
  }

  /** Sends the stream of a node; the session goes on meanwhile. */
  start(effect: StreamEffect, sender: StreamingSender, limit: number): EffectResult | undefined {
    if (this.#sent.size >= limit) return { ok: false, code: 'stream/too_many', text: `This session sends ${this.#sent.size} streams already; the limit is ${limit}.` }
    const controller = new AbortController()
    this.#sent.set(effect.effectId, controller)
    const { board, send } = this.#owner.surroundings.streams
    void this.#finish(effect, sender, send(effect, sender, controller.signal))
    // Open, unless it was refused. What the session sends grows in its own copy, whether it gets the message or not.
    this.#own.add(effect.streamId)
    board.find(effect.streamId)?.followers.add({ opened: () => undefined, grew: (head, text) => this.grew(head, text), ended: () => undefined })
    return undefined
  }

  async #finish({ effectId, streamId }: StreamEffect, sender: StreamingSender, sending: Promise<EffectResult>): Promise<void> {
    const result = await sending
    sender.onOutcome?.(result.ok ? 'accepted' : result.code)
    this.#own.delete(streamId)
    // What was given up has nobody who waits for it.
    if (this.#sent.delete(effectId)) this.#owner.handle(() => ({ type: 'effectDone', effectId, result }))
  }

  /** Ends what no run sends any more. */
  keepOnly(state: Pick<SessionState, 'runs'>, reason = 'the run that sent it has ended'): void {
    if (this.#sent.size === 0) return
    const awaited = new Set(effectsAwaited(state))
    for (const [effectId, controller] of this.#sent) {
      if (awaited.has(effectId)) continue
      this.#sent.delete(effectId)
      controller.abort(reason)
    }
  }

  /** Ends everything that it sends. */
  clear(reason: string): void {
    this.keepOnly({ runs: [] }, reason)
  }

  /** The session is over. */
  close(): void {
    this.clear('its session has ended')
    this.#disconnect()
    this.forgetShown()
  }

  /** Is it the whole of what the session got as a stream? It came already. A replay was asked for, and is another matter. */
  isFollowed({ event, replay }: Delivery): boolean {
    return !replay && this.#followed.has(event.id)
  }

  opened(head: StreamHead, text: string): void {
    const { label, surroundings, project, state, isFull, hasClient } = this.#owner
    const { ledger, isService } = surroundings
    const publication = ledger.find(head.id)
    // What nobody sees grow, and what is no session's of this ledger, is a message when it is whole.
    if (isService || publication === undefined || takesWhole(state().listeners, deliveryOf(head, publication, { project: project(), text }), project())) return
    const refused = whyNotDelivered(publication, project(), state())
    if (refused !== undefined) return ledger.note(head.id, label, refused)
    // It gets the whole at the end, as a message.
    if (isFull()) return ledger.note(head.id, label, { outcome: 'dropped_slow', response: `${MAILBOX_MAILS} events waited for this session already` })
    ledger.note(head.id, label, { outcome: hasClient() ? 'delivered' : 'offline_recoverable', response: 'waiting' })
    this.#remember(head.id)
    this.#owner.handle(() => ({ type: 'delivery', delivery: deliveryOf(head, publication, { project: project(), text }) }))
  }

  grew(head: StreamHead, text: string): void {
    this.#take(head.id, { text, state: 'running', reason: null })
  }

  ended(head: StreamHead, text: string, { state, reason }: StreamOutcome): void {
    this.#take(head.id, { text, state, reason })
  }

  /** The screens that the client is about to get: the streams in them are sent to it from now on, those that are gone no longer. */
  show({ main, overlays }: PushOf<AppPushes, 'screens'>): void {
    const ids = new Set<string>()
    for (const view of main === null ? overlays : [main, ...overlays]) {
      for (const widget of everyWidgetView(view.widgets)) if (widget.kind === 'streamText' && widget.stream?.state === 'running') ids.add(widget.stream.id)
    }
    for (const [id, stream] of this.#shown) {
      if (ids.has(id)) continue
      stream.hide(this.#viewer)
      this.#shown.delete(id)
    }
    for (const id of ids) if (!this.#shown.has(id)) this.#showOne(id)
  }

  /** Sends the whole text again; false when the client is shown no such stream, or it has ended. */
  showAgain(id: string): boolean {
    return this.#shown.has(id) && this.#showOne(id)
  }

  /** Another client, or none: it knows of no stream. */
  forgetShown(): void {
    for (const stream of this.#shown.values()) stream.hide(this.#viewer)
    this.#shown.clear()
  }

  /** Ends a stream for whoever uses the session: it sends it, or shows it with a Stop. Says why not, or undefined. */
  stop(id: string): { readonly code: string; readonly text: string } | undefined {
    const { surroundings, state } = this.#owner
    const stream = surroundings.streams.board.find(id)
    const { streams, screens, user } = state()
    const sends = streams.some((own) => own.id === id && own.runId !== null)
    const mayStop = sends || screens.some(({ view }) => [...everyWidgetView(view.widgets)].some((widget) => widget.kind === 'streamText' && widget.stream?.id === id && widget.stream.canStop))
    if (stream === undefined && (mayStop || streams.some((own) => own.id === id))) return { code: 'stream/not_running', text: 'The stream has ended already.' }
    if (stream === undefined || !mayStop) return { code: 'forbidden', text: 'No screen here offers to stop this stream.' }
    stream.stop(`stopped by ${user.name}`)
    return undefined
  }

  #showOne(id: string): boolean {
    const stream = this.#owner.surroundings.streams.board.find(id)
    if (stream === undefined) return false
    this.#shown.set(id, stream)
    stream.show(this.#viewer)
    return true
  }

  #take(id: string, grown: Grown): void {
    if (!this.#followed.has(id) && !this.#own.has(id)) return
    const isWaiting = this.#grown.has(id)
    this.#grown.set(id, grown)
    if (isWaiting) return
    this.#owner.handle(() => {
      const newest = this.#grown.get(id) ?? grown
      this.#grown.delete(id)
      return { type: 'streamGrew', streamId: id, ...newest }
    })
  }

  #remember(id: string): void {
    this.#followed.add(id)
    for (const oldest of this.#followed) {
      if (this.#followed.size <= FOLLOWED_KEPT) return
      this.#followed.delete(oldest)
    }
  }
}

/** The message as the engine takes it when it opens, with the names that the receiver's model has for channel and message. */
function deliveryOf(head: StreamHead, { channelId, messageId, key, sender }: Publication, { project, text }: { readonly project: Project; readonly text: string }): IncomingDelivery {
  return {
    deliveryId: head.id, payload: { ...head.payload, [head.field]: text }, growingMemberId: head.memberId,
    event: {
      channelId, channel: project.channels[channelId]?.technicalName ?? '', messageId, message: project.messages[messageId]?.technicalName ?? '', key, id: head.id,
      // Its place in the log is that of the whole message, which nobody knows yet.
      seq: 0, sentAt: head.openedAt, sender: sender.persona, hops: head.hops, stream: head.id,
    },
  }
}
