import { idSchema, screenViewSchema } from '@halley/model'
import { z } from 'zod'
import { environmentSchema } from './environment.ts'
import { replySchema, wireErrorSchema } from './replies.ts'
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
  /** A run stopped with an error that no Error exit took. */
  runFailed: z.object({ runId: z.string(), flowId: idSchema.nullable(), nodeId: idSchema.nullable(), error: wireErrorSchema }),
})

export type AppAuth = z.infer<typeof appAuthSchema>
export type AppRequests = typeof appRequests
export type AppPushes = typeof appPushes
export type Listening = z.infer<typeof listeningSchema>
