import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, type RefObject } from 'react'
import { useView } from '../stores/view-store.ts'
import { selectNodes } from './canvas-edits.ts'
import { cameraMs } from './canvas-tools.tsx'
import { nodeSize } from './node-geometry.ts'
import type { CanvasGraph } from './use-canvas-graph.ts'
import { useNewest } from './use-newest.ts'

/** The jump that was carried out last: a canvas that is opened by a jump must carry it out, one opened later must not. */
let lastJump = 0

/** Brings nodes into view and gives them the focus. */
export function useCamera(flowId: string, graph: CanvasGraph, root: RefObject<HTMLDivElement | null>) {
  const instance = useReactFlow()
  const store = useStoreApi()
  const newest = useNewest(graph)

  const camera = useMemo(() => {
    const placeOf = (nodeId: string) => {
      const node = newest.current.flow.nodes[nodeId]
      const { transform: [x, y, zoom] } = store.getState()
      return node === undefined ? { x: 100, y: 100 } : { x: node.position.x * zoom + x, y: node.position.y * zoom + y + 48 }
    }
    /** Moves only when the node is not wholly seen. */
    const show = (nodeId: string) => {
      const node = newest.current.flow.nodes[nodeId]
      const face = newest.current.faces.get(nodeId)
      if (node === undefined || face === undefined) return
      const { transform: [x, y, zoom], width, height } = store.getState()
      const size = nodeSize(face)
      const [left, top] = [node.position.x * zoom + x, node.position.y * zoom + y]
      const isSeen = left >= 0 && top >= 0 && left + size.width * zoom <= width && top + size.height * zoom <= height
      if (!isSeen) void instance.setCenter(node.position.x + size.width / 2, node.position.y + size.height / 2, { zoom: Math.max(zoom, 0.6), duration: cameraMs() })
    }
    const focus = (nodeId: string) => {
      // A node that was out of sight is drawn with the next frames.
      let frames = 20
      const attempt = () => {
        const element = root.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)
        if (element !== null && element !== undefined) element.focus({ preventScroll: true })
        else if ((frames -= 1) > 0) requestAnimationFrame(attempt)
      }
      attempt()
    }
    const goToNode = (nodeId: string) => {
      selectNodes(flowId, [nodeId])
      show(nodeId)
      focus(nodeId)
    }
    const focusCanvas = () => root.current?.focus({ preventScroll: true })
    return { placeOf, show, goToNode, focus, focusCanvas }
  }, [instance, store, flowId, root, newest])

  const request = useView((view) => view.focusRequest)
  useEffect(() => {
    if (request === null || request.id <= lastJump || request.place.type !== 'node' || request.place.flowId !== flowId) return
    lastJump = request.id
    camera.show(request.place.nodeId)
    // With a path the properties pane takes the focus.
    if (request.place.path === undefined) camera.focus(request.place.nodeId)
  }, [request, camera, flowId])
  const leadRequest = useView((view) => view.leadRequest)
  useEffect(() => {
    if (leadRequest?.flowId === flowId) camera.show(leadRequest.nodeId)
  }, [leadRequest, camera, flowId])
  return camera
}
