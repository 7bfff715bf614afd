import { z } from 'zod'
import { idSchema } from './ids.ts'
import { LIMITS } from './limits.ts'

/** One change at one place: `path` from the document's root. Arrays are replaced whole, never by index. */
export const patchSchema = z.object({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.array(z.string().max(200)).min(1).max(24),
  value: z.json().optional(),
})

/** One named, undoable gesture. The id is made by the client; sending it twice applies it once. */
export const editSchema = z.object({
  id: idSchema,
  label: z.string().min(1).max(200),
  patches: z.array(patchSchema).min(1).max(LIMITS.editPatches),
})

export type Patch = z.infer<typeof patchSchema>
export type Edit = z.infer<typeof editSchema>
