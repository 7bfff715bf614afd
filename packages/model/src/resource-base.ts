import { z } from 'zod'
import { idSchema } from './ids.ts'
import { nameSchema, technicalNameSchema } from './names.ts'

/** What every resource in the pane has. `folderId` null is the top of its tree. */
export const resourceBase = {
  id: idSchema,
  folderId: idSchema.nullable().default(null),
  order: z.string().max(200),
  name: nameSchema,
  technicalName: technicalNameSchema,
  technicalNameSetByHand: z.boolean().default(false),
  description: z.string().max(2_000).default(''),
}
