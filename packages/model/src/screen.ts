import { z } from 'zod'
import { idSchema, mapById } from './ids.ts'
import { LIMITS } from './limits.ts'
import { valueTargetSchema } from './value-target.ts'

const template = z.string().max(LIMITS.expressionCharacters)
const expression = z.string().max(LIMITS.expressionCharacters)
const widgetBase = { id: idSchema, parentId: idSchema.nullable().default(null), order: z.string().max(200) }

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
/** Rows of any list; `row` is the row in the columns' templates. Buttons inside (by `parentId`) stand in every row. */
export const tableWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('table'),
  source: z.string().max(LIMITS.expressionCharacters),
  columns: mapById(tableColumnSchema),
  emptyText: template.default('Nothing here yet.'),
})

/** Draws what is inside of it once for each row of any list; `row` is the row. No inputs inside: they would all fill in the same. */
export const repeaterWidgetSchema = z.object({ ...widgetBase, kind: z.literal('repeater'), source: expression, layout: z.enum(['list', 'cards']).default('list'), emptyText: template.default('Nothing here yet.') })
/** A picture from an https address. Its text stands for it where it cannot be seen; empty for a decoration. */
export const imageWidgetSchema = z.object({ ...widgetBase, kind: z.literal('image'), url: template, alt: template.default(''), width: z.enum(['small', 'medium', 'full']).default('medium') })
export const dividerWidgetSchema = z.object({ ...widgetBase, kind: z.literal('divider') })
/** A frame around widgets, with an optional title. */
export const groupWidgetSchema = z.object({ ...widgetBase, kind: z.literal('group'), title: template.default('') })
/** Puts what is inside side by side, filling row after row; each widget inside is one cell (a group holds several). */
export const columnsWidgetSchema = z.object({ ...widgetBase, kind: z.literal('columns'), count: z.number().int().min(2).max(4).default(2) })
/** Shows what is inside while the condition holds; not while it is unknown. */
export const conditionalWidgetSchema = z.object({ ...widgetBase, kind: z.literal('conditional'), when: expression })
export const progressWidgetSchema = z.object({ ...widgetBase, kind: z.literal('progress'), label: template.default(''), value: expression, max: expression.default('100') })
/** A value as a coloured badge: of a choice its label, colour and icon; of anything else its text in the tone. */
export const badgeWidgetSchema = z.object({ ...widgetBase, kind: z.literal('badge'), value: expression, tone: z.enum(['neutral', 'good', 'warning', 'bad']).default('neutral') })
/** A text that grows while it is streamed into a message, and stays as it is when it has ended. Stop ends the stream for everybody. */
export const streamTextWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('streamText'),
  /** The text field of a message, such as `Answer.text`. */
  source: expression,
  format: z.enum(['plain', 'markdown']).default('plain'),
  /** What stands there while there is no text yet. */
  placeholder: template.default(''),
  /** May whoever sees it stop it? */
  canStop: z.boolean().default(false),
})
export const chartSeriesSchema = z.object({ id: idSchema, order: z.string().max(200), title: z.string().max(200), value: expression })
/** A line or a group of bars for each series; one point for each row of a list, `row` is the row. */
export const chartWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('chart'),
  chart: z.enum(['line', 'bar']).default('line'),
  title: template.default(''),
  source: expression,
  /** What stands under a row's point. */
  label: template.default(''),
  series: mapById(chartSeriesSchema),
  emptyText: template.default('Nothing here yet.'),
})
/** Who is on a channel now. `key` narrows it to one key of the channel; `most` faces or lines are shown, the others are counted. */
export const presenceWidgetSchema = z.object({
  ...widgetBase,
  kind: z.literal('presence'),
  channelId: idSchema.nullable().default(null),
  key: expression.default(''),
  layout: z.enum(['avatars', 'list']).default('avatars'),
  emptyText: template.default('Nobody is here.'),
  most: z.number().int().min(1).max(LIMITS.presenceMembers).default(8),
})

/** The inbox of who uses the session: the notifications of this app, the newest first. */
export const inboxWidgetSchema = z.object({ ...widgetBase, kind: z.literal('inbox'), most: z.number().int().min(1).max(LIMITS.inboxPage).default(20), emptyText: template.default('No notifications.') })

/** Which room a widget shows: `key` is the expression of its key, for a room that has one. */
const ofRoom = { roomId: idSchema.nullable().default(null), key: expression.default('') }
/** The messages of a room, the newest last, with where the reader left off; earlier ones come by paging. */
export const roomMessagesWidgetSchema = z.object({ ...widgetBase, kind: z.literal('roomMessages'), ...ofRoom, emptyText: template.default('Nobody has written anything yet.'), /** May whoever sees it stop an answer that streams? */ canStop: z.boolean().default(true) })
/** Where people write into a room; `@` offers who is in it. */
export const roomComposerWidgetSchema = z.object({ ...widgetBase, kind: z.literal('roomComposer'), ...ofRoom, placeholder: template.default('Write a message') })
/** Who is in a room: people and agents, who is there now, who types, and how far each has read. */
export const roomParticipantsWidgetSchema = z.object({ ...widgetBase, kind: z.literal('roomParticipants'), ...ofRoom, layout: z.enum(['avatars', 'list']).default('avatars') })

export const widgetSchema = z.discriminatedUnion('kind', [
  headingWidgetSchema, textWidgetSchema, inputWidgetSchema, buttonWidgetSchema, tableWidgetSchema, repeaterWidgetSchema, imageWidgetSchema, dividerWidgetSchema,
  groupWidgetSchema, columnsWidgetSchema, conditionalWidgetSchema, progressWidgetSchema, badgeWidgetSchema, chartWidgetSchema, presenceWidgetSchema, streamTextWidgetSchema,
  inboxWidgetSchema, roomMessagesWidgetSchema, roomComposerWidgetSchema, roomParticipantsWidgetSchema,
])

/** A screen is a tree of widgets, flat by id with `parentId`; it lives in the User Interaction node that shows it. */
export const screenSchema = z.object({ widgets: mapById(widgetSchema) })

export type Widget = z.infer<typeof widgetSchema>
export type WidgetKind = Widget['kind']
export type ChartSeries = z.infer<typeof chartSeriesSchema>
export type TableColumn = z.infer<typeof tableColumnSchema>
export type Screen = z.infer<typeof screenSchema>

/** Widgets that hold others; a table holds buttons only. */
export const containerKinds = ['table', 'repeater', 'group', 'columns', 'conditional'] as const satisfies readonly WidgetKind[]

/** The exit of a screen without a button that leaves it; the first such button takes over its arrow. */
export const FIRST_BUTTON_EXIT = 'next'
