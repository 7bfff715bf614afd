import type { EdgeChange, NodeChange } from '@xyflow/react'
import { useMemo, useRef, useState } from 'react'
import { select } from '../stores/view-store.ts'
import { dropDragged, selectedOn } from './canvas-edits.ts'
import type { CanvasEdge, CanvasNode } from './canvas-graph.ts'
import { createDropMark, edgeUnder } from './edge-under.ts'

type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>
const none: Positions = {}

/** Where nodes are while they are dragged, and the one edit at the end. */
export function useNodeDragging(flowId: string) {
  const [dragged, setDragged] = useState<Positions>(none)
  const newest = useRef<Positions>(none)
  const [mark] = useState(createDropMark)
  const handlers = useMemo(() => {
    const show = (positions: Positions) => {
      newest.current = positions
      setDragged(positions)
    }
    // A node without arrows that is let go over an arrow goes into it.
    const edgeFor = (node: CanvasNode | undefined, edges: readonly CanvasEdge[]) => {
      if (node === undefined || Object.keys(newest.current).length !== 1 || edges.some((edge) => edge.source === node.id || edge.target === node.id)) return null
      const box = document.querySelector(`.react-flow__node[data-id="${CSS.escape(node.id)}"]`)?.getBoundingClientRect()
      return box === undefined ? null : edgeUnder(box.left + box.width / 2, box.top + box.height / 2, node.id)
    }
    return {
      mark,
      onNodesChange(changes: readonly NodeChange<CanvasNode>[]) {
        const moved = changes.flatMap((change) => (change.type === 'position' && change.dragging === true && change.position !== undefined ? [[change.id, change.position] as const] : []))
        if (moved.length > 0) show({ ...newest.current, ...Object.fromEntries(moved) })
        applySelection(flowId, changes, 'nodeIds')
      },
      onEdgesChange(changes: readonly EdgeChange<CanvasEdge>[]) {
        applySelection(flowId, changes, 'edgeIds')
      },
      onDrag(node: CanvasNode | undefined, edges: readonly CanvasEdge[]) {
        mark.show(edgeFor(node, edges)?.element ?? null)
      },
      onDragStop(node: CanvasNode | undefined, edges: readonly CanvasEdge[]) {
        const edge = edgeFor(node, edges)
        mark.show(null)
        dropDragged(flowId, newest.current, edge?.id ?? null)
        show(none)
      },
    }
  }, [flowId, mark])
  return { ...handlers, dragged }
}

function applySelection(flowId: string, changes: readonly (NodeChange<CanvasNode> | EdgeChange<CanvasEdge>)[], part: 'nodeIds' | 'edgeIds'): void {
  const chosen = changes.flatMap((change) => (change.type === 'select' ? [change] : []))
  if (chosen.length === 0) return
  const before = selectedOn(flowId)
  const ids = new Set(before[part])
  for (const { id, selected } of chosen) {
    if (selected) ids.add(id)
    else ids.delete(id)
  }
  const next = { ...before, [part]: [...ids] }
  if (next.nodeIds.length === 0 && next.edgeIds.length === 0) {
    if (before.nodeIds.length > 0 || before.edgeIds.length > 0) select({ type: 'none' })
    return
  }
  select({ type: 'nodes', flowId, nodeIds: next.nodeIds, edgeIds: next.edgeIds })
}
