import { z } from 'zod'
import { idSchema, mapById } from './ids.ts'
import { LIMITS } from './limits.ts'
import { nameSchema, technicalNameSchema } from './names.ts'
import { resourceBase } from './resource-base.ts'

/** Somebody in a room who is no person. */
export const agentSchema = z.object({
  id: idSchema,
  order: z.string().max(200),
  name: nameSchema,
  /** People mention it by this: `@helper`. */
  technicalName: technicalNameSchema,
  technicalNameSetByHand: z.boolean().default(false),
  /** When it answers by itself; `mentioned` is when a message holds its `@name`. One that answers `always` keeps out of what is said to another agent so. */
  answers: z.enum(['always', 'mentioned', 'never']).default('mentioned'),
  by: z.discriminatedUnion('type', [
    /** An AI model: it is told `instructions` and the last `rememberedMessages` of the room. */
    z.object({ type: z.literal('model'), connectionId: idSchema.nullable(), instructions: z.string().max(LIMITS.expressionCharacters).default(''), rememberedMessages: z.number().int().min(1).max(100).default(20) }),
    /** An action flowchart. Inputs named `text`, `author`, `key` and `room` get what was written; its output `answer` is what the agent says. */
    z.object({ type: z.literal('flow'), flowId: idSchema.nullable() }),
  ]),
})

/** A room: a conversation that lasts, with people and agents. One for each key, such as a ticket's number; with `keyName` null there is one room. */
export const roomSchema = z.object({
  ...resourceBase,
  keyName: nameSchema.nullable().default(null),
  /** Who may be in it; empty means everybody. */
  roles: z.array(z.string().max(80)).default([]),
  agents: mapById(agentSchema),
  /** How many agents in a row may answer each other before a person has to. */
  agentHops: z.number().int().min(1).max(LIMITS.hops).default(4),
  /** Days that messages are kept; null is for ever. */
  keepDays: z.number().int().min(1).max(3_650).nullable().default(null),
})

export type Room = z.infer<typeof roomSchema>
export type Agent = z.infer<typeof agentSchema>
