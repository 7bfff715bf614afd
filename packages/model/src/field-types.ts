import { z } from 'zod'
import { idSchema } from './ids.ts'

/** Ready-made patterns a text field may ask for. */
export const textPresets = ['email', 'phone', 'url', 'uuid'] as const

/** Link schemes that are ever allowed; anything else could run script or reach files. */
export const linkSchemes = ['https', 'http', 'mailto'] as const

/** The type of a field, with its limits. The same types serve messages, session fields and list columns. */
export const fieldTypeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), maxLength: z.number().int().min(1).max(65_536).optional(), pattern: z.string().max(500).optional(), preset: z.enum(textPresets).optional() }),
  z.object({ type: z.literal('richText'), maxLength: z.number().int().min(1).max(65_536).optional() }),
  z.object({ type: z.literal('number'), min: z.number().optional(), max: z.number().optional(), decimals: z.number().int().min(0).max(10).optional() }),
  z.object({ type: z.literal('yesNo') }),
  z.object({ type: z.literal('date') }),
  z.object({ type: z.literal('dateTime') }),
  z.object({ type: z.literal('duration') }),
  z.object({ type: z.literal('singleChoice'), choiceId: idSchema.nullable() }),
  z.object({ type: z.literal('multipleChoice'), choiceId: idSchema.nullable() }),
  z.object({ type: z.literal('link'), schemes: z.array(z.enum(linkSchemes)).min(1).optional() }),
])

export type FieldType = z.infer<typeof fieldTypeSchema>
export type FieldTypeName = FieldType['type']

/** What people read for each type. */
export const fieldTypeLabels: Readonly<Record<FieldTypeName, string>> = {
  text: 'Text',
  richText: 'Rich text',
  number: 'Number',
  yesNo: 'Yes/no',
  date: 'Date',
  dateTime: 'Date and time',
  duration: 'Duration',
  singleChoice: 'Single choice',
  multipleChoice: 'Multiple choice',
  link: 'Link',
}

/**
 * A value as it is stored, sent and shown: JSON. Dates are `YYYY-MM-DD`, date-times ISO 8601 in UTC, durations
 * milliseconds, choices the option's technical name, null is *unknown*.
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export const valueSchema: z.ZodType<Value> = z.json() as z.ZodType<Value>
