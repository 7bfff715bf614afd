import { z } from 'zod'
import { idSchema } from './ids.ts'

/** Where an input or an assignment writes: a session field, or a field (or list) of a message. By id, so a rename breaks nothing. */
export const valueTargetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('field'), fieldId: idSchema }),
  z.object({ type: z.literal('list'), listId: idSchema }),
  z.object({ type: z.literal('messageMember'), messageId: idSchema, memberId: idSchema }),
])
export type ValueTarget = z.infer<typeof valueTargetSchema>
