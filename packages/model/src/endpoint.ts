import { z } from 'zod'
import { idSchema, mapById } from './ids.ts'
import { LIMITS } from './limits.ts'
import { valueTargetSchema } from './value-target.ts'

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type HttpMethod = (typeof httpMethods)[number]

/** Where in a request a value is. `body` is a member of the JSON object that the body is. */
export const parameterSources = ['path', 'query', 'header', 'body'] as const
export type ParameterSource = (typeof parameterSources)[number]

/** A part of the request that is checked by the type of its target and stored there before the flow starts. */
export const endpointParameterSchema = z.object({
  id: idSchema,
  order: z.string().max(200),
  source: z.enum(parameterSources),
  /** The name in the path template, the query, the headers or the JSON body. */
  name: z.string().max(100),
  target: valueTargetSchema.nullable(),
  required: z.boolean().default(false),
})

/** What an HTTP endpoint flow answers to, under `/h/{app}`. */
export const endpointSchema = z.object({
  method: z.enum(httpMethods).default('GET'),
  /** Begins with `/`; a segment `{name}` is a path parameter: `/order/{id}/status`. */
  path: z.string().max(300).default('/'),
  parameters: mapById(endpointParameterSchema).default({}),
  /** Expression over the parameters' targets and `user`; empty means always. Not met: 404, as if there were none. */
  visibleWhen: z.string().max(LIMITS.expressionCharacters).default(''),
  /** Roles that may call it; empty means everybody. */
  roles: z.array(z.string().max(80)).default([]),
  /** Milliseconds that the flow has to answer. */
  timeLimitMs: z.number().int().min(100).max(LIMITS.endpointMs).default(30_000),
  /** Milliseconds that an answer streams at most, once the flow listens. */
  streamLimitMs: z.number().int().min(1_000).max(LIMITS.endpointStreamMs).default(LIMITS.endpointStreamMs),
})

export type Endpoint = z.infer<typeof endpointSchema>
export type EndpointParameter = z.infer<typeof endpointParameterSchema>
