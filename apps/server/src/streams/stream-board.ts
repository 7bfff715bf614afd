import type { EventBus } from '@halley/bus'
import type { CancelTimer, ServerClock } from '../clock.ts'
import { RunningStream, type StopSource, type StreamFollower, type StreamHead, type StreamOutcome, type StreamViewer } from './running-stream.ts'

/** Milliseconds within which what comes goes out together: a few frames of a screen, so that it still flows. */
const SEND_EVERY_MS = 50

/** Sessions are told of the whole text every so many of these: five times a second, for what they compute of it. */
const TELL_EVERY = 4

/** Followers for whom that is so; with more of them each is told less often, since every one draws its screens anew. */
const FOLLOWERS_TOLD_OFTEN = 200

/** A connection of the bus that wants the streams that its subscriptions match: as a session, as a program, or both. */
export type StreamListener = { readonly follower?: StreamFollower; readonly viewer?: StreamViewer }

/**
 * The streams that run on this server. It holds the text of each so far, so that who comes late, or back, gets the whole of it
 * first; from then on everybody gets what is new, in pieces that fit to how fast they read. What has ended is in the log.
 */
export class StreamBoard {
  readonly #bus: Pick<EventBus, 'receivers'>
  readonly #clock: ServerClock
  readonly #streams = new Map<string, RunningStream>()
  readonly #listeners = new Map<string, StreamListener>()
  #cancelTick: CancelTimer | null = null
  #ticks = 0

  constructor({ bus, clock }: { readonly bus: Pick<EventBus, 'receivers'>; readonly clock: ServerClock }) {
    this.#bus = bus
    this.#clock = clock
  }

  /** How many streams run. */
  get size(): number {
    return this.#streams.size
  }

  find(id: string): RunningStream | undefined {
    return this.#streams.get(id)
  }

  /** Makes a connection of the bus known; call the result when it is gone. */
  connect(connectionId: string, listener: StreamListener): () => void {
    this.#listeners.set(connectionId, listener)
    return () => {
      this.#listeners.delete(connectionId)
      for (const stream of this.#streams.values()) leave(stream, listener)
    }
  }

  /** The subscriptions of a connection have changed: it joins the streams that they match now, and leaves those that they do not. */
  subscriptionsChanged(connectionId: string): void {
    const listener = this.#listeners.get(connectionId)
    if (listener === undefined) return
    for (const stream of this.#streams.values()) {
      const { org, topic } = stream.head
      if (this.#bus.receivers(org, topic).some(({ connection }) => connection.id === connectionId)) join(stream, listener)
      // A session that has the message keeps it, whether it listens on or not.
      else if (listener.viewer !== undefined) stream.hide(listener.viewer)
    }
  }

  /** Begins a stream: whoever listens to its topic is told. `stop` is called to end its source. */
  open(head: StreamHead, stop: StopSource): RunningStream {
    const stream = new RunningStream(head, stop)
    this.#streams.set(head.id, stream)
    for (const { connection } of this.#bus.receivers(head.org, head.topic)) {
      const listener = this.#listeners.get(connection.id)
      if (listener !== undefined) join(stream, listener)
    }
    return stream
  }

  /** Something came: it goes out with what else comes within a moment. */
  append(stream: RunningStream, piece: string): void {
    stream.append(piece)
    this.#tickLater()
  }

  /** Ends a stream, once: everybody gets the rest of it. */
  end(stream: RunningStream, outcome: StreamOutcome): void {
    if (!this.#streams.delete(stream.head.id)) return
    stream.end(outcome)
    if (this.#streams.size === 0) this.#stopTicking()
  }

  /** The server stops: every stream breaks off, and its source is told. */
  interruptAll(): void {
    // Each ends some turns later, so none is taken away here.
    for (const stream of this.#streams.values()) stream.interrupt()
    this.#stopTicking()
  }

  #stopTicking(): void {
    this.#cancelTick?.()
    this.#cancelTick = null
  }

  #tickLater(): void {
    this.#cancelTick ??= this.#clock.setTimer(SEND_EVERY_MS, () => {
      this.#cancelTick = null
      this.#tick()
    })
  }

  #tick(): void {
    this.#ticks += 1
    for (const stream of this.#streams.values()) {
      stream.sendNew()
      if (this.#ticks % (TELL_EVERY * Math.ceil((stream.followers.size + 1) / FOLLOWERS_TOLD_OFTEN)) === 0) stream.tellFollowers()
    }
    // While anything runs: somebody may be behind, and sessions are told less often than viewers.
    if (this.#streams.size > 0) this.#tickLater()
  }
}

function join(stream: RunningStream, { follower, viewer }: StreamListener): void {
  if (follower !== undefined && !stream.followers.has(follower)) {
    stream.followers.add(follower)
    follower.opened(stream.head, stream.text)
  }
  if (viewer !== undefined && !stream.isShownTo(viewer)) stream.show(viewer)
}

function leave(stream: RunningStream, { follower, viewer }: StreamListener): void {
  if (follower !== undefined) stream.followers.delete(follower)
  if (viewer !== undefined) stream.hide(viewer)
}
