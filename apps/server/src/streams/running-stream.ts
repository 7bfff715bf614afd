import type { SessionLabel, StreamStep } from '@halley/protocol'
import type { Value } from '@halley/model'

/** What a stream is, from its opening on. */
export type StreamHead = {
  /** The id of the event in the log, when it has come to its end. */
  readonly id: string
  readonly org: string
  readonly topic: string
  readonly projectId: string
  readonly sender: SessionLabel
  readonly messageId: string
  /** The field that grows, by id and by technical name. */
  readonly memberId: string
  readonly field: string
  /** The message as it opened, its text empty. */
  readonly payload: { readonly [name: string]: Value }
  readonly openedAt: string
  readonly hops: number
}

/** How a stream ended. `seq` is that of the event of a complete one. */
export type StreamOutcome = { readonly state: 'complete' | 'cancelled' | 'failed'; readonly reason: string | null; readonly seq: number | null }

/** Somebody who sees the text grow: gets every character once, in order, as fast as they read. */
export type StreamViewer = {
  /** Is there something on the way that is not out yet? Then what comes is kept together until it is. */
  readonly isBusy: () => boolean
  push(step: StreamStep, head: StreamHead, seq: number | null): void
}

/** A session that gets the message: told of the whole text now and then, and at the end. */
export type StreamFollower = {
  opened(head: StreamHead, text: string): void
  grew(head: StreamHead, text: string): void
  ended(head: StreamHead, text: string, outcome: StreamOutcome): void
}

/** Ends the source of a stream: because somebody wants it so, or (`code`) because something is wrong. */
export type StopSource = (reason: string, code?: string) => void

/** One stream while it runs: its text, and how much of it everybody has. */
export class RunningStream {
  readonly head: StreamHead
  readonly followers = new Set<StreamFollower>()
  readonly #viewers = new Map<StreamViewer, number>()
  readonly #stop: StopSource
  #text = ''
  /** Half a character, that waits for its other half. */
  #half = ''
  #told = 0

  constructor(head: StreamHead, stop: StopSource) {
    this.head = head
    this.#stop = stop
  }

  get text(): string {
    return this.#text
  }

  append(piece: string): void {
    const text = `${this.#half}${piece}`
    const isHalf = /[\uD800-\uDBFF]$/.test(text)
    this.#half = isHalf ? text.slice(-1) : ''
    this.#text += isHalf ? text.slice(0, -1) : text
  }

  /** Ends it; its source is told. */
  stop(reason: string): void {
    this.#stop(reason)
  }

  /** The server stops: it breaks off. */
  interrupt(): void {
    this.#stop('The server stopped while the text was being written.', 'effect/interrupted')
  }

  /** Shows the whole of it so far, and from then on what comes. Once more shows the whole again. */
  show(viewer: StreamViewer): void {
    this.#viewers.set(viewer, this.#text.length)
    viewer.push({ id: this.head.id, op: this.#text === '' ? 'open' : 'update', index: 0, text: this.#text }, this.head, null)
  }

  hide(viewer: StreamViewer): void {
    this.#viewers.delete(viewer)
  }

  isShownTo(viewer: StreamViewer): boolean {
    return this.#viewers.has(viewer)
  }

  /** Sends what is new to those who have read what was sent before; true when somebody has to wait for more. */
  sendNew({ evenIfBusy = false }: { readonly evenIfBusy?: boolean } = {}): boolean {
    let isBehind = false
    for (const [viewer, sent] of this.#viewers) {
      if (sent === this.#text.length) continue
      if (viewer.isBusy() && !evenIfBusy) {
        isBehind = true
        continue
      }
      this.#viewers.set(viewer, this.#text.length)
      viewer.push({ id: this.head.id, op: 'append', index: sent, text: this.#text.slice(sent) }, this.head, null)
    }
    return isBehind
  }

  /** Tells the sessions how far it is, when it has grown. */
  tellFollowers(): void {
    if (this.#told === this.#text.length) return
    this.#told = this.#text.length
    for (const follower of this.followers) follower.grew(this.head, this.#text)
  }

  /** Gives everybody the rest, and how it ended. Nobody is told anything after that. */
  end(outcome: StreamOutcome): void {
    this.sendNew({ evenIfBusy: true })
    const step: StreamStep = { id: this.head.id, op: outcome.state, ...(outcome.reason !== null && { reason: outcome.reason }) }
    for (const viewer of this.#viewers.keys()) viewer.push(step, this.head, outcome.seq)
    for (const follower of this.followers) follower.ended(this.head, this.#text, outcome)
    this.#viewers.clear()
    this.followers.clear()
  }
}
