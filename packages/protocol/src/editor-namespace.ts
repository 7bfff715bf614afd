import { editSchema, idSchema, projectSchema } from '@halley/model'
import { z } from 'zod'
import { logRowSchema } from './delivery-log.ts'
import { environmentSchema } from './environment.ts'
import { noticeRecordSchema, personaReachSchema, previewPostSchema } from './notices.ts'
import { runStateSchema } from './run-state.ts'
import { replySchema } from './replies.ts'
import { armedListenerSchema, flightSchema, traceBatchSchema, waitingPlaceSchema } from './traces.ts'
import { pushes, requests } from './wire-table.ts'

/** Namespace `/editor`: one connection is one tab; it opens one project at a time. */
export const editorAuthSchema = z.object({ protocol: z.literal(1), /** What others see this tab's person as. */ name: z.string().max(60) })

/** An edit as the server ordered it. `revision` counts a project's edits from 1. */
export const orderedEditSchema = z.object({ revision: z.number().int(), edit: editSchema, author: z.object({ clientId: z.string(), name: z.string() }), at: z.number() })

/** What one person looks at, for the others. */
export const presenceSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  /** One of eight colours, 0 to 7. */
  color: z.number().int().min(0).max(7),
  flowId: idSchema.nullable(),
  selection: z.array(z.string().max(80)).max(200),
  /** In canvas coordinates. */
  cursor: z.object({ x: z.number(), y: z.number() }).nullable(),
})

export const editorRequests = requests({
  /**
   * Opens a project. With `since` (the revision the tab has) the reply carries the edits after it, unless they are
   * more than 1,000: then, as without it, the whole document.
   */
  open: {
    request: z.object({ projectId: idSchema, since: z.number().int().min(0).nullable() }),
    reply: replySchema({
      clientId: z.string(),
      revision: z.number().int(),
      document: projectSchema.nullable(),
      edits: z.array(orderedEditSchema),
    }),
  },
  /** One edit; acknowledged when it is on disk. Sending the same id again gives the first answer again. */
  edit: {
    request: z.object({ projectId: idSchema, edit: editSchema }),
    reply: replySchema({ revision: z.number().int(), /** Patches left out because their target was gone. */ skipped: z.number().int() }),
  },
  presence: {
    request: z.object({ flowId: idSchema.nullable(), selection: z.array(z.string().max(80)).max(200), cursor: z.object({ x: z.number(), y: z.number() }).nullable() }),
    reply: replySchema({}),
  },
  /** Turns the pushes `traces`, `flight` and `armed` on or off for this tab; on, it gets `armed` and `waiting` at once. */
  watch: { request: z.object({ on: z.boolean() }), reply: replySchema({}) },
  /** Starts the service session (*On application start*) of the draft again; answered when it listens. Without one nothing happens. */
  restartService: { request: z.object({}), reply: replySchema({}) },
  /** Ends a stream of the project that runs, by the id of its row in the log. */
  stopStream: { request: z.object({ id: z.string().max(200) }), reply: replySchema({}) },
  /** What keeps the open project from running; `runState` pushes tell when it changes. */
  runState: { request: z.object({}), reply: replySchema(runStateSchema.shape) },
  /** Allows an imported project to ask services, to answer requests and to run on application start. */
  allowToRun: { request: z.object({}), reply: replySchema({}) },
  /** Lets a paused flow run again. */
  resumeFlow: { request: z.object({ environment: environmentSchema, flowId: idSchema }), reply: replySchema({}) },
  /** How the personas of the preview can be reached, those that are not online alone, and what the preview would have sent them, the newest last. */
  previewPosts: { request: z.object({}), reply: replySchema({ reaches: z.record(idSchema, personaReachSchema), posts: z.array(previewPostSchema) }) },
  setPersonaReach: { request: z.object({ personaId: idSchema, reach: personaReachSchema }), reply: replySchema({}) },
  /** Rows of the message log, the newest last. */
  log: {
    request: z.object({ before: z.string().max(100).nullable(), limit: z.number().int().min(1).max(1_000) }),
    reply: replySchema({ rows: z.array(logRowSchema), more: z.boolean() }),
  },
  clearLog: { request: z.object({}), reply: replySchema({}) },
})

export const editorPushes = pushes({
  /** An edit of anybody, this tab's own included, in order. */
  edited: z.object({ projectId: idSchema, ordered: orderedEditSchema }),
  presence: z.object({ people: z.array(presenceSchema) }),
  traces: z.object({ batches: z.array(traceBatchSchema) }),
  flight: flightSchema,
  armed: z.object({ listeners: z.array(armedListenerSchema) }),
  /** Where runs wait, as it was when this tab began to watch; `traces` say what changed since. */
  waiting: z.object({ places: z.array(waitingPlaceSchema) }),
  /** New or changed log rows (same id replaces). */
  logRows: z.object({ rows: z.array(logRowSchema) }),
  /** A version was made, published or taken back: `GET /api/v1/projects/{id}/versions` says how it is now. */
  versionsChanged: z.object({ projectId: idSchema }),
  /** Rows of a stored list were added, changed or deleted, by whomever: at most every 250 ms for a list, and always after the last change. */
  rowsChanged: z.object({ projectId: idSchema, listId: idSchema, environment: environmentSchema }),
  /** What keeps the project from running has changed: as the reply to `runState`. */
  runState: z.object({ projectId: idSchema, ...runStateSchema.shape }),
  /** A push or mail that the preview shows in place of sending it. */
  previewPost: previewPostSchema,
  personaReach: z.object({ personaId: idSchema, reach: personaReachSchema }),
  /** Notifications of the project are new, or something has become of them: the same id replaces. */
  notices: z.object({ environment: environmentSchema, records: z.array(noticeRecordSchema) }),
  projectGone: z.object({ projectId: idSchema }),
})

export type EditorAuth = z.infer<typeof editorAuthSchema>
export type OrderedEdit = z.infer<typeof orderedEditSchema>
export type Presence = z.infer<typeof presenceSchema>
export type EditorRequests = typeof editorRequests
export type EditorPushes = typeof editorPushes
