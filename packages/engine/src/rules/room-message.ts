import type { Room, Value } from '@halley/model'
import type { DescribedType } from '../expressions/index.ts'

/** The message token of what somebody writes in a room: `events.{org}.{app}.{room}.message_posted.{key}`. */
export const ROOM_MESSAGE_TOKEN = 'message_posted'

/** What expressions of rules call it. */
export const ROOM_MESSAGE_NAME = 'RoomMessage'

/** The data of an event that says that somebody wrote in a room. */
export type RoomMessageData = {
  readonly id: string
  readonly text: string
  readonly author: { readonly type: 'person' | 'agent'; readonly id: string; readonly name: string }
  /** Ids of people and agents that it mentions. */
  readonly mentions: readonly string[]
}

/** The type of `RoomMessage` in expressions. */
export const roomMessageRecord: DescribedType = {
  type: 'record',
  label: 'What was written in the room',
  fields: {
    text: { type: 'text', label: 'What was written' },
    author: { type: 'text', label: 'Name of who wrote it' },
    authorId: { type: 'text', label: 'Id of who wrote it' },
    authorType: { type: 'choice', values: ['person', 'agent'], label: 'Is it a person or an agent?' },
    room: { type: 'text', label: 'Name of the room' },
    mentions: { type: 'list', of: { type: 'text' }, label: 'Ids of whom it mentions', help: 'People and agents that stand in it as @name.' },
    id: { type: 'text', label: 'Id of the message in its room' },
  },
}

/** The value of `RoomMessage`, and the payload of the event. */
export function roomMessageValue({ id, text, author, mentions }: RoomMessageData, room: Pick<Room, 'name'>): { readonly [name: string]: Value } {
  return { text, author: author.name, authorId: author.id, authorType: author.type, room: room.name, mentions: [...mentions], id }
}
