import { z } from 'zod'
import { idSchema } from './ids.ts'

/** How an overlay is placed on the client's screen. */
export const overlayPlacements = ['dialog', 'sidePanel', 'banner', 'toast'] as const
export type OverlayPlacement = (typeof overlayPlacements)[number]

/** How a stream stands: it grows, it came to its end, somebody stopped it, or something went wrong. */
export const streamStates = ['running', 'complete', 'cancelled', 'failed'] as const
export type StreamState = (typeof streamStates)[number]

/** The control an input draws, with what it may hold. */
export const inputControlSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), multiline: z.boolean(), maxLength: z.number().optional(), inputType: z.enum(['text', 'email', 'tel', 'url']) }),
  z.object({ type: z.literal('number'), min: z.number().optional(), max: z.number().optional(), decimals: z.number().optional() }),
  z.object({ type: z.literal('yesNo') }),
  z.object({ type: z.literal('date') }),
  z.object({ type: z.literal('dateTime') }),
  z.object({ type: z.literal('duration') }),
  z.object({ type: z.literal('choice'), multiple: z.boolean(), options: z.array(z.object({ value: z.string(), label: z.string(), color: z.string().optional() })) }),
])

/** `row` names the row that the button stands in, by the index of each list around it from the outside in. */
const buttonViewSchema = z.object({
  kind: z.literal('button'), id: idSchema, label: z.string(), tone: z.enum(['primary', 'plain', 'danger']), isDefault: z.boolean(), storesInputs: z.boolean(), row: z.array(z.number().int().min(0)).max(8).optional(),
})

const tableViewSchema = z.object({
  kind: z.literal('table'), id: idSchema, columns: z.array(z.object({ id: idSchema, title: z.string() })), rows: z.array(z.array(z.string())),
  /** Those of each row; none for a table without. */
  buttons: z.array(z.array(buttonViewSchema)).default([]), more: z.number().int().default(0), emptyText: z.string(),
})

/** What holds no other widgets. */
const leafViewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), id: idSchema, level: z.number(), text: z.string() }),
  z.object({ kind: z.literal('text'), id: idSchema, markdown: z.string() }),
  z.object({ kind: z.literal('input'), id: idSchema, label: z.string(), control: inputControlSchema, value: z.json(), required: z.boolean(), placeholder: z.string() }),
  buttonViewSchema,
  tableViewSchema,
  z.object({ kind: z.literal('image'), id: idSchema, url: z.string(), alt: z.string(), width: z.enum(['small', 'medium', 'full']) }),
  z.object({ kind: z.literal('divider'), id: idSchema }),
  /** `value` null is unknown: the bar shows that something is going on. */
  z.object({ kind: z.literal('progress'), id: idSchema, label: z.string(), value: z.number().nullable(), max: z.number() }),
  /** `color` and `icon` are those of a choice's option. */
  z.object({ kind: z.literal('badge'), id: idSchema, text: z.string(), tone: z.enum(['neutral', 'good', 'warning', 'bad']), color: z.string().optional(), icon: z.string().optional() }),
  /** `stream` says which stream the text is of, and how it stands; null when it is of none. While it runs, `text` is what there was of it when the screen was drawn. */
  z.object({
    kind: z.literal('streamText'), id: idSchema, text: z.string(), format: z.enum(['plain', 'markdown']), placeholder: z.string(),
    stream: z.object({ id: z.string(), state: z.enum(streamStates), /** Why it was cancelled or has failed. */ reason: z.string().nullable(), canStop: z.boolean() }).nullable(),
  }),
  z.object({
    kind: z.literal('chart'), id: idSchema, chart: z.enum(['line', 'bar']), title: z.string(), labels: z.array(z.string()),
    series: z.array(z.object({ id: idSchema, title: z.string(), values: z.array(z.number().nullable()) })), more: z.number().int().default(0), emptyText: z.string(),
  }),
  /** `more` counts those who are there and not shown; null is before it is known who is there. */
  z.object({ kind: z.literal('presence'), id: idSchema, layout: z.enum(['avatars', 'list']), people: z.array(z.object({ /** Of this stay: another tab is another one. */ id: z.string(), /** Of the person. */ userId: z.string(), name: z.string() })), more: z.number().int().min(0).nullable(), emptyText: z.string() }),
  z.object({ kind: z.literal('inbox'), id: idSchema, most: z.number().int(), emptyText: z.string() }),
  /** These three show a room: what is in it, the client asks for and follows by itself, for a conversation lasts longer than a screen. `key` is null for a room without. */
  z.object({ kind: z.literal('roomMessages'), id: idSchema, roomId: idSchema, key: z.string().nullable(), emptyText: z.string(), canStop: z.boolean() }),
  z.object({ kind: z.literal('roomComposer'), id: idSchema, roomId: idSchema, key: z.string().nullable(), placeholder: z.string() }),
  z.object({ kind: z.literal('roomParticipants'), id: idSchema, roomId: idSchema, key: z.string().nullable(), layout: z.enum(['avatars', 'list']) }),
  /** A widget whose expression failed: says so in its place instead of hiding it. */
  z.object({ kind: z.literal('problem'), id: idSchema, text: z.string() }),
])

/** A widget with everything evaluated: what a client draws, and no more. Text is text, never HTML; Markdown is sanitised where it is drawn. */
export type WidgetView =
  | z.infer<typeof leafViewSchema>
  /** `key` tells rows apart over refreshes; `more` counts those that are not shown. */
  | { kind: 'repeater'; id: string; layout: 'list' | 'cards'; rows: { key: string; widgets: WidgetView[] }[]; more: number; emptyText: string }
  | { kind: 'group'; id: string; title: string; widgets: WidgetView[] }
  | { kind: 'columns'; id: string; count: number; widgets: WidgetView[] }

// Written out above, since what a type infers from itself gets lost between packages.
const widgetViewsSchema: z.ZodType<WidgetView[]> = z.lazy(() => z.array(widgetViewSchema))

export const widgetViewSchema: z.ZodType<WidgetView> = z.discriminatedUnion('kind', [
  leafViewSchema,
  z.object({ kind: z.literal('repeater'), id: idSchema, layout: z.enum(['list', 'cards']), rows: z.array(z.object({ key: z.string(), widgets: widgetViewsSchema })), more: z.number().int().default(0), emptyText: z.string() }),
  z.object({ kind: z.literal('group'), id: idSchema, title: z.string(), widgets: widgetViewsSchema }),
  z.object({ kind: z.literal('columns'), id: idSchema, count: z.number().int(), widgets: widgetViewsSchema }),
])

/** One screen or overlay as a client shows it. `id` is the instance: the same node shown again has another id. */
export const screenViewSchema = z.object({
  id: z.string(),
  runId: z.string(),
  flowId: idSchema,
  nodeId: idSchema,
  title: z.string(),
  overlay: z.object({ placement: z.enum(overlayPlacements), autoCloseMs: z.number().nullable() }).nullable(),
  /** The message whose arrival opened this, for its hue and its name; null when none did. */
  message: z.object({ messageId: idSchema, name: z.string(), hue: z.number() }).nullable(),
  widgets: widgetViewsSchema,
  /** Rises with every refresh, so that a client redraws what changed and keeps what was typed. */
  version: z.number().int(),
})

export type InputControl = z.infer<typeof inputControlSchema>
export type ScreenView = z.infer<typeof screenViewSchema>
