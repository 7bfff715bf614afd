import { z } from 'zod'
import { idSchema, mapById } from './ids.ts'
import { resourceBase } from './resource-base.ts'
import { endpointSchema } from './endpoint.ts'
import { valueTargetSchema } from './value-target.ts'

/** One node on the canvas. `config` is checked by its node kind; unknown kinds are kept and shown, never dropped. */
export const nodeSchema = z.object({
  id: idSchema,
  kind: z.string().min(1).max(60),
  /** The version of the kind's configuration. */
  version: z.number().int().min(1),
  /** Pixels on the canvas, on an 8-pixel grid when snapped. */
  position: z.object({ x: z.number().min(-1_000_000).max(1_000_000), y: z.number().min(-1_000_000).max(1_000_000) }),
  config: z.record(z.string(), z.json()),
})

/** An arrow. Its id is `from:exit`, so that an exit has at most one by construction. */
export const edgeSchema = z.object({
  id: z.string().max(160),
  from: idSchema,
  exit: z.string().min(1).max(80),
  to: idSchema,
})

const edgesSchema = z.record(z.string().max(160), edgeSchema).superRefine((edges, context) => {
  for (const [id, edge] of Object.entries(edges)) {
    if (id !== edgeId(edge.from, edge.exit) || edge.id !== id) {
      context.addIssue({ code: 'custom', path: [id], message: `an edge from "${edge.from}" by exit "${edge.exit}" is filed under "${edgeId(edge.from, edge.exit)}"` })
    }
  }
})

/** flowchart: may show screens; action: none; endpoint: answers an HTTP request. */
export const flowTypes = ['flowchart', 'action', 'endpoint'] as const

/** An input or output of a flow: a field or session list of the data model. Its id is what calling nodes refer to. */
export const parameterSchema = z.object({ id: idSchema, order: z.string().max(200), target: valueTargetSchema.nullable() })

export const flowSchema = z.object({
  ...resourceBase,
  type: z.enum(flowTypes),
  nodes: mapById(nodeSchema),
  edges: edgesSchema,
  /** What a Sub-flowchart node that calls this flow may give, and gets back. */
  inputs: mapById(parameterSchema).default({}),
  outputs: mapById(parameterSchema).default({}),
  /** What an HTTP endpoint flow answers to; null for the other types. */
  endpoint: endpointSchema.nullable().default(null),
})

export type Node = z.infer<typeof nodeSchema>
export type Edge = z.infer<typeof edgeSchema>
export type Flow = z.infer<typeof flowSchema>
export type FlowParameter = z.infer<typeof parameterSchema>
export type FlowType = Flow['type']

/** The id of the one edge that can leave a node by an exit. */
export function edgeId(from: string, exit: string): string {
  return `${from}:${exit}`
}
