import { z } from 'zod'
import { idSchema, mapById } from './ids.ts'
import { LIMITS } from './limits.ts'

const template = z.string().max(LIMITS.expressionCharacters)
const widgetBase = { id: idSchema, parentId: idSchema.nullable().default(null), order: z.string().max(200) }

/** Where an input or an assignment writes: a session field, or a field (or list) of a message. By id, so a rename breaks nothing. */
export const valueTargetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('field'), fieldId: idSchema }),
  z.object({ type: z.literal('list'), listId: idSchema }),
  z.object({ type: z.literal('messageMember'), messageId: idSchema, memberId: idSchema }),
])
export type ValueTarget = z.infer<typeof valueTargetSchema>

export const headingWidgetSchema = z.object({ ...widgetBase, kind: z.literal('heading'), level: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(1), text: template })
/** Markdown with `{expression}` parts. */
export const textWidgetSchema = z.object({ ...widgetBase, kind: z.literal('text'), text: template })
/** The control follows the type of its target. */
export const inputWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('input'),
  label: template,
  target: valueTargetSchema.nullable(),
  required: z.boolean().default(false),
  placeholder: z.string().max(200).default(''),
  multiline: z.boolean().default(false),
})
export const buttonWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('button'),
  label: template,
  tone: z.enum(['primary', 'plain', 'danger']).default('primary'),
  action: z.discriminatedUnion('type', [
    /** Leaves the node by the exit named like this button (its widget id). */
    z.object({ type: z.literal('exit') }),
    z.object({ type: z.literal('flow'), flowId: idSchema.nullable() }),
    z.object({ type: z.literal('refresh') }),
    z.object({ type: z.literal('close') }),
  ]).default({ type: 'exit' }),
  /** Whether what was typed is checked and stored first; a Cancel button does not. */
  storesInputs: z.boolean().default(true),
})
export const tableColumnSchema = z.object({ id: idSchema, order: z.string().max(200), title: z.string().max(200), text: template })
/** Rows of any list; `row` is the row in the columns' templates. */
export const tableWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('table'),
  source: z.string().max(LIMITS.expressionCharacters),
  columns: mapById(tableColumnSchema),
  emptyText: template.default('Nothing here yet.'),
})

export const widgetSchema = z.discriminatedUnion('kind', [headingWidgetSchema, textWidgetSchema, inputWidgetSchema, buttonWidgetSchema, tableWidgetSchema])

/** A screen is a tree of widgets, flat by id with `parentId`; it lives in the User Interaction node that shows it. */
export const screenSchema = z.object({ widgets: mapById(widgetSchema) })

export type Widget = z.infer<typeof widgetSchema>
export type WidgetKind = Widget['kind']
export type TableColumn = z.infer<typeof tableColumnSchema>
export type Screen = z.infer<typeof screenSchema>
