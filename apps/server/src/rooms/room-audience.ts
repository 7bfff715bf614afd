import type { Agent } from '@halley/model'
import type { RoomMessage, RoomNews, RoomState } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { StoredRoomMessage } from '../storage/room-storage.ts'
import type { RoomLook } from './room-look.ts'
import { RoomPeople, type Stay } from './room-people.ts'
import type { Reader, RoomReaders } from './room-readers.ts'

/** Milliseconds within which changes of who is there go out together. */
const PEOPLE_EVERY_MS = 250

export type AudienceSurroundings = { readonly clock: ServerClock; readonly readers: RoomReaders; /** Those of the room, in their order. */ readonly agents: () => readonly Agent[] }

/** Who looks at one room, by which devices, and what each of them is told. */
export class RoomAudience {
  readonly people: RoomPeople
  readonly #surroundings: AudienceSurroundings
  readonly #looks = new Map<RoomLook, Stay>()
  #isPeopleTold = true

  constructor(surroundings: AudienceSurroundings) {
    this.#surroundings = surroundings
    this.people = new RoomPeople(surroundings.clock, () => this.tellPeopleSoon())
  }

  /** Does nobody look, and is nobody about to come back? */
  get isEmpty(): boolean {
    return this.#looks.size === 0 && this.people.isEmpty
  }

  /** A device whose person's marks are known looks from now on. */
  add(look: RoomLook, { readTo }: Reader): void {
    this.#looks.set(look, this.people.come(look.person, readTo))
  }

  /** A device looks no more: it said so, or its connection was lost. */
  remove(look: RoomLook, how: 'left' | 'lost'): void {
    const stay = this.#looks.get(look)
    look.end()
    if (stay === undefined) return
    this.#looks.delete(look)
    this.#surroundings.readers.go(look.person.id)
    if (how === 'left') stay.leave()
    else stay.lost()
  }

  /** A message is new. Its author, where it is a person, has read up to there. */
  arrived(message: StoredRoomMessage, role: string): void {
    const { author, seq } = message
    this.#surroundings.readers.arrived(message)
    if (author.type === 'person') this.people.hasRead({ id: author.id, name: author.name, role }, seq, { wrote: true })
    for (const look of this.#looks.keys()) {
      if (message.state === 'running') look.has(message.id, message.text.length)
      this.#tellMessage(look, message)
      const reader = this.#surroundings.readers.of(look.person.id)
      if (author.type === 'person' && author.id === look.person.id && reader !== undefined) look.tell({ type: 'read', readTo: reader.readTo, unread: reader.unread })
    }
  }

  /** The text of a message has grown. */
  grew(id: string, text: string): void {
    for (const look of this.#looks.keys()) look.grew(id, text)
  }

  /** A message that had failed grows once more, from its beginning. */
  beganAgain(message: StoredRoomMessage): void {
    for (const look of this.#looks.keys()) {
      look.has(message.id, 0)
      this.#tellMessage(look, message)
    }
  }

  /** A message does not grow any more, and is now as it says here. */
  ended(message: StoredRoomMessage): void {
    for (const look of this.#looks.keys()) {
      look.forget(message.id)
      this.#tellMessage(look, message)
    }
  }

  /** A person's mark has moved on, which all their devices show. */
  hasRead(personId: string, { readTo, unread }: Reader): void {
    for (const look of this.#looks.keys()) if (look.person.id === personId) look.tell({ type: 'read', readTo, unread })
  }

  participantsFor(personId: string): Pick<RoomState, 'participants' | 'moreParticipants'> {
    return this.people.participants(personId, this.#surroundings.agents())
  }

  /** Who is there has changed: told a moment later, with what else changes until then. */
  tellPeopleSoon(): void {
    if (!this.#isPeopleTold || this.#looks.size === 0) return
    this.#isPeopleTold = false
    this.#surroundings.clock.setTimer(PEOPLE_EVERY_MS, () => {
      this.#isPeopleTold = true
      for (const look of this.#looks.keys()) look.tell({ type: 'participants', ...this.participantsFor(look.person.id) } satisfies RoomNews['news'])
    })
  }

  /** Ends all looks, and says why. */
  close(text: string): void {
    for (const look of this.#looks.keys()) {
      look.close(text)
      this.remove(look, 'left')
    }
    this.people.close()
  }

  #tellMessage(look: RoomLook, message: StoredRoomMessage): void {
    look.tell({ type: 'message', message: onWire(message), unread: this.#surroundings.readers.of(look.person.id)?.unread ?? 0 })
  }
}

/** A message as clients get it. */
export function onWire({ id, seq, author, text, at, mentions, state, reason }: StoredRoomMessage): RoomMessage {
  return { id, seq, author: { ...author }, text, at: new Date(at).toISOString(), mentions: [...mentions], state, reason }
}
