import { z } from 'zod'

/** What can happen to a stream. */
export const streamOperations = ['open', 'append', 'update', 'complete', 'cancelled', 'failed'] as const

/**
 * One step of a stream. `open` and `update` say the whole text so far, `append` what comes at `index` (UTF-16 code units); text and
 * index are left out of the ends, of `cancelled` and `failed` the `reason` says why.
 */
export const streamStep = {
  op: z.enum(streamOperations),
  index: z.number().int().min(0).optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
}

export const streamStepSchema = z.object({ id: z.string(), ...streamStep })

export type StreamOperation = (typeof streamOperations)[number]
/** How a stream stands for who follows its steps. */
export type FollowedState = 'running' | Exclude<StreamOperation, 'open' | 'append' | 'update'>
export type StreamStep = z.infer<typeof streamStepSchema>
