import { z } from 'zod'

/**
 * Where a session runs: `draft` is the project as it is drawn now (the preview), `published` the version that was
 * published. Neither ever gets a message of the other.
 */
export const environmentSchema = z.enum(['draft', 'published'])

export type Environment = z.infer<typeof environmentSchema>
