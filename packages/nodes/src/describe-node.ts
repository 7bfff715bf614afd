import type { Project } from '@halley/model'
import { catalog } from './catalog.ts'

/** What the canvas writes on a node and at its exits, by their ids; undefined when its kind is not known or its configuration is not of it. */
export function describeNode(project: Project, flowId: string, nodeId: string): { readonly label: string; readonly exits: Readonly<Record<string, string>> } | undefined {
  const node = project.flows[flowId]?.nodes[nodeId]
  const kind = catalog.get(node?.kind ?? '')
  const parsed = kind?.config.safeParse(node?.config)
  if (kind === undefined || parsed?.success !== true) return undefined
  const context = { project, flowId, nodeId }
  return { label: kind.look.summary(parsed.data, context) || kind.title, exits: Object.fromEntries(kind.exits(parsed.data, context).map(({ id, label }) => [id, label])) }
}
