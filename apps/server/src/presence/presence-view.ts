import { LIMITS } from '@halley/model'
import type { ChannelMembers, MemberSeen } from './channel-members.ts'

/** Who is there, whole. `members` is null when they are too many to name; the first who came is the first. */
export type PresenceSnapshot = { readonly seq: number; readonly count: number; readonly members: readonly MemberSeen[] | null }

/** What has changed since the one before; with `members`, everything anew. `seq` is one more than that of the one before. */
export type PresenceChange = { readonly seq: number; readonly count: number } & ({ readonly members: readonly MemberSeen[] | null } | { readonly entered: readonly MemberSeen[]; readonly updated: readonly MemberSeen[]; readonly left: readonly string[] })

/** Called with every change, and with the means to get the whole: for whoever keeps a list of its own, or none. */
export type PresenceWatcher = (change: PresenceChange, snapshot: () => PresenceSnapshot) => void

/** What those see who look at one key of a channel, or (key null) at all of it, and what they were told last. */
export class PresenceView {
  readonly key: string | null
  readonly #members: ChannelMembers
  readonly #watchers = new Set<PresenceWatcher>()
  #seq = 0
  /** The versions of those who were named; null while they are too many. */
  #told: ReadonlyMap<string, number> | null
  #toldCount: number

  constructor(members: ChannelMembers, key: string | null) {
    this.#members = members
    this.key = key
    this.#toldCount = members.count(key)
    this.#told = this.#namable()
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  /** Tells of changes from now on; the snapshot is what they follow. */
  watch(watcher: PresenceWatcher): PresenceSnapshot {
    this.flush()
    this.#watchers.add(watcher)
    return this.#snapshot()
  }

  unwatch(watcher: PresenceWatcher): void {
    this.#watchers.delete(watcher)
  }

  /** Tells what has changed since the last time, if anything has. */
  flush(): void {
    const count = this.#members.count(this.key)
    const before = this.#told
    const now = this.#namable()
    if (before === null && now === null && count === this.#toldCount) return
    const change = before === null || now === null ? { members: this.#listed(now) } : this.#difference(before, now)
    if (change === undefined) return
    this.#told = now
    this.#toldCount = count
    this.#seq += 1
    for (const watcher of this.#watchers) watcher({ seq: this.#seq, count, ...change }, () => this.#snapshot())
  }

  #snapshot(): PresenceSnapshot {
    return { seq: this.#seq, count: this.#toldCount, members: this.#listed(this.#told) }
  }

  #namable(): ReadonlyMap<string, number> | null {
    return this.#members.count(this.key) > LIMITS.presenceMembers ? null : this.#members.versions(this.key)
  }

  #difference(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): { readonly entered: MemberSeen[]; readonly updated: MemberSeen[]; readonly left: string[] } | undefined {
    const entered = [...now.keys()].filter((id) => !before.has(id))
    const updated = [...now].flatMap(([id, version]) => (before.has(id) && before.get(id) !== version ? [id] : []))
    const left = [...before.keys()].filter((id) => !now.has(id))
    if (entered.length + updated.length + left.length === 0) return undefined
    return { entered: this.#seen(entered), updated: this.#seen(updated), left }
  }

  #listed(told: ReadonlyMap<string, number> | null): MemberSeen[] | null {
    return told === null ? null : this.#seen([...told.keys()])
  }

  #seen(ids: readonly string[]): MemberSeen[] {
    return ids.flatMap((id) => this.#members.seen(id, this.key) ?? []).toSorted(byArrival)
  }
}

/** The first who came is the first; who came at once are ordered by id, so that all see one order. */
function byArrival(a: MemberSeen, b: MemberSeen): number {
  return a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1)
}
