import type { Flow } from '@halley/model'
import { useMemo, useState } from 'react'
import { useOthersInFlow } from '../presence/others.ts'
import { useProject } from '../stores/project-store.ts'
import { useView } from '../stores/view-store.ts'
import { createGraphBuilder, type CanvasEdge, type CanvasNode, type Onlooker } from './canvas-graph.ts'
import type { NodeFaces } from './node-face.ts'
import { firstNode } from './walking.ts'

export type CanvasGraph = { readonly flow: Flow; readonly faces: NodeFaces; readonly nodes: CanvasNode[]; readonly edges: CanvasEdge[] }

const nothing: ReadonlySet<string> = new Set()

/** What a canvas draws: the flow, with what is selected and dragged here. Undefined when the flow is gone. */
export function useCanvasGraph(flowId: string, dragged: Readonly<Record<string, { readonly x: number; readonly y: number }>>): CanvasGraph | undefined {
  const project = useProject((whole) => whole)
  const selection = useView((view) => view.selection)
  const others = useOthersInFlow(flowId)
  const [builder] = useState(createGraphBuilder)
  const flow = project.flows[flowId]

  const faces = useMemo(() => builder.faces(flowId, project), [builder, flowId, project])

  const selected = selection.type === 'nodes' && selection.flowId === flowId ? selection : null
  const selectedNodes = useMemo(() => (selected === null ? nothing : new Set(selected.nodeIds)), [selected])
  const selectedEdges = useMemo(() => (selected === null ? nothing : new Set(selected.edgeIds)), [selected])
  const onlookers = useMemo(() => onlookersOf(others), [others])

  const nodes = useMemo(() => {
    if (flow === undefined) return []
    const tabStop = selected?.nodeIds.find((id) => flow.nodes[id] !== undefined) ?? firstNode(flow)
    return builder.nodes(flow, faces, { selectedNodes, selectedEdges, dragged, tabStop, onlookers })
  }, [builder, flow, faces, selected, selectedNodes, selectedEdges, dragged, onlookers])
  const edges = useMemo(() => (flow === undefined ? [] : builder.edges(flow, faces, selectedEdges)), [builder, flow, faces, selectedEdges])
  return useMemo(() => (flow === undefined ? undefined : { flow, faces, nodes, edges }), [flow, faces, nodes, edges])
}

function onlookersOf(others: ReturnType<typeof useOthersInFlow>): ReadonlyMap<string, Onlooker> {
  return new Map(others.flatMap(({ name, color, selection }) => selection.map((id) => [id, { name, color }] as const)))
}
