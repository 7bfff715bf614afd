import { LIMITS } from '@halley/model'
import { z } from 'zod'
import { replySchema } from './replies.ts'

/** Characters of a topic or pattern that are read at all; see the events namespace. */
const NAME_CHARACTERS = 1_024

const count = z.number().int().min(0)

/**
 * Somebody who is on a channel. `id` stays the same when they come back after a cut; one person with two clients is two members of
 * one `userId`. `keys` are those of the channel that they are at, of those that are looked at. `data` is what a program tells of itself.
 */
export const presenceMemberSchema = z.object({ id: z.string(), userId: z.string(), name: z.string(), roles: z.array(z.string()), since: z.string(), keys: z.array(z.string()), data: z.json() })

/** A channel as its topics begin, `events.{org}.{app}.{channel}`; without a key it is the channel that has none, or all keys of it. */
const placeShape = { channel: z.string().max(NAME_CHARACTERS), key: z.string().max(NAME_CHARACTERS).nullish() }

export const presenceRequest = {
  request: z.object({ ...placeShape, action: z.enum(['enter', 'update', 'leave', 'watch', 'unwatch']), data: z.json().optional() }),
  reply: replySchema({
    /** Who is there, the first who came first; null when they are more than 200. */
    members: z.array(presenceMemberSchema).nullable(),
    count,
    /** Changes up to here are in it; the next `presence` push has one more. */
    seq: count,
    /** This program's own `id` there; null for one that only looks. */
    me: z.string().nullable(),
  }),
}

/**
 * `members` is all of them anew (null: too many to name), or `entered`, `updated` and `left` (their ids) say what has changed. `closed`:
 * the channel is for other roles now; nothing more is told of who is there, and you are there no longer: others get you in `left`. Should it be opened
 * again, you are there as before, and `members` comes.
 */
export const presencePush = z.object({
  channel: z.string(), key: z.string().nullable(), seq: count, count,
  members: z.array(presenceMemberSchema).max(LIMITS.presenceMembers).nullable().optional(),
  entered: z.array(presenceMemberSchema).optional(), updated: z.array(presenceMemberSchema).optional(), left: z.array(z.string()).optional(),
  closed: z.literal(true).optional(),
})

export type PresenceMember = z.infer<typeof presenceMemberSchema>
