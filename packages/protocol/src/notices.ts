import { idSchema, noticeLinkSchema, noticePrioritySchema, noticeWaySchema } from '@halley/model'
import { z } from 'zod'

/** The id of a notification as somebody says it. */
export const noticeIdSchema = z.string().regex(/^[\w.-]{1,100}$/, 'an id of a notification is 1 to 100 of A-Z a-z 0-9 _ . -')

/** A notification in somebody's inbox. Times are ISO 8601 in UTC; `id` is unique in the server. */
export const noticeSchema = z.object({
  id: z.string(),
  /** The rule or Notify node that made it, as it was called then. */
  source: z.string(),
  priority: noticePrioritySchema,
  title: z.string(),
  body: z.string(),
  at: z.string(),
  readAt: z.string().nullable(),
  /** What it opens; an address is the finished one. */
  link: noticeLinkSchema,
})

/** A part of an inbox, the newest first. `next` is for the page after it; null when that was the last. */
export const inboxPageSchema = z.object({ notices: z.array(noticeSchema), unread: z.number().int(), next: z.string().nullable() })

/** How an inbox changed: on every device of its owner. `toasts` are those of `changed` to be shown as a toast now; `afterQuiet` is how many came in quiet hours that are over now, to be shown as one toast. */
export const inboxChangeSchema = z.object({ unread: z.number().int(), changed: z.array(noticeSchema), dismissed: z.array(z.string()), toasts: z.array(z.string()), afterQuiet: z.number().int().optional() })

const base64 = z.string().regex(/^[\w+/=-]+$/, 'base64url')

/** A browser that takes pushes, as its PushManager gives it. */
export const pushSubscriptionSchema = z.object({ endpoint: z.url({ protocol: /^https?$/ }).max(2_000).regex(/^[!-~]+$/, 'letters, digits and signs of an address'), keys: z.object({ p256dh: base64.max(200), auth: base64.max(100) }) })

/** What somebody wants of notifications. A way that is not named is as the rule says. `ruleId` null is for all rules that have no line of their own. */
export const noticePreferencesSchema = z.object({
  rules: z.array(z.object({ ruleId: idSchema.nullable(), ways: z.partialRecord(noticeWaySchema, z.boolean()) })).max(500),
  /** Instead of those of the rules; null leaves them. */
  quietHours: z.object({ from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), timeZone: z.string().min(1).max(64) }).nullable(),
})

/** What a push carries, as the service worker reads it. */
export const pushPayloadSchema = z.object({ noticeId: z.string(), title: z.string(), body: z.string(), /** Where a click leads: a path of the server, or an address. */ url: z.string(), /** One with the same tag takes its place. */ tag: z.string(), priority: noticePrioritySchema })

/** What became of one try to reach somebody by one way. */
export const noticeOutcomes = ['waiting', 'delivered', 'read_before', 'dismissed_before', 'not_wanted', 'no_address', 'throttled', 'in_digest', 'retrying', 'dead', 'gone'] as const
export const noticeAttemptSchema = z.object({
  id: z.string(),
  noticeId: z.string(),
  way: noticeWaySchema,
  outcome: z.enum(noticeOutcomes),
  /** When it is tried, or was last tried. */
  at: z.string(),
  /** In all, with those before somebody had it be tried again. */
  tries: z.number().int(),
  /** When somebody last had it be tried again after it was given up; null when nobody has. */
  retriedAt: z.string().nullable(),
  /** Why, in words for people: what the mail server said, until when it waits. */
  text: z.string(),
})

/** A notification as the log of the editor shows it, with all that became of it. */
export const noticeRecordSchema = z.object({
  notice: noticeSchema,
  ruleId: z.string().nullable(), flowId: z.string().nullable(), nodeId: z.string().nullable(),
  recipient: z.object({ id: z.string(), name: z.string() }),
  /** The event that caused it: its id and topic. */
  eventId: z.string().nullable(), topic: z.string().nullable(),
  dismissedAt: z.string().nullable(),
  attempts: z.array(noticeAttemptSchema),
})

/** What a rule would do with an event: who would get what by which way, and who not and why. */
export const ruleTestSchema = z.object({
  event: z.object({ id: z.string(), topic: z.string(), at: z.string() }),
  matches: z.boolean(),
  /** Why nobody is notified, in words: the pattern or the condition does not hold, it is off, an expression failed. Null when somebody may be. */
  because: z.string().nullable(),
  title: z.string(), body: z.string(),
  people: z.array(z.object({ id: z.string(), name: z.string(), /** Why this person gets nothing at all; null when they do. */ because: z.string().nullable(), ways: z.array(z.object({ way: noticeWaySchema, taken: z.boolean(), /** "at once", "after 30 seconds when it is not read", "no e-mail address". */ text: z.string() })) })),
  /** How many more there are than shown. */
  more: z.number().int(),
})

/** How a persona of the preview can be reached. */
export const personaReaches = ['online', 'push', 'email', 'offline'] as const
export const personaReachSchema = z.enum(personaReaches)

/** A push or mail that the preview shows in place of sending it. */
export const previewPostSchema = z.object({
  id: z.string(), at: z.string(), personaId: z.string(), noticeId: z.string(),
  post: z.discriminatedUnion('type', [
    z.object({ type: z.literal('push'), payload: pushPayloadSchema, urgency: z.string(), ttlSeconds: z.number() }),
    z.object({ type: z.literal('email'), from: z.string(), to: z.string(), subject: z.string(), text: z.string(), html: z.string() }),
  ]),
})

export type Notice = z.infer<typeof noticeSchema>
export type InboxPage = z.infer<typeof inboxPageSchema>
export type InboxChange = z.infer<typeof inboxChangeSchema>
export type PushSubscriptionOf = z.infer<typeof pushSubscriptionSchema>
export type NoticePreferences = z.infer<typeof noticePreferencesSchema>
export type PushPayload = z.infer<typeof pushPayloadSchema>
export type NoticeOutcome = (typeof noticeOutcomes)[number]
export type NoticeAttempt = z.infer<typeof noticeAttemptSchema>
export type NoticeRecord = z.infer<typeof noticeRecordSchema>
export type RuleTest = z.infer<typeof ruleTestSchema>
export type PersonaReach = (typeof personaReaches)[number]
export type PreviewPost = z.infer<typeof previewPostSchema>
