import type { CancelTimer, ServerClock } from '../clock.ts'
import { ChannelMembers, type Member } from './channel-members.ts'
import { PresenceView, type PresenceSnapshot, type PresenceWatcher } from './presence-view.ts'

/** Milliseconds that somebody is still there after their connection was lost: who comes back within them was never away. */
export const PRESENCE_GRACE_MS = 15_000

/** Milliseconds within which changes go out together. */
const TELL_EVERY_MS = 50

/** A channel as its topics begin, `events.{org}.{app}.{channel}`, and a key of it; `null` is a channel without a key, or all keys of it. */
export type PresencePlace = { readonly channel: string; readonly key: string | null }

/** One reason why a member is at a place: a session, or a connection of a program. */
export type PresenceHold = {
  /** Says anew who it is, or what it tells of itself. */
  update(member: Member): void
  /** Ends it at once. */
  leave(): void
  /** The connection is lost: it ends after the grace, unless the same member enters again. */
  lost(): void
}

type Stay = { readonly live: Set<object>; /** While all connections of the member are lost: the last of them, and what ends the grace. */ grace: { readonly hold: object; readonly cancel: CancelTimer } | null }

type Channel = { readonly members: ChannelMembers; /** By key and member. */ readonly stays: Map<string, Stay>; readonly views: Map<string | null, PresenceView> }

/**
 * Who is where, on this server. A member is at a place while it holds on to it, by one connection or several; the same member
 * that returns within the grace was never away. Watchers get a snapshot and then differences, several changes at once.
 */
export class PresenceHub {
  readonly #clock: ServerClock
  readonly #channels = new Map<string, Channel>()
  readonly #changed = new Set<PresenceView>()
  #isTelling = false

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** Channels that somebody is on or looks at; for tests and for the operator. */
  get size(): number {
    return this.#channels.size
  }

  /** Epoch milliseconds, by its clock. */
  get nowMs(): number {
    return this.#clock.nowMs()
  }

  /** A member comes to a place. */
  enter(place: PresencePlace, first: Member): PresenceHold {
    const hold = {}
    const { id } = first
    const channel = this.#channelOf(place.channel)
    const stayName = nameOf(place.key, id)
    const stay = channel.stays.get(stayName) ?? { live: new Set<object>(), grace: null }
    channel.stays.set(stayName, stay)
    stay.grace?.cancel()
    stay.grace = null
    stay.live.add(hold)
    this.#put(place, first)
    const end = (): void => {
      stay.grace?.cancel()
      channel.stays.delete(stayName)
      channel.members.remove(id, place.key)
      this.#tell(channel, id, place.key)
      this.#forgetIfEmpty(place.channel)
    }
    return {
      update: (member) => {
        if (stay.live.has(hold)) this.#put(place, { ...member, id })
      },
      leave: () => {
        const wasThere = stay.live.delete(hold) || stay.grace?.hold === hold
        if (wasThere && stay.live.size === 0) end()
      },
      lost: () => {
        if (!stay.live.delete(hold) || stay.live.size > 0) return
        stay.grace = { hold, cancel: this.#clock.setTimer(PRESENCE_GRACE_MS, end) }
      },
    }
  }

  /** Looks at a place from now on; the snapshot is what the first change follows. */
  watch(place: PresencePlace, watcher: PresenceWatcher): { readonly snapshot: () => PresenceSnapshot; readonly end: () => void } {
    const channel = this.#channelOf(place.channel)
    const view = channel.views.get(place.key) ?? new PresenceView(channel.members, place.key)
    channel.views.set(place.key, view)
    const own: PresenceWatcher = (change, snapshot) => watcher(change, snapshot)
    view.watch(own)
    return {
      // Watching again what is watched brings it up to date first.
      snapshot: () => view.watch(own),
      end: () => {
        view.unwatch(own)
        if (view.isWatched || channel.views.get(place.key) !== view) return
        channel.views.delete(place.key)
        this.#changed.delete(view)
        this.#forgetIfEmpty(place.channel)
      },
    }
  }

  #put({ channel: name, key }: PresencePlace, member: Member): void {
    const channel = this.#channelOf(name)
    if (channel.members.has(member, key)) return
    channel.members.put(member, key, this.#clock.nowMs())
    this.#tell(channel, member.id, key)
  }

  /** What is seen of a member at one key is seen of the whole channel, and who they are at all their keys. */
  #tell(channel: Channel, id: string, key: string | null): void {
    const keys = new Set([null, key, ...channel.members.keysOf(id)])
    for (const one of keys) {
      const view = channel.views.get(one)
      if (view !== undefined) this.#changed.add(view)
    }
    if (this.#isTelling || this.#changed.size === 0) return
    this.#isTelling = true
    this.#clock.setTimer(TELL_EVERY_MS, () => {
      this.#isTelling = false
      const views = [...this.#changed]
      this.#changed.clear()
      for (const view of views) view.flush()
    })
  }

  #channelOf(name: string): Channel {
    const known = this.#channels.get(name)
    if (known !== undefined) return known
    const channel: Channel = { members: new ChannelMembers(), stays: new Map(), views: new Map() }
    this.#channels.set(name, channel)
    return channel
  }

  #forgetIfEmpty(name: string): void {
    const channel = this.#channels.get(name)
    if (channel?.members.isEmpty === true && channel.views.size === 0) this.#channels.delete(name)
  }
}

function nameOf(key: string | null, id: string): string {
  return JSON.stringify([key, id])
}
