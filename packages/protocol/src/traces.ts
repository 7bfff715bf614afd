import { idSchema } from '@halley/model'
import { z } from 'zod'

/** One thing that a run did, as watching editors see it. */
export const traceEntrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('entered'), runId: z.string(), flowId: idSchema, nodeId: idSchema }),
  z.object({ type: z.literal('left'), runId: z.string(), flowId: idSchema, nodeId: idSchema, exit: z.string() }),
  z.object({ type: z.literal('waiting'), runId: z.string(), flowId: idSchema, nodeId: idSchema, for: z.string() }),
  z.object({ type: z.literal('failed'), runId: z.string(), flowId: idSchema, nodeId: idSchema, code: z.string(), text: z.string() }),
  z.object({ type: z.literal('assigned'), runId: z.string(), flowId: idSchema, nodeId: idSchema, target: z.string(), value: z.json() }),
  z.object({ type: z.literal('runEnded'), runId: z.string(), outcome: z.enum(['ended', 'failed', 'stopped']) }),
])
export type TraceEntry = z.infer<typeof traceEntrySchema>

/** What one burst of one session did. */
export const traceBatchSchema = z.object({ sessionId: z.string(), /** Of whoever uses the session, whose page may be closed by now. */ userName: z.string().optional(), at: z.number(), entries: z.array(traceEntrySchema) })
export type TraceBatch = z.infer<typeof traceBatchSchema>

/** A message on its way: from the Send node over the channel to each listener that took it. */
export const flightSchema = z.object({
  logRowId: z.string(),
  at: z.number(),
  messageId: idSchema,
  channelId: idSchema,
  from: z.object({ sessionId: z.string(), flowId: idSchema, nodeId: idSchema }).nullable(),
  to: z.array(z.object({ sessionId: z.string(), flowId: idSchema, nodeId: idSchema })),
})
export type Flight = z.infer<typeof flightSchema>

/** An armed listener: lights its node on the canvas. */
export const armedListenerSchema = z.object({
  sessionId: z.string(),
  flowId: idSchema,
  nodeId: idSchema,
  channelId: idSchema,
  key: z.string().nullable(),
  messageId: idSchema.nullable(),
})
export type ArmedListener = z.infer<typeof armedListenerSchema>

/** A run that waits at a node, for a person or for the world. */
export const waitingPlaceSchema = z.object({ sessionId: z.string(), /** As in a trace. */ userName: z.string().optional(), runId: z.string(), flowId: idSchema, nodeId: idSchema })
export type WaitingPlace = z.infer<typeof waitingPlaceSchema>
