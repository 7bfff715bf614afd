import { idSchema } from '@halley/model'
import { z } from 'zod'
import { environmentSchema } from './environment.ts'

/** A flow that ran into guards too often: nothing of it runs until somebody resumes it. `nodeId` is where it did last, `text` why. */
export const pausedFlowSchema = z.object({ environment: environmentSchema, flowId: idSchema, nodeId: z.string(), code: z.string(), text: z.string(), /** Epoch milliseconds. */ at: z.number() })

/** What keeps a project, or a flow of it, from running. */
export const runStateSchema = z.object({
  /** The server was started in safe mode: nothing of any project runs. */
  isSafe: z.boolean(),
  /** It was imported, and nobody has allowed yet what it reaches outside of its screens; null when it may. */
  toAllow: z.object({
    services: z.array(z.object({ name: z.string(), address: z.string().nullable() })),
    endpoints: z.array(z.object({ name: z.string(), method: z.string(), path: z.string() })),
    applicationStart: z.string().nullable(),
  }).nullable(),
  paused: z.array(pausedFlowSchema),
})

export type RunState = z.infer<typeof runStateSchema>
export type PausedFlow = z.infer<typeof pausedFlowSchema>
