import type { EventsPushes, EventsRequests, PresenceMember, PushOf, Refusal, ReplyOf, RequestOf } from '@halley/protocol'
import { observable, type Observable, type Readable } from './observable.ts'
import { PresenceList } from './presence-list.ts'

type Request = RequestOf<EventsRequests, 'presence'>
export type PresenceReply = ReplyOf<EventsRequests, 'presence'> | Refusal
export type PresenceData = NonNullable<Request['data']>

/** Who is on a channel, as this program knows it. */
export type PresenceNow = {
  /** The first who came first; null before it is known, and when they are more than 200. */
  readonly members: readonly PresenceMember[] | null
  readonly count: number
  /** This program's own `id` among them; null while it only looks. */
  readonly me: string | null
  /** Is it the newest? False before the first answer and while the connection is cut. */
  readonly isLive: boolean
  /** Is the channel for other roles now, so that nothing more is told? It may be opened again. */
  readonly isClosed: boolean
}

export type PresenceOptions = {
  /** A key of the channel; left out, the channel without a key, or all keys of it. */
  readonly key?: string
  /** What others are told of this program, 1 KiB of JSON at most. */
  readonly data?: PresenceData
  /** See who is there without being seen. */
  readonly isWatching?: boolean
}

/** A place where a program is, or looks; `get` and `subscribe` give who is there. It comes back after a cut by itself. */
export type ChannelPresence = Readable<PresenceNow> & {
  /** The server's first answer, with who is there; or why not. */
  readonly ready: Promise<PresenceReply>
  /** Tells others something else of this program. */
  readonly update: (data: PresenceData) => Promise<PresenceReply>
  /** Leaves, or stops looking; resolves when the others know. */
  readonly leave: () => Promise<void>
}

type Held = { readonly channel: string; readonly key: string | null; readonly isWatching: boolean; data: PresenceData | undefined; readonly list: PresenceList; readonly now: Observable<PresenceNow>; readonly answered: (reply: PresenceReply) => void; /** The request for the whole that is on its way. */ asking: object | null }

export type PresencesSurroundings = { readonly request: (request: Request) => Promise<PresenceReply>; readonly isLive: () => boolean; readonly later: (afterMs: number, call: () => void) => () => void }

/** Milliseconds before entering is tried again on a connection that lasts. */
const AGAIN_MS = 1_000

/** The places where a program is over its connections: entered again after each cut, and gaps are closed by asking for the whole. */
export class ChannelPresences {
  readonly #surroundings: PresencesSurroundings
  readonly #held = new Map<string, Held>()

  constructor(surroundings: PresencesSurroundings) {
    this.#surroundings = surroundings
  }

  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** Enters a channel, or looks at it; once at a time for each key. */
  open(channel: string, { key, data, isWatching = false }: PresenceOptions = {}): ChannelPresence {
    const name = nameOf(channel, key)
    if (this.#held.has(name)) throw new Error(`This program is on ${channel}${key === undefined ? '' : ` (${key})`} already; use what presence() gave before.`)
    const now = observable<PresenceNow>({ members: null, count: 0, me: null, isLive: false, isClosed: false })
    let answered: (reply: PresenceReply) => void = () => undefined
    const ready = new Promise<PresenceReply>((resolve) => {
      answered = resolve
    })
    const held: Held = { channel, key: key ?? null, isWatching, data, list: new PresenceList(), now, answered, asking: null }
    this.#held.set(name, held)
    void this.#ask(name, held)
    return {
      get: now.get, subscribe: now.subscribe, ready,
      update: async (next) => {
        held.data = next
        if (this.#held.get(name) !== held) return refused('presence/not_there', 'This program has left.')
        if (!this.#surroundings.isLive()) return refused('unavailable', 'There is no connection; others are told when there is one again.')
        return this.#took(held, await this.#surroundings.request({ ...placeOf(held), action: 'update', data: next }))
      },
      leave: async () => {
        if (this.#held.get(name) !== held) return
        this.#held.delete(name)
        now.set({ members: null, count: 0, me: null, isLive: false, isClosed: false })
        if (this.#surroundings.isLive()) await this.#surroundings.request({ ...placeOf(held), action: isWatching ? 'unwatch' : 'leave' })
      },
    }
  }

  /** There is a connection: comes back to where it was. */
  live(): void {
    for (const [name, held] of this.#held) void this.#ask(name, held)
  }

  /** The connection is gone. */
  cut(): void {
    for (const held of this.#held.values()) {
      held.list.cut()
      held.asking = null
      held.now.patch({ isLive: false })
    }
  }

  /** The server tells of a change. */
  push(change: PushOf<EventsPushes, 'presence'>): void {
    const name = nameOf(change.channel, change.key ?? undefined)
    const held = this.#held.get(name)
    if (held === undefined) return
    if (change.closed === true) {
      held.list.cut()
      held.now.patch({ members: null, count: 0, isLive: false, isClosed: true })
      return
    }
    const verdict = held.list.take(change)
    if (verdict === 'taken') this.#show(held)
    if (verdict === 'gap') void this.#ask(name, held)
  }

  async #ask(name: string, held: Held): Promise<void> {
    if (held.asking !== null || !this.#surroundings.isLive()) return
    const asking = {}
    held.asking = asking
    held.list.cut()
    const reply = await this.#surroundings.request({ ...placeOf(held), action: held.isWatching ? 'watch' : 'enter', ...(held.data !== undefined && { data: held.data }) })
    // Cut meanwhile: the next connection asks anew.
    if (held.asking !== asking) return
    held.asking = null
    if (this.#held.get(name) !== held) {
      // Left while it was asked for.
      if (reply.ok && !this.#held.has(name)) void this.#surroundings.request({ ...placeOf(held), action: held.isWatching ? 'unwatch' : 'leave' })
      return
    }
    if (!reply.ok && (reply.error.code === 'unavailable' || reply.error.code === 'wire/timeout')) return void this.#surroundings.later(AGAIN_MS, () => void this.#ask(name, held))
    if (!reply.ok) this.#held.delete(name)
    this.#took(held, reply)
    held.answered(reply)
  }

  #took(held: Held, reply: PresenceReply): PresenceReply {
    if (!reply.ok) return reply
    held.list.reset(reply)
    held.now.patch({ me: reply.me })
    this.#show(held)
    return reply
  }

  #show(held: Held): void {
    held.now.patch({ members: held.list.members, count: held.list.count, isLive: held.list.isKnown, isClosed: false })
  }
}

function placeOf({ channel, key }: Held): Pick<Request, 'channel' | 'key'> {
  return { channel, key }
}

function nameOf(channel: string, key: string | undefined): string {
  return JSON.stringify([channel, key ?? null])
}

function refused(code: string, message: string): Refusal {
  return { ok: false, error: { code, message } }
}
