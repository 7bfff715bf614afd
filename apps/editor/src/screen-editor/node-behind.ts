import type { Project, ScreenRef } from '@halley/model'
import { catalog } from '@halley/nodes'
import { nodeFace } from '../canvas/node-face.ts'

/** The words of the node to which the exit of a button leads; null when it leads nowhere. */
export function nodeBehind(project: Project, { flowId, nodeId }: ScreenRef, exit: string): string | null {
  const flow = project.flows[flowId]
  const node = flow?.nodes[flow.edges[`${nodeId}:${exit}`]?.to ?? '']
  if (node === undefined) return null
  const { summary, kindTitle } = nodeFace(node, flowId, project, catalog)
  return summary === '' ? kindTitle : summary
}
