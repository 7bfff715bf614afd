import { idSchema } from '@halley/model'
import { z } from 'zod'

const count = z.number().int().min(0)

/** What a file may be that becomes a project: a project of Halley, or an AsyncAPI document. */
export const importFormatSchema = z.enum(['halley', 'asyncapi'])

/** What `POST /api/v1/projects/import` answers: the project that was made, and what became of the file. */
export const importedProjectSchema = z.object({
  id: idSchema,
  name: z.string(),
  technicalName: z.string(),
  /** The technical name of the file, where another project has it: this one was given a free one. */
  takenName: z.string().optional(),
  revision: count,
  format: importFormatSchema,
  /** How many things of each collection the project has, such as `messages`. */
  carried: z.record(z.string(), count),
  /** What could not be carried, or was carried in another way. `pointer` is a JSON pointer into the file; `loses` is false for what every export writes by itself. */
  findings: z.array(z.object({ pointer: z.string(), text: z.string(), loses: z.boolean() })),
  /** The steps that brought an older file up to the present version. */
  migrated: z.array(z.string()),
  /** How many problems the editor will show. */
  problems: z.object({ errors: count, warnings: count }),
  /** It reaches outside of its screens, and does so only when somebody allows it in the editor. */
  isStopped: z.boolean(),
})

/** What a refusal of an import says beside its code and words: the place in the file, with lines and columns from 1, and the limit that it is over. */
export const importProblemSchema = z.object({ code: z.string(), title: z.string(), detail: z.string(), pointer: z.string().optional(), line: count.optional(), column: count.optional(), limit: z.number().optional() })

export type ImportFormat = z.infer<typeof importFormatSchema>
export type ImportedProject = z.infer<typeof importedProjectSchema>
