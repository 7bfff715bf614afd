import type { Project } from '@halley/model'
import { catalog } from '@halley/nodes'

/** What people call a node: its own title, else its kind's. Null when it is gone. */
export function nodeTitle(project: Project, flowId: string | null, nodeId: string | null): string | null {
  const node = flowId === null || nodeId === null ? undefined : project.flows[flowId]?.nodes[nodeId]
  if (node === undefined || flowId === null || nodeId === null) return null
  const kind = catalog.get(node.kind)
  if (kind === undefined) return node.kind
  const config = kind.config.safeParse(node.config)
  return (config.success ? kind.look.title?.(config.data, { project, flowId, nodeId }) : undefined) ?? kind.title
}

/** "Send ticket in Report a problem". Null when the node is gone. */
export function placeText(project: Project, flowId: string | null, nodeId: string | null): string | null {
  const title = nodeTitle(project, flowId, nodeId)
  return title === null ? null : `${title} in ${project.flows[flowId ?? '']?.name ?? ''}`
}
