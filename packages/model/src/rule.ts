import { z } from 'zod'
import { idSchema } from './ids.ts'
import { LIMITS } from './limits.ts'
import { resourceBase } from './resource-base.ts'

const template = z.string().max(LIMITS.expressionCharacters)
const expression = z.string().max(LIMITS.expressionCharacters)

/** How urgent a notification is, the least first. Critical ones wait for nothing: no digest, no delay, no quiet hours. */
export const noticePriorities = ['low', 'normal', 'high', 'critical'] as const
export const noticePrioritySchema = z.enum(noticePriorities)
export type NoticePriority = (typeof noticePriorities)[number]

/** The ways a notification goes, in the order of the ladder. */
export const noticeWays = ['inbox', 'push', 'email'] as const
export const noticeWaySchema = z.enum(noticeWays)
export type NoticeWay = (typeof noticeWays)[number]

/** Which ways are taken. */
export const noticeWaysSchema = z.object({ inbox: z.boolean().default(true), push: z.boolean().default(false), email: z.boolean().default(false) })

/** What opens when somebody takes up a notification. */
export const noticeLinkSchema = z.discriminatedUnion('type', [
  /** The app as it is. */
  z.object({ type: z.literal('app') }),
  /** A flow of the app, started with the message that caused the notification as the received one. */
  z.object({ type: z.literal('flow'), flowId: idSchema.nullable() }),
  /** An address; a template. */
  z.object({ type: z.literal('address'), url: template }),
])

/** `22:00`, by a clock on the wall. */
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as 22:00.')

/** From a time of the day to another (over midnight when it is the earlier one) in a time zone such as `Europe/Amsterdam`. */
export const quietHoursSchema = z.object({ from: timeOfDaySchema, to: timeOfDaySchema, timeZone: z.string().min(1).max(64) })

/** A notification rule: which events tell whom, what, how urgently and by which ways. */
export const ruleSchema = z.object({
  ...resourceBase,
  isOn: z.boolean().default(true),
  /** The topics that it is about, such as `events.*.helpdesk.escalation.Ticket.*`. The app's own technical name also means the app that the preview runs. */
  pattern: z.string().max(255),
  /** Over `event` and, where the pattern names one message of this project, that message (`Ticket.priority`). Empty means always. */
  condition: expression.default(''),
  /** All of them together, each once, without who caused the event. */
  recipients: z.object({
    /** Ids or e-mail addresses of people; technical names of personas. */
    users: z.array(z.string().min(1).max(254)).max(100).default([]),
    roles: z.array(z.string().min(1).max(80)).max(50).default([]),
    /** A text or a list of texts, each as one of `users`. */
    expression: expression.default(''),
  }),
  priority: noticePrioritySchema.default('normal'),
  title: template,
  body: template.default(''),
  link: noticeLinkSchema.default({ type: 'app' }),
  ways: noticeWaysSchema.default({ inbox: true, push: false, email: false }),
  /** Milliseconds after which what is not read is pushed, and after which it is mailed. */
  pushAfterMs: z.number().int().min(0).max(LIMITS.noticeDelayMs).default(30_000),
  emailAfterMs: z.number().int().min(0).max(LIMITS.noticeDelayMs).default(15 * 60_000),
  /** What comes within so many milliseconds is pushed and mailed as one. */
  digestMs: z.number().int().min(1_000).max(LIMITS.noticeDelayMs).nullable().default(null),
  /** At most `count` within `perMs` are pushed, mailed and shown as a toast to one person; further ones are in the inbox only. */
  throttle: z.object({ count: z.number().int().min(1).max(1_000), perMs: z.number().int().min(1_000).max(LIMITS.noticeDelayMs) }).nullable().default(null),
  /** When nothing is pushed, mailed or shown as a toast: it waits for their end. */
  quietHours: quietHoursSchema.nullable().default(null),
  /** The connection to the mail server; null is the only one of the project. */
  mailConnectionId: idSchema.nullable().default(null),
})

export type Rule = z.infer<typeof ruleSchema>
export type NoticeLink = z.infer<typeof noticeLinkSchema>
export type NoticeWays = z.infer<typeof noticeWaysSchema>
export type QuietHours = z.infer<typeof quietHoursSchema>
