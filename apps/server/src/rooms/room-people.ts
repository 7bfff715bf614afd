import type { Agent } from '@halley/model'
import type { RoomParticipant } from '@halley/protocol'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { RoomPerson } from '../storage/room-storage.ts'
import { handleOf, type Mentionable } from './mentions.ts'

/** Milliseconds that somebody counts as here after their connection was lost: what a page needs to be loaded anew. */
export const HERE_GRACE_MS = 15_000

/** Milliseconds that *is typing* holds unless it is said again. */
export const TYPING_MS = 6_000

/** Participants that are shown by name; of more there is a number. */
export const PARTICIPANTS_SHOWN = 100

/** People of a room who are held in memory, the most recent first. */
export const PEOPLE_HELD = 200

type Known = { person: RoomPerson; readTo: number; /** Joined or wrote; others are shown only while they look. */ isMember: boolean; looks: number; cancelGrace: CancelTimer | null; cancelTyping: CancelTimer | null }

/** Somebody looks at the room, by one device. */
export type Stay = { /** Stops looking. */ leave(): void; /** The connection is lost: they may be back in a moment. */ lost(): void }

/** Who is in one room: who is here, who types, how far each has read. It says that something has changed; what is told to whom is not its business. */
export class RoomPeople {
  readonly #clock: ServerClock
  readonly #changed: () => void
  readonly #known = new Map<string, Known>()
  /** Answers that each agent is busy with and has not begun to write. */
  readonly #thinking = new Map<string, number>()
  /** Members who are kept and not held here. */
  #others = 0

  constructor(clock: ServerClock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  load({ people, count }: { readonly people: readonly (RoomPerson & { readonly readTo: number })[]; readonly count: number }): void {
    for (const { readTo, ...person } of people) this.#know(person, { isMember: true, readTo })
    this.#others = Math.max(0, count - people.length)
  }

  /** Is nobody here, not even about to come back? */
  get isEmpty(): boolean {
    return [...this.#known.values()].every(({ looks, cancelGrace }) => looks === 0 && cancelGrace === null)
  }

  /** Those who may be mentioned beside the agents. */
  get mentionable(): Mentionable[] {
    return [...this.#known.values()].map(({ person: { id, name } }) => ({ type: 'person', id, name, handle: handleOf(name) }))
  }

  /** Puts somebody among the members, or takes them out. */
  setMember(person: RoomPerson, isMember: boolean): void {
    const known = this.#know(person, { isMember, readTo: 0 })
    known.isMember = isMember
    this.#forgetIfGone(known)
    this.#changed()
  }

  /** Somebody has read up to here; who wrote is a member from then on. */
  hasRead(person: RoomPerson, readTo: number, { wrote }: { readonly wrote: boolean }): void {
    const known = this.#know(person, { isMember: wrote, readTo })
    if (known.readTo >= readTo && (!wrote || known.isMember) && known.cancelTyping === null) return
    known.readTo = Math.max(known.readTo, readTo)
    known.isMember ||= wrote
    if (wrote) this.#stopTyping(known)
    this.#forgetIfGone(known)
    this.#changed()
  }

  come(person: RoomPerson, readTo: number): Stay {
    const known = this.#know(person, { isMember: false, readTo })
    known.looks += 1
    known.cancelGrace?.()
    known.cancelGrace = null
    this.#changed()
    let isOver = false
    const end = (graceMs: number): void => {
      if (isOver) return
      isOver = true
      known.looks -= 1
      if (known.looks > 0) return
      this.#stopTyping(known)
      known.cancelGrace = graceMs === 0 ? null : this.#clock.setTimer(graceMs, () => {
        known.cancelGrace = null
        this.#forgetIfGone(known)
        this.#changed()
      })
      this.#forgetIfGone(known)
      this.#changed()
    }
    return { leave: () => end(0), lost: () => end(HERE_GRACE_MS) }
  }

  typing(personId: string, isTyping: boolean): void {
    const known = this.#known.get(personId)
    if (known === undefined) return
    const was = known.cancelTyping !== null
    known.cancelTyping?.()
    known.cancelTyping = isTyping && known.looks > 0 ? this.#clock.setTimer(TYPING_MS, () => {
      known.cancelTyping = null
      this.#changed()
    }) : null
    if (was !== (known.cancelTyping !== null)) this.#changed()
  }

  /** An agent works on an answer that it has not begun to write, until the returned function is called. */
  think(agentId: string): () => void {
    const change = (by: number): void => {
      const count = (this.#thinking.get(agentId) ?? 0) + by
      if (count > 0) this.#thinking.set(agentId, count)
      else this.#thinking.delete(agentId)
      this.#changed()
    }
    change(1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      change(-1)
    }
  }

  /** As one person sees it, who is not told that they type themselves: agents first, then who is here, then the others, by name. */
  participants(forPersonId: string, agents: readonly Agent[]): { readonly participants: RoomParticipant[]; readonly moreParticipants: number } {
    const bots = agents.map(({ id, name, technicalName }): RoomParticipant => ({ type: 'agent', id, name, handle: technicalName, role: 'agent', isHere: true, isTyping: this.#thinking.has(id), readTo: 0 }))
    const people = [...this.#known.values()].map(({ person: { id, name, role }, readTo, looks, cancelGrace, cancelTyping }): RoomParticipant => ({
      type: 'person', id, name, handle: handleOf(name), role, isHere: looks > 0 || cancelGrace !== null, isTyping: cancelTyping !== null && id !== forPersonId, readTo,
    })).sort((a, b) => Number(b.isHere) - Number(a.isHere) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
    const all = [...bots, ...people]
    return { participants: all.slice(0, PARTICIPANTS_SHOWN), moreParticipants: Math.max(0, all.length - PARTICIPANTS_SHOWN) + this.#others }
  }

  /** Lets go of timers. */
  close(): void {
    for (const known of this.#known.values()) {
      known.cancelGrace?.()
      known.cancelTyping?.()
    }
  }

  #know(person: RoomPerson, { isMember, readTo }: { readonly isMember: boolean; readonly readTo: number }): Known {
    const known = this.#known.get(person.id)
    if (known !== undefined) {
      known.person = person
      return known
    }
    const fresh: Known = { person, readTo, isMember, looks: 0, cancelGrace: null, cancelTyping: null }
    this.#known.set(person.id, fresh)
    return fresh
  }

  #forgetIfGone(known: Known): void {
    if (!known.isMember && known.looks === 0 && known.cancelGrace === null && this.#known.get(known.person.id) === known) this.#known.delete(known.person.id)
  }

  #stopTyping(known: Known): void {
    known.cancelTyping?.()
    known.cancelTyping = null
  }
}
