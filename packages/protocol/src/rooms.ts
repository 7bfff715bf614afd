import { idSchema, LIMITS, streamStates } from '@halley/model'
import { z } from 'zod'

/** Names a room: its resource and its key, null for a room without. */
export const roomPlace = { roomId: idSchema, key: z.string().min(1).max(200).nullable() }

/** A message of a room. `seq` counts from 1 in the room; `text` of one that streams is what there is of it so far. */
export const roomMessageSchema = z.object({
  id: z.string(),
  seq: z.number().int(),
  author: z.object({ type: z.enum(['person', 'agent']), id: z.string(), name: z.string() }),
  text: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Ids of people and agents that it mentions. */
  mentions: z.array(z.string()),
  /** `complete` for everything but answers that stream, or did not come to their end. */
  state: z.enum(streamStates),
  /** Why it was stopped or has failed. */
  reason: z.string().nullable(),
})

/** Somebody in a room. `readTo` is the seq up to which a person has read; agents have none. */
export const roomParticipantSchema = z.object({
  type: z.enum(['person', 'agent']), id: z.string(), name: z.string(), /** What an `@` is followed by. */ handle: z.string(),
  role: z.string(), isHere: z.boolean(), isTyping: z.boolean(), readTo: z.number().int(),
})

/** A part of the history, the oldest first. */
export const roomPageSchema = z.object({ messages: z.array(roomMessageSchema), /** Are there earlier ones? */ more: z.boolean() })

/** A room as it is when somebody begins to look at it. `readTo` is where this person left off, `unread` how many came since from others, counted up to about 1,000. */
export const roomStateSchema = roomPageSchema.extend({ name: z.string(), participants: z.array(roomParticipantSchema), /** More of them than shown. */ moreParticipants: z.number().int(), me: z.string(), readTo: z.number().int(), unread: z.number().int() })

/** What happens in a room, to all who look at it. */
export const roomNewsSchema = z.object({
  ...roomPlace,
  news: z.discriminatedUnion('type', [
    /** A message is new, or is now as it says here: the same id replaces. */
    z.object({ type: z.literal('message'), message: roomMessageSchema, /** The reader's own count now. */ unread: z.number().int() }),
    /** The text of a message that streams grows at `index` (UTF-16 code units); one that does not fit asks for the room anew. */
    z.object({ type: z.literal('grew'), id: z.string(), index: z.number().int(), text: z.string() }),
    z.object({ type: z.literal('participants'), participants: z.array(roomParticipantSchema), moreParticipants: z.number().int() }),
    /** The reader has read up to here, on this or on another device. */
    z.object({ type: z.literal('read'), readTo: z.number().int(), unread: z.number().int() }),
    /** The reader may not look at it any more, or it is gone. */
    z.object({ type: z.literal('closed'), text: z.string() }),
  ]),
})

export const roomTextSchema = z.string().min(1).max(LIMITS.roomMessageCharacters)

export type RoomMessage = z.infer<typeof roomMessageSchema>
export type RoomParticipant = z.infer<typeof roomParticipantSchema>
export type RoomState = z.infer<typeof roomStateSchema>
export type RoomPage = z.infer<typeof roomPageSchema>
export type RoomNews = z.infer<typeof roomNewsSchema>
