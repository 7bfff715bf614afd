import { sql, type Insertable, type Selectable } from 'kysely'
import type { NewRoomMessage, RoomMessageChange, RoomPlace, StoredRoomMessage } from './room-storage.ts'
import type { Tables } from './tables.ts'

/** The columns that name a room. */
export const PLACE = ['project_id', 'environment', 'room_id', 'key_token'] as const

/** What of a message is not asked for by the database. */
type Content = Pick<StoredRoomMessage, 'text' | 'mentions' | 'reason' | 'hops' | 'agentsInRow' | 'chainId'> & Partial<Pick<StoredRoomMessage, 'answersTo'>> & { readonly authorName: string }

/** The condition that a row is of a room. */
export function at({ projectId, environment, roomId, keyToken }: RoomPlace) {
  return sql<boolean>`(project_id = ${projectId} and environment = ${environment} and room_id = ${roomId} and key_token = ${keyToken})`
}

/** The room that a row is of. */
export function placeOf(row: Pick<Selectable<Tables['room_messages']>, (typeof PLACE)[number]>): RoomPlace {
  return { projectId: row.project_id, environment: row.environment, roomId: row.room_id, keyToken: row.key_token }
}

/** A room as columns have it. */
export function columnsOf({ projectId, environment, roomId, keyToken }: RoomPlace): Pick<Tables['room_messages'], (typeof PLACE)[number]> {
  return { project_id: projectId, environment, room_id: roomId, key_token: keyToken }
}

/** As JSON, texts of any characters go through: PostgreSQL takes no NUL. */
export function toRow(place: RoomPlace, { id, seq, author, at: atMs, state, ...rest }: NewRoomMessage & { readonly seq: number }): Insertable<Tables['room_messages']> {
  const content: Content = { authorName: author.name, ...rest }
  return { ...columnsOf(place), seq, id, author_type: author.type, author_id: author.id, at: atMs, state, content: JSON.stringify(content) }
}

/** A message as it was written. */
export function fromRow(row: Selectable<Tables['room_messages']>): StoredRoomMessage {
  // Written by toRow and changed alone.
  const { authorName, ...content } = JSON.parse(row.content) as Content
  return { id: row.id, seq: row.seq, author: { type: row.author_type, id: row.author_id, name: authorName }, at: Number(row.at), state: row.state, answersTo: null, ...content }
}

/** The columns that change with a message. */
export function changed(content: string, { text, mentions, state, reason }: RoomMessageChange): { readonly state: RoomMessageChange['state']; readonly content: string } {
  return { state, content: JSON.stringify({ ...(JSON.parse(content) as Content), text, mentions, reason }) }
}
