import type { Value } from '@halley/model'

/** Somebody who is on a channel: a person in one client, or a program. `id` is the same whenever the same one comes back. */
export type Member = { readonly id: string; readonly userId: string; readonly name: string; readonly roles: readonly string[]; /** What a program tells of itself. */ readonly data: Value }

/** A member as those see it who look: `sinceMs` and `keys` are of what they look at, one key or the whole channel. */
export type MemberSeen = Member & { readonly sinceMs: number; readonly keys: readonly string[] }

/** A member at one key of a channel; `null` is the channel without a key, or every key. */
type Stay = { readonly sinceMs: number; /** Rises with every change of the member at this key. */ readonly version: number }

/**
 * Who is on one channel, key by key. Whoever listens to every key is there without a key: they see everybody, and only
 * those who look at the whole channel see them.
 */
export class ChannelMembers {
  readonly #members = new Map<string, { member: Member; readonly stays: Map<string | null, Stay>; version: number }>()
  readonly #byKey = new Map<string | null, Set<string>>()
  /** Counts changes; versions are taken from it. */
  #changes = 0

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  /** How many are at a key, or on the whole channel. */
  count(key: string | null): number {
    return key === null ? this.#members.size : (this.#byKey.get(key)?.size ?? 0)
  }

  /** Puts a member at a key, or changes what is known of them; they are there since they first came. */
  put(member: Member, key: string | null, nowMs: number): void {
    this.#changes += 1
    const version = this.#changes
    const known = this.#members.get(member.id) ?? { member, stays: new Map<string | null, Stay>(), version }
    this.#members.set(member.id, known)
    if (!isSame(known.member, member)) for (const [other, stay] of known.stays) known.stays.set(other, { ...stay, version })
    known.member = member
    known.version = version
    known.stays.set(key, { sinceMs: known.stays.get(key)?.sinceMs ?? nowMs, version })
    const there = this.#byKey.get(key) ?? new Set<string>()
    this.#byKey.set(key, there)
    there.add(member.id)
  }

  /** Takes a member away from a key. */
  remove(id: string, key: string | null): void {
    const known = this.#members.get(id)
    if (known?.stays.delete(key) !== true) return
    this.#changes += 1
    known.version = this.#changes
    if (known.stays.size === 0) this.#members.delete(id)
    const there = this.#byKey.get(key)
    there?.delete(id)
    if (there?.size === 0) this.#byKey.delete(key)
  }

  /** Is exactly this known of a member at a key? */
  has(member: Member, key: string | null): boolean {
    const known = this.#members.get(member.id)
    return known !== undefined && known.stays.has(key) && isSame(known.member, member)
  }

  /** The keys at which a member is. */
  keysOf(id: string): (string | null)[] {
    return [...(this.#members.get(id)?.stays.keys() ?? [])]
  }

  /** The versions of those at a key, or on the whole channel: what differs has changed. */
  versions(key: string | null): ReadonlyMap<string, number> {
    if (key === null) return new Map([...this.#members].map(([id, { version }]) => [id, version]))
    return new Map([...(this.#byKey.get(key) ?? [])].map((id) => [id, this.#members.get(id)?.stays.get(key)?.version ?? 0]))
  }

  /** A member as those see it who look at a key, or at the whole channel. */
  seen(id: string, key: string | null): MemberSeen | undefined {
    const { member, stays } = this.#members.get(id) ?? {}
    if (member === undefined || stays === undefined) return undefined
    if (key !== null) return stays.has(key) ? { ...member, sinceMs: stays.get(key)?.sinceMs ?? 0, keys: [key] } : undefined
    return { ...member, sinceMs: Math.min(...[...stays.values()].map(({ sinceMs }) => sinceMs)), keys: [...stays.keys()].filter((one) => one !== null).toSorted() }
  }
}

function isSame(before: Member, after: Member): boolean {
  return before === after || (before.userId === after.userId && before.name === after.name && JSON.stringify([before.roles, before.data]) === JSON.stringify([after.roles, after.data]))
}
