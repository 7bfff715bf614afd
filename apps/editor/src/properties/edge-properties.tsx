import { catalog } from '@halley/nodes'
import { faceInWords, nodeFace } from '../canvas/node-face.ts'
import { disconnectEdges } from '../canvas/canvas-edits.ts'
import { Button } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'

/** What the selected arrows connect, and the way to take them away. */
export function EdgeProperties({ flowId, edgeIds }: { readonly flowId: string; readonly edgeIds: readonly string[] }) {
  const project = useProject((whole) => whole)
  const flow = project.flows[flowId]
  const edges = edgeIds.flatMap((id) => flow?.edges[id] ?? [])
  const words = (nodeId: string) => {
    const node = flow?.nodes[nodeId]
    return node === undefined ? 'a deleted node' : faceInWords(nodeFace(node, flowId, project, catalog))
  }
  const exitOf = (nodeId: string, exit: string) => {
    const node = flow?.nodes[nodeId]
    return node === undefined ? exit : (nodeFace(node, flowId, project, catalog).exits.find((one) => one.id === exit)?.label ?? exit)
  }
  return (
    <div className="flex flex-col gap-3 p-3">
      <h2 className="text-sm font-semibold">{edges.length === 1 ? 'Arrow' : `${edges.length} arrows`}</h2>
      <ul className="flex flex-col gap-2 text-xs text-ink-soft">
        {edges.map((edge) => <li key={edge.id}>From “{words(edge.from)}” by {exitOf(edge.from, edge.exit)} to “{words(edge.to)}”</li>)}
      </ul>
      <Button size="small" className="self-start" onClick={() => disconnectEdges(flowId, edges.map((edge) => edge.id))}>Disconnect</Button>
    </div>
  )
}
