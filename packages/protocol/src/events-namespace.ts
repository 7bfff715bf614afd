import { LIMITS } from '@halley/model'
import { z } from 'zod'
import { publicKeySchema, wrappedKeySchema } from './encrypted-data.ts'
import { presencePush, presenceRequest } from './presence.ts'
import { replySchema } from './replies.ts'
import { streamStep } from './stream-steps.ts'
import { pushes, requests } from './wire-table.ts'

/** Characters of a topic or pattern that are read at all: a few more than are valid, so that a longer one is refused by its place. */
const NAME_CHARACTERS = 1_024

/** Patterns of one connection, and of one request. */
export const MAX_EVENT_SUBSCRIPTIONS = 128

/**
 * Namespace `/events`: one connection is one program outside. `client` names the program over its reconnections, so that a
 * publish sent again is known; without it, all programs on this computer share one name and with it their publish ids.
 */
export const eventsAuthSchema = z.object({
  protocol: z.literal(1),
  /** Not needed on loopback. */
  token: z.string().max(1_000).nullish(),
  client: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/).optional(),
})

const count = z.number().int().min(0)

export const eventPositionSchema = z.object({ epoch: z.string().max(100), seq: count })

/** Where a subscription begins; `new` when nothing is said. Everything else replays what the log still holds, then live events follow. */
export const eventFromSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('new') }),
  z.object({ type: z.literal('last'), count: count.max(10_000) }),
  z.object({ type: z.literal('seq'), seq: count }),
  /** Milliseconds since 1970. */
  z.object({ type: z.literal('time'), timeMs: count }),
  z.object({ type: z.literal('earliest') }),
  z.object({ type: z.literal('resume'), ...eventPositionSchema.shape }),
])

const patternSchema = z.string().max(NAME_CHARACTERS)

/** An event as it was published, whoever gets it. */
const eventShape = {
  topic: z.string(), id: z.string(), time: z.string(), source: z.string(), type: z.string(), data: z.json(),
  hops: count.optional(), filters: z.record(z.string(), z.string()).optional(), correlationid: z.string().optional(), causationid: z.string().optional(), traceparent: z.string().optional(),
  /** Other than `application/json`. */
  datacontenttype: z.string().optional(), encrypted: z.literal(true).optional(),
}

/** An event of the past. */
export const pastEventSchema = z.object({ seq: count, ...eventShape })

export const eventsRequests = requests({
  /**
   * Subscribes to a pattern, or to several at one place of the log: each event then comes once for all of them. The
   * acknowledgement comes first, then `replayed` events with `replay: true`, then live ones; `position` is where those begin.
   * With a `publicKey`, a `key` push comes before the first event that is encrypted with it; without one, such events are ciphertext only.
   */
  subscribe: {
    request: z.object({ pattern: z.union([patternSchema, z.array(patternSchema).min(1).max(MAX_EVENT_SUBSCRIPTIONS)]), from: eventFromSchema.optional(), publicKey: publicKeySchema.optional() }),
    reply: replySchema({
      /** The first of `ids`, which are in the order of the patterns. */
      id: z.string(), ids: z.array(z.string()), position: eventPositionSchema, replayed: count,
      /** Some of what was asked for is no longer held; never of a resume. */
      truncated: z.boolean(),
      /** Only of a resume: all that was missed follows, or none of it for the `reason`. */
      recovered: z.boolean().optional(), reason: z.enum(['epoch_changed', 'expired', 'too_many']).optional(),
    }),
  },
  unsubscribe: { request: z.object({ id: z.string().max(100) }), reply: replySchema({}) },
  /**
   * Publishes on a literal topic. The same `id` within two minutes is a duplicate: the first answer again, and no second event.
   * With `encrypted`, `data` is an envelope `{v, kid, iv, ct}` that is bound to this topic and `id`; the server opens it to check the payload.
   * With `encrypt`, the server encrypts `data` for the channel before anything else has it: for who may not listen there, and so has no key.
   */
  publish: {
    request: z.object({ topic: z.string().max(NAME_CHARACTERS), data: z.json(), id: z.string().min(1).max(200).optional(), filters: z.record(z.string(), z.string()).optional(), correlationid: z.string().max(1_000).optional(), encrypted: z.literal(true).optional(), encrypt: z.literal(true).optional() }),
    reply: replySchema({ seq: count, epoch: z.string(), id: z.string(), duplicate: z.boolean(), /** Receivers that the event was for. */ matched: count }),
  },
  /** The key that events on a topic are encrypted with now, for whoever may publish and listen there. */
  key: { request: z.object({ topic: z.string().max(NAME_CHARACTERS), publicKey: publicKeySchema }), reply: replySchema(wrappedKeySchema.shape) },
  /**
   * Being there on a channel that has presence: `enter` (and `update` and `leave`), or only looking: `watch` and `unwatch`. Who is there
   * or looks gets a `presence` push for each change. After a cut, enter again: within 15 seconds nobody saw you leave.
   */
  presence: presenceRequest,
  /**
   * The past, newest first, page by page: what the log still holds, and before that what channels keep for late joiners. `next` is
   * `before` of the next page, null at the end. A page may have fewer events than `limit`, so that it is not too large.
   * With a `publicKey`, `keys` are those of its encrypted events that you may read.
   */
  history: {
    request: z.object({ pattern: z.union([patternSchema, z.array(patternSchema).min(1).max(MAX_EVENT_SUBSCRIPTIONS)]), before: count.optional(), limit: z.number().int().min(1).max(LIMITS.historyEvents).optional(), publicKey: publicKeySchema.optional() }),
    reply: replySchema({ events: z.array(pastEventSchema), next: count.nullable(), keys: z.array(wrappedKeySchema).optional() }),
  },
  /** Measures the round trip, and says up to where of the log everything has been sent: a quiet connection resumes from there. */
  ping: { request: z.object({}), reply: replySchema({ at: z.number(), position: eventPositionSchema }) },
})

export const eventsPushes = pushes({
  /**
   * One event, once, with the ids of all subscriptions that match. Live events rise in `seq`. One whose `prev` is above the highest
   * `seq` known (of any event or `dropped` notice here, and `position.seq` of the first subscribe) has a gap before it: connect
   * again and resume. `replay: true` is one of those that a subscribe asked for; they rise, too, and may be older.
   */
  event: z.object({ seq: count, prev: count, subs: z.array(z.string()), replay: z.literal(true).optional(), ...eventShape }),
  /** The data key of a channel, wrapped for the `publicKey` of this connection; see Encrypted messages. */
  key: wrappedKeySchema,
  /**
   * A message whose text grows, on a topic that a subscription here matches. `open` begins it, or `update` when it has text already: the whole
   * of it so far. `append` adds `text` at `index`, counted in UTF-16 code units; whoever reads slowly gets more at once, and nothing is
   * left out. It ends by `complete`, `cancelled` or `failed`. `seq` is that of the newest event when it was sent; of `complete`, that of
   * the whole message, which is an event like any other, has the stream's `id`, and comes as `event`, too.
   */
  stream: z.object({ id: z.string(), seq: count, topic: z.string(), ...streamStep }),
  /** Who is there has changed. `seq` is one more than that of the push (or reply) before it; when it is lower, you know it already; when it is higher, ask for the whole with `watch`. With `members`, it is the whole; with `closed`, you may no longer know. */
  presence: presencePush,
  /**
   * Something to know. `encrypted`: events on the channel of `topic` are ciphertext here; the text says why, and how to read them. `dropped`: `count` events up to `seq` were left out here, because the connection was read too slowly.
   * `rate_warning`: of `limit` messages a second on a channel, few are left.
   * When a channel or room is for other roles than before, its `topic` says which and `subs` names the subscriptions here: `subscription_ended` for one whose `pattern` names
   * it and that may listen no longer, so that nothing more comes for it and it has to be asked for anew; `channel_closed` for those that stay because of a wildcard, and get
   * its events no longer; `channel_opened` when those get them again. What was published between the two is left out, and `prev` shows no gap for it.
   */
  notice: z.object({ code: z.enum(['dropped', 'rate_warning', 'token_expiring', 'subscription_ended', 'channel_closed', 'channel_opened', 'encrypted']), text: z.string(), count: count.optional(), seq: count.optional(), limit: z.number().optional(), topic: z.string().optional(), pattern: z.string().optional(), subs: z.array(z.string()).optional() }),
})

export type EventsAuth = z.infer<typeof eventsAuthSchema>
export type EventFrom = z.infer<typeof eventFromSchema>
export type EventPosition = z.infer<typeof eventPositionSchema>
export type EventsRequests = typeof eventsRequests
export type EventsPushes = typeof eventsPushes
