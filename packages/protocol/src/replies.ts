import { z } from 'zod'

/** Why a request was refused: a stable code `area/reason`, and words that say what, where and what to do. */
export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  /** JSON pointer into the request, where one place is at fault. */
  pointer: z.string().optional(),
  /** Messages per input (by widget id) when what a person typed is at fault. */
  fields: z.record(z.string(), z.string()).optional(),
  /** The limit and the value, where a limit was passed. */
  limit: z.number().optional(),
  value: z.number().optional(),
  /** The wrong token of a topic or pattern, and its index from 0. */
  token: z.string().optional(),
  tokenIndex: z.number().optional(),
})
export type WireError = z.infer<typeof wireErrorSchema>

export const refusalSchema = z.object({ ok: z.literal(false), error: wireErrorSchema })
export type Refusal = z.infer<typeof refusalSchema>

/** An acknowledgement: what was asked for, or the refusal. */
export function replySchema<T extends z.ZodRawShape>(shape: T) {
  return z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), ...shape }), refusalSchema])
}
