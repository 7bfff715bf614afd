import type { RoomPerson, RoomPlace, RoomStorage, StoredRoomMessage } from '../storage/room-storage.ts'

/** How far somebody who looks has read, on all their devices, and how many messages of others there are behind it. */
export type Reader = { readTo: number; unread: number }

type Held = Reader & { devices: number; /** Messages of others that have arrived since somebody looks. */ arrivals: number; ready: Promise<void> }

/** The read marks of those who look at one room. What is counted in the storage and what arrives meanwhile are put together, so that a count is exact whenever nothing is under way. */
export class RoomReaders {
  readonly #place: RoomPlace
  readonly #storage: RoomStorage
  readonly #lastSeq: () => number
  readonly #readers = new Map<string, Held>()

  /** `lastSeq` is the number of the newest message that has arrived. */
  constructor(place: RoomPlace, storage: RoomStorage, lastSeq: () => number) {
    this.#place = place
    this.#storage = storage
    this.#lastSeq = lastSeq
  }

  /** Those of a person who looks. */
  of(personId: string): Reader | undefined {
    return this.#readers.get(personId)
  }

  /** A device of a person begins to look. */
  async come(personId: string): Promise<Reader> {
    const known = this.#readers.get(personId)
    const held = known ?? { readTo: 0, unread: 0, devices: 0, arrivals: 0, ready: Promise.resolve() }
    held.devices += 1
    if (known === undefined) {
      this.#readers.set(personId, held)
      held.ready = this.#load(personId, held)
    }
    try {
      await held.ready
    } catch (error) {
      this.go(personId)
      throw error
    }
    return held
  }

  /** A device looks no more. */
  go(personId: string): void {
    const held = this.#readers.get(personId)
    if (held === undefined) return
    held.devices -= 1
    if (held.devices <= 0) this.#readers.delete(personId)
  }

  /** A message is new. Who writes has read up to there. */
  arrived({ author, seq }: StoredRoomMessage): void {
    for (const [personId, held] of this.#readers) {
      if (author.type === 'person' && author.id === personId) {
        held.readTo = seq
        held.unread = 0
      } else {
        held.unread += 1
        held.arrivals += 1
      }
    }
  }

  /** Moves a mark on; null when it was there already. */
  async markRead(person: RoomPerson, { readTo, at }: { readonly readTo: number; readonly at: number }): Promise<Reader | null> {
    const held = this.#readers.get(person.id)
    if (held !== undefined && held.readTo >= readTo) return null
    const before = held?.readTo ?? 0
    if (held !== undefined) held.readTo = readTo
    const kept = await this.#keep(person, { readTo, at }, () => {
      if (held?.readTo === readTo) held.readTo = before
    })
    if (held === undefined) return { readTo: kept, unread: 0 }
    await this.#count(person.id, held)
    return { readTo: held.readTo, unread: held.unread }
  }

  async #keep(person: RoomPerson, mark: { readonly readTo: number; readonly at: number }, failed: () => void): Promise<number> {
    try {
      return await this.#storage.markRead(this.#place, person, mark)
    } catch (error) {
      failed()
      throw error
    }
  }

  async #load(personId: string, held: Held): Promise<void> {
    held.readTo = Math.max(held.readTo, await this.#storage.readTo(this.#place, personId))
    await this.#count(personId, held)
  }

  async #count(personId: string, held: Held): Promise<void> {
    const [after, upTo, arrivals] = [held.readTo, this.#lastSeq(), held.arrivals]
    const count = after >= upTo ? 0 : await this.#storage.countOthers(this.#place, personId, { after, upTo })
    // The mark has moved on meanwhile: whoever moved it counts.
    if (held.readTo === after) held.unread = count + held.arrivals - arrivals
  }
}
