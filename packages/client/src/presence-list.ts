import type { EventsPushes, PresenceMember, PushOf } from '@halley/protocol'

type Change = PushOf<EventsPushes, 'presence'>
type Whole = { readonly seq: number; readonly count: number; readonly members: readonly PresenceMember[] | null }

/** Who is on a channel, put together from the whole and the changes that follow it. Pure. */
export class PresenceList {
  /** Null before the whole came. */
  #seq: number | null = null
  #count = 0
  #members: ReadonlyMap<string, PresenceMember> | null = null

  /** The first who came first; null when that is not known, or they are too many to name. */
  get members(): readonly PresenceMember[] | null {
    return this.#members === null ? null : [...this.#members.values()].toSorted((a, b) => (a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? -1 : 1))
  }

  get count(): number {
    return this.#count
  }

  get isKnown(): boolean {
    return this.#seq !== null
  }

  /** The connection is gone: what was known is shown on, and the next thing to come has to be the whole. */
  cut(): void {
    this.#seq = null
  }

  /** Takes the whole. */
  reset({ seq, count, members }: Whole): void {
    this.#seq = seq
    this.#count = count
    this.#members = members === null ? null : new Map(members.map((member) => [member.id, member]))
  }

  /** Takes a change; `gap` when one before it is missing and the whole is to be asked for. */
  take({ seq, count, members, entered = [], updated = [], left = [] }: Change): 'taken' | 'known' | 'gap' {
    if (members !== undefined) {
      this.reset({ seq, count, members })
      return 'taken'
    }
    // The whole is on its way.
    if (this.#seq === null || seq <= this.#seq) return 'known'
    if (seq !== this.#seq + 1 || this.#members === null) return 'gap'
    const next = new Map(this.#members)
    for (const id of left) next.delete(id)
    for (const member of [...entered, ...updated]) next.set(member.id, member)
    this.#seq = seq
    this.#count = count
    this.#members = next
    return 'taken'
  }
}
