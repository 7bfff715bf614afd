import { Background, BackgroundVariant, ReactFlow, type Edge, type Node } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo, useState } from 'react'
import { TooltipProvider } from '../kit/index.ts'
import { projectStore, setProjectWriter } from '../stores/project-store.ts'
import { benchProject, BENCH_FLOW } from './bench-project.ts'
import { FlowCanvas } from './flow-canvas.tsx'
import { localWriter } from './local-writer.ts'

/** `/bench/canvas?nodes=2000`: generated nodes on our canvas, with no server; `&bare=1`: the same on React Flow as it comes. */
export function CanvasBenchPage() {
  const query = new URLSearchParams(location.search)
  const count = Math.max(1, Math.min(5_000, Number(query.get('nodes') ?? 2_000)))
  return (
    <div style={{ position: 'fixed', inset: 0 }} data-testid="bench" data-nodes={count}>
      {query.get('bare') === '1' ? <BareCanvas count={count} /> : <OwnCanvas count={count} />}
    </div>
  )
}

function OwnCanvas({ count }: { readonly count: number }) {
  // Once, before anything reads the store.
  useState(() => openBench(count))
  return <TooltipProvider><FlowCanvas flowId={BENCH_FLOW} /></TooltipProvider>
}

function openBench(count: number): void {
  projectStore.setState({ phase: 'ready', project: benchProject(count) })
  setProjectWriter(localWriter())
}

function BareCanvas({ count }: { readonly count: number }) {
  const { nodes, edges } = useMemo(() => bareGraph(count), [count])
  return (
    <ReactFlow defaultNodes={nodes} defaultEdges={edges} fitView fitViewOptions={{ maxZoom: 1, minZoom: 0.5, padding: 0.12 }} minZoom={0.05} onlyRenderVisibleElements>
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
    </ReactFlow>
  )
}

function bareGraph(count: number): { nodes: Node[]; edges: Edge[] } {
  const { nodes, edges } = benchProject(count).flows[BENCH_FLOW] ?? { nodes: {}, edges: {} }
  return {
    nodes: Object.values(nodes).map(({ id, kind, position }) => ({ id, position: { ...position }, data: { label: `${kind} ${id}` } })),
    edges: Object.values(edges).map(({ id, from, to }) => ({ id, source: from, target: to })),
  }
}

