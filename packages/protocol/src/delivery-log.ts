import { idSchema, streamStates } from '@halley/model'
import { z } from 'zod'
import { environmentSchema } from './environment.ts'

/** How one delivery to one receiver ended. */
export const deliveryOutcomes = ['delivered', 'filtered', 'schema_rejected', 'forbidden', 'dropped_slow', 'offline_recoverable', 'expired'] as const

export const sessionLabelSchema = z.object({ sessionId: z.string(), persona: z.string(), slot: z.number().int().nullable(), /** Left out: draft. */ environment: environmentSchema.optional() })

export const receiverSchema = z.object({
  session: sessionLabelSchema,
  /** The node whose listener took it; null where none did. */
  flowId: idSchema.nullable(),
  nodeId: idSchema.nullable(),
  outcome: z.enum(deliveryOutcomes),
  /** What the response action did, or why the delivery was not for this receiver; "waiting" until it is known. */
  response: z.string(),
  /** Milliseconds from the commit in the log to the end of the response. */
  latencyMs: z.number().nullable(),
  /** It got what had been sent before it listened, or while the server was away: how long that took says nothing. */
  late: z.literal(true).optional(),
})

/** One row of the message log. */
export const logRowSchema = z.object({
  id: z.string(),
  type: z.enum(['message', 'log', 'error', 'session', 'listener', 'notification']),
  /** Epoch milliseconds by the server's clock. */
  at: z.number(),
  /** What happened, in one line. */
  text: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  session: sessionLabelSchema.nullable(),
  flowId: idSchema.nullable(),
  nodeId: idSchema.nullable(),
  code: z.string().nullable(),
  message: z.object({
    seq: z.number(),
    topic: z.string(),
    channelId: idSchema,
    messageId: idSchema,
    key: z.string().nullable(),
    /** As it went over the bus: of an encrypted message, `{v, kid, iv, ct}`. */
    payload: z.json(),
    encrypted: z.literal(true).optional(),
    /** The id of the user of the session that sent it; left out where no session did. */
    by: z.string().optional(),
    receivers: z.array(receiverSchema),
    sizeBytes: z.number(),
    traceId: z.string(),
    /** Of a message whose text was streamed: how that stands, with the characters so far. While it runs and when it did not come to its end, `seq` is 0. */
    stream: z.object({ state: z.enum(streamStates), characters: z.number(), reason: z.string().nullable() }).optional(),
  }).nullable(),
})

export type SessionLabel = z.infer<typeof sessionLabelSchema>
export type Receiver = z.infer<typeof receiverSchema>
export type LogRow = z.infer<typeof logRowSchema>
