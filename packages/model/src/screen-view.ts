import { z } from 'zod'
import { idSchema } from './ids.ts'

/** How an overlay is placed on the client's screen. */
export const overlayPlacements = ['dialog', 'sidePanel', 'banner', 'toast'] as const
export type OverlayPlacement = (typeof overlayPlacements)[number]

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

/** A widget with everything evaluated: what a client draws, and no more. Text is text, never HTML; Markdown is sanitised where it is drawn. */
export const widgetViewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), id: idSchema, level: z.number(), text: z.string() }),
  z.object({ kind: z.literal('text'), id: idSchema, markdown: z.string() }),
  z.object({ kind: z.literal('input'), id: idSchema, label: z.string(), control: inputControlSchema, value: z.json(), required: z.boolean(), placeholder: z.string() }),
  z.object({ kind: z.literal('button'), id: idSchema, label: z.string(), tone: z.enum(['primary', 'plain', 'danger']), isDefault: z.boolean(), storesInputs: z.boolean() }),
  z.object({ kind: z.literal('table'), id: idSchema, columns: z.array(z.object({ id: idSchema, title: z.string() })), rows: z.array(z.array(z.string())), emptyText: z.string() }),
  /** A widget whose expression failed: says so in its place instead of hiding it. */
  z.object({ kind: z.literal('problem'), id: idSchema, text: z.string() }),
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
  widgets: z.array(widgetViewSchema),
  /** Rises with every refresh, so that a client redraws what changed and keeps what was typed. */
  version: z.number().int(),
})

export type InputControl = z.infer<typeof inputControlSchema>
export type WidgetView = z.infer<typeof widgetViewSchema>
export type ScreenView = z.infer<typeof screenViewSchema>
