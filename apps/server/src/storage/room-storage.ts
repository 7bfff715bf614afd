import type { StreamState } from '@halley/model'
import type { Environment } from '@halley/protocol'

/** Which room: one for each key of a room of a project, apart for the draft and the published app. `keyToken` is the key as topics have it, `_` for none. */
export type RoomPlace = { readonly projectId: string; readonly environment: Environment; readonly roomId: string; readonly keyToken: string }

/** A person as a room knows them. */
export type RoomPerson = { readonly id: string; readonly name: string; /** Their roles, in words. */ readonly role: string }

export type StoredRoomMessage = {
  /** Unique in its room. */
  readonly id: string
  /** Counts from 1 in its room. */
  readonly seq: number
  readonly author: { readonly type: 'person' | 'agent'; readonly id: string; readonly name: string }
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Ids of people and agents. */
  readonly mentions: readonly string[]
  readonly state: StreamState
  readonly reason: string | null
  /** How many things caused this one, one after the other: messages, flows and answers. */
  readonly hops: number
  /** How many agents have written in a row, this one included; 0 of a person's. */
  readonly agentsInRow: number
  /** The id of the message that an answer goes back to, its own of one that answers nothing. */
  readonly chainId: string
  /** The id of the message that an agent answers with this one; null of all else. */
  readonly answersTo: string | null
}

export type NewRoomMessage = Omit<StoredRoomMessage, 'seq'>

/** What changes of a message while it streams. */
export type RoomMessageChange = Pick<StoredRoomMessage, 'text' | 'mentions' | 'state' | 'reason'>

/** An answer that an agent is to give: it is kept with what it answers, and settled by its beginning. */
export type OwedAnswer = { readonly agentId: string; /** Answers that the chain had led to before. */ readonly chainAnswers: number }

/** Names an answer that is owed in a room: to which message, and by whom. */
export type OwedName = { readonly messageId: string; readonly agentId: string }

/** An answer that was still owed when the server ended. `hasBegun` is one whose flowchart ran already, and may have done things. */
export type StoredOwedAnswer = OwedAnswer & { readonly place: RoomPlace; readonly to: StoredRoomMessage; readonly hasBegun: boolean }

/** One room, as it is listed. */
export type RoomInstanceSummary = { readonly keyToken: string; /** Messages that are kept. */ readonly messages: number; readonly lastSeq: number; readonly people: number; /** Epoch milliseconds. */ readonly createdAt: number; readonly lastAt: number }

/** Messages that are counted for somebody at most: beyond it a number tells people nothing more, and counting 100,000 would hold others up each time that one person reads on. */
export const OTHERS_COUNTED = 1_000

/**
 * Keeps what is said in rooms, who is in them, and how far each has read. A part of `Storage`, with its promises. A room is there
 * as soon as something is kept of it. Numbers of messages are given in the transaction that keeps them: dense, rising, and never twice, also after messages were swept.
 */
export type RoomStorage = {
  /** Adds a message; its author, where it is a person, is in the room from then on and has read up to there. One whose id is there already is answered as it is, and nothing changes. `keepDays` is what the room says now; `owed` are the answers that it calls for, `settles` the owed answer that it is: with the message or not at all. */
  append(place: RoomPlace, message: NewRoomMessage, more: { readonly keepDays: number | null; readonly role: string; readonly owed?: readonly OwedAnswer[]; readonly settles?: OwedName }): Promise<{ readonly message: StoredRoomMessage; readonly isNew: boolean }>
  /** Changes a message, and notes the answers that it calls for now; one that is gone stays gone. */
  update(place: RoomPlace, id: string, change: RoomMessageChange, owed?: readonly OwedAnswer[]): Promise<void>
  /** A message by its id. */
  message(place: RoomPlace, id: string): Promise<StoredRoomMessage | undefined>
  /** The flowchart of an owed answer runs from now on: it is not to be run again. */
  beginOwed(place: RoomPlace, name: OwedName): Promise<void>
  /** An answer is not owed any more. */
  settleOwed(place: RoomPlace, name: OwedName): Promise<void>
  /** All answers that are owed, those first that have waited longest; those to messages that are gone are not owed any more. */
  takeOwed(): Promise<readonly StoredOwedAnswer[]>
  /** Messages before one (`before`), or after one, the oldest first; without either, the newest. `more` are in the same direction. */
  page(place: RoomPlace, page: { readonly before?: number; readonly after?: number; readonly limit: number }): Promise<{ readonly messages: readonly StoredRoomMessage[]; readonly more: boolean }>
  /** The number of the newest message there ever was; 0 without any. */
  lastSeq(place: RoomPlace): Promise<number>
  /** Those who joined or wrote, the most recent first, and how many there are. */
  people(place: RoomPlace, limit: number): Promise<{ readonly people: readonly (RoomPerson & { readonly readTo: number })[]; readonly count: number }>
  /** Puts a person among those who are in the room, or takes them out; how far they have read stays. */
  setJoined(place: RoomPlace, person: RoomPerson, change: { readonly joined: boolean; readonly at: number }): Promise<void>
  /** How far a person has read; 0 of one who is not known. */
  readTo(place: RoomPlace, personId: string): Promise<number>
  /** Moves a person's mark on, never back and not beyond the newest message; answers where it is then. */
  markRead(place: RoomPlace, person: RoomPerson, mark: { readonly readTo: number; readonly at: number }): Promise<number>
  /** Messages of others than this person with a number above `after` and up to `upTo`; of more than `OTHERS_COUNTED`, that number. */
  countOthers(place: RoomPlace, personId: string, range: { readonly after: number; readonly upTo: number }): Promise<number>
  /** Ends every message that streams as failed, with the text that is kept of it; answers how many there were. */
  failRunning(reason: string): Promise<number>
  /** Says how long messages of all rooms of a resource are kept from now on. */
  setKeepDays(room: Omit<RoomPlace, 'keyToken'>, keepDays: number | null): Promise<void>
  /** Takes messages away that are older than their room keeps them; answers how many. */
  sweep(nowMs: number): Promise<number>
  /** The rooms of a resource, the one with the newest message first. */
  list(room: Omit<RoomPlace, 'keyToken'>, page: { readonly offset: number; readonly limit: number }): Promise<{ readonly total: number; readonly rooms: readonly RoomInstanceSummary[] }>
  /** Takes a room away with all that is in it; false when there was none. Its numbers begin anew. */
  remove(place: RoomPlace): Promise<boolean>
}
