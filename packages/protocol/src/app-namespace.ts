import { idSchema, LIMITS, noticeWaysSchema, screenViewSchema } from '@halley/model'
import { z } from 'zod'
import { environmentSchema } from './environment.ts'
import { inboxChangeSchema, inboxPageSchema, noticeIdSchema, noticePreferencesSchema, pushSubscriptionSchema } from './notices.ts'
import { replySchema, wireErrorSchema } from './replies.ts'
import { roomNewsSchema, roomPageSchema, roomPlace, roomStateSchema, roomTextSchema } from './rooms.ts'
import { streamStepSchema } from './stream-steps.ts'
import { pushes, requests } from './wire-table.ts'

/**
 * Namespace `/app`: one connection is one running session (a preview client or a published client).
 * `resume` is the secret given by the `session` push of an earlier connection; with it the session goes on.
 */
export const appAuthSchema = z.object({
  protocol: z.literal(1),
  projectId: idSchema,
  personaId: idSchema.nullable(),
  /** The project as it is drawn, or the version of it that is published. */
  environment: environmentSchema.default('draft'),
  /** The preview slot, 1 to 4; null for published clients. */
  slot: z.number().int().min(1).max(4).nullable(),
  /** Start with this flow instead of Home; a published app always starts at Home. */
  flowId: idSchema.nullable().default(null),
  resume: z.string().max(200).nullable(),
  /** A secret that a device keeps: in a published app, a client without persona and sign-in is a guest of its own by it. */
  device: z.string().min(16).max(100).nullable().default(null),
})

export const appRequests = requests({
  /**
   * A button was pressed: what was typed by widget id, stored before the button's exit is taken. For a button in a row:
   * `row` as its view has it, and the `version` of the screen in which it was seen, so that it means the row that was seen.
   */
  press: {
    request: z.object({ screenId: z.string().max(200), widgetId: idSchema, inputs: z.record(idSchema, z.json()), row: z.array(z.number().int().min(0)).min(1).max(8).optional(), version: z.number().int().optional() }),
    reply: replySchema({}),
  },
  /** The person closed an overlay (Esc or its cross). */
  closeOverlay: { request: z.object({ screenId: z.string().max(200) }), reply: replySchema({}) },
  /** Ends everything of this session and starts again at Home, or at a flow. */
  reset: { request: z.object({ flowId: idSchema.nullable() }), reply: replySchema({}) },
  /** Goes to a navigation item. */
  navigate: { request: z.object({ navigationId: idSchema }), reply: replySchema({}) },
  /** Ends a stream for everybody: its source is told. For the session that sends it, and for those whose screen offers Stop. */
  stopStream: { request: z.object({ id: z.string().max(200) }), reply: replySchema({}) },
  /** Asks for the whole text of a stream that is shown, as a push `update`: after a gap in the indexes. */
  followStream: { request: z.object({ id: z.string().max(200) }), reply: replySchema({}) },
  /** Notifications of who uses this session, the newest first: those before `before`, which is the `next` of another page. */
  inbox: { request: z.object({ before: z.string().max(100).nullable(), limit: z.number().int().min(1).max(LIMITS.inboxPage) }), reply: replySchema(inboxPageSchema.shape) },
  /** Marks notifications as read: by id, or all. */
  readNotices: { request: z.object({ ids: z.union([z.literal('all'), z.array(noticeIdSchema).min(1).max(LIMITS.inboxPage)]) }), reply: replySchema({}) },
  /** Takes notifications out of the inbox. */
  dismissNotices: { request: z.object({ ids: z.union([z.literal('all'), z.array(noticeIdSchema).min(1).max(LIMITS.inboxPage)]) }), reply: replySchema({}) },
  /** Takes a notification up: it is read, and its flow runs here; `url` is where to go when it has an address instead. */
  openNotice: { request: z.object({ id: noticeIdSchema }), reply: replySchema({ url: z.string().nullable() }) },
  /** What this person wants of notifications, and the rules that there are. */
  noticePreferences: { request: z.object({}), reply: replySchema({ preferences: noticePreferencesSchema, rules: z.array(z.object({ id: idSchema, name: z.string(), ways: noticeWaysSchema })) }) },
  setNoticePreferences: { request: z.object({ preferences: noticePreferencesSchema }), reply: replySchema({}) },
  /** The key that browsers subscribe to pushes with; null where there are none (a preview). */
  pushKey: { request: z.object({}), reply: replySchema({ publicKey: z.string().nullable() }) },
  addPushSubscription: { request: z.object({ subscription: pushSubscriptionSchema }), reply: replySchema({}) },
  removePushSubscription: { request: z.object({ endpoint: z.string().max(2_000) }), reply: replySchema({}) },
  /** Begins to look at a room that a shown screen has: from now on `room` pushes come. */
  openRoom: { request: z.object(roomPlace), reply: replySchema(roomStateSchema.shape) },
  closeRoom: { request: z.object(roomPlace), reply: replySchema({}) },
  /** Messages before one, of a room that is looked at. */
  roomPage: { request: z.object({ ...roomPlace, beforeSeq: z.number().int().min(1), limit: z.number().int().min(1).max(LIMITS.roomPage) }), reply: replySchema(roomPageSchema.shape) },
  /** Writes into a room. The id is made by the client; sending it twice posts once. */
  postToRoom: { request: z.object({ ...roomPlace, id: idSchema, text: roomTextSchema }), reply: replySchema({ seq: z.number().int() }) },
  /** Holds for 6 seconds unless it is said again. */
  typingInRoom: { request: z.object({ ...roomPlace, isTyping: z.boolean() }), reply: replySchema({}) },
  markRoomRead: { request: z.object({ ...roomPlace, readTo: z.number().int().min(0) }), reply: replySchema({}) },
  /** Stops an agent's answer that streams, for everybody. */
  stopRoomAnswer: { request: z.object({ ...roomPlace, messageId: z.string().max(200) }), reply: replySchema({}) },
  /** Has an agent's answer that failed given once more, in its place. */
  askRoomAgain: { request: z.object({ ...roomPlace, messageId: z.string().max(200) }), reply: replySchema({}) },
  /** Measures the round trip. */
  ping: { request: z.object({}), reply: replySchema({ at: z.number() }) },
})

export const listeningSchema = z.object({
  channelId: idSchema, channel: z.string(), key: z.string().nullable(), messageId: idSchema.nullable(), message: z.string(), response: z.string(), nodeId: idSchema, flowId: idSchema,
})

export const appPushes = pushes({
  /** First thing after connecting, and after every change of who this is. */
  session: z.object({ sessionId: z.string(), resume: z.string(), recovered: z.boolean(), persona: z.object({ id: idSchema.nullable(), name: z.string(), roles: z.array(z.string()) }) }),
  /** Everything that is shown now: the main screen (null while none is), and overlays, the newest last. */
  screens: z.object({ main: screenViewSchema.nullable(), overlays: z.array(screenViewSchema), /** Dialogs and side panels that wait behind those shown. */ more: z.number().int().min(0).default(0), /** Toasts and banners that are older than those shown. */ moreToasts: z.number().int().min(0).optional(), moreBanners: z.number().int().min(0).optional(), navigation: z.array(z.object({ id: idSchema, name: z.string(), icon: z.string().optional() })) }),
  /** What this session listens to. */
  listening: z.object({ listeners: z.array(listeningSchema) }),
  /** A step of a stream that a shown screen has a stream text of; begins with `update`. Screens are not sent again because that text grows. */
  stream: streamStepSchema,
  /** The inbox of this person has changed, here or on another device. First thing after `session` in an app that notifies; `hasInbox` false says that this one does not. */
  inbox: z.object({ hasInbox: z.boolean(), change: inboxChangeSchema }),
  /** News of a room that is looked at. */
  room: roomNewsSchema,
  /** A run stopped with an error that no Error exit took. */
  runFailed: z.object({ runId: z.string(), flowId: idSchema.nullable(), nodeId: idSchema.nullable(), error: wireErrorSchema }),
})

export type AppAuth = z.infer<typeof appAuthSchema>
export type AppRequests = typeof appRequests
export type AppPushes = typeof appPushes
export type Listening = z.infer<typeof listeningSchema>
