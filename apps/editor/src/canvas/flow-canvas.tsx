import { Background, BackgroundVariant, ConnectionLineType, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStore, type Viewport } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useEffect, useMemo, useRef, useState, type ClipboardEvent } from 'react'
import type { Flow } from '@halley/model'
import { ContextMenu, EmptyState } from '../kit/index.ts'
import { Palette } from '../palette/palette.tsx'
import { reportCursor } from '../presence/own-presence.ts'
import { takesText } from '../shell/shortcuts.ts'
import { useMayChange } from '../stores/project-store.ts'
import { forgetLeadRequest, jumpTo, select, useView } from '../stores/view-store.ts'
import { beginningOf } from './beginning-of-flow.ts'
import { canvasMenu } from './canvas-menu.tsx'
import { SceneProvider, type CanvasScene } from './canvas-context.ts'
import { pasteFromClipboard } from './canvas-clipboard.ts'
import { copySelected, connectExit, deleteSelected, disconnectEdges, pasteText, reconnectEdge, selectedOn, selectNodes } from './canvas-edits.ts'
import type { CanvasEdge, CanvasNode } from './canvas-graph.ts'
import { handleCanvasKey, type KeyContext } from './canvas-keys.ts'
import { CanvasMap } from './canvas-map.tsx'
import { CanvasTools, wholeFlow, type PointerMode } from './canvas-tools.tsx'
import { ConnectByKeyboard, LeadToNode } from './connect-by-keyboard.tsx'
import { mayConnect } from './connecting.ts'
import { EdgeView } from './edge-view.tsx'
import { FarEdges, useFarEdges } from './far-edges.tsx'
import { FlightsLayer } from './flights-layer.tsx'
import { NodeView } from './node-view.tsx'
import { GRID } from './node-geometry.ts'
import { PeopleLayer } from './people-layer.tsx'
import { useAdding } from './use-adding.tsx'
import { useCamera } from './use-camera.ts'
import { useCanvasCommands } from './use-canvas-commands.ts'
import { useCanvasGraph, type CanvasGraph } from './use-canvas-graph.ts'
import { useDetailStages } from './use-detail-stages.ts'
import { useFitOnResize } from './use-fit-on-resize.ts'
import { useNodeDragging } from './use-node-dragging.ts'
import './canvas.css'

const nodeTypes = { halley: NodeView }
const edgeTypes = { halley: EdgeView }
const snap: [number, number] = [GRID, GRID]
const fitOptions = { ...wholeFlow, minZoom: 0.5 }

/** Pixels of a canvas below which the map is shown only when asked for; canvas.css says the same. */
const NARROW = 860

/** Where each flow was looked at last, while the page is open. */
const viewports = new Map<string, Viewport>()

/** The canvas of one flow: nodes, arrows, palette, map, and everything that can be done to them. */
export function FlowCanvas({ flowId }: { readonly flowId: string }) {
  return (
    <ReactFlowProvider key={flowId}>
      <Canvas flowId={flowId} />
    </ReactFlowProvider>
  )
}

function Canvas({ flowId }: { readonly flowId: string }) {
  const dragging = useNodeDragging(flowId)
  const graph = useCanvasGraph(flowId, dragging.dragged)
  if (graph === undefined) return <EmptyState title="This flowchart is gone">It was deleted. Undo brings it back; or open another one from the resource pane.</EmptyState>
  return <DrawnCanvas flowId={flowId} graph={graph} dragging={dragging} />
}

function DrawnCanvas({ flowId, graph, dragging }: { readonly flowId: string; readonly graph: CanvasGraph; readonly dragging: ReturnType<typeof useNodeDragging> }) {
  const { flow, faces, nodes, edges } = graph
  const instance = useReactFlow<CanvasNode, CanvasEdge>()
  const root = useRef<HTMLDivElement>(null)
  const isWide = useStore((state) => state.width > NARROW)
  const { areFar, single } = useFarEdges(edges)
  const stages = useDetailStages()
  const [mode, setMode] = useState<PointerMode>('pan')
  const [mapShown, setMapShown] = useState<boolean | null>(null)
  const [isConnecting, setConnecting] = useState(false)
  const [keyboardFrom, setKeyboardFrom] = useState<string | null>(null)
  const camera = useCamera(flowId, graph, root)
  const adding = useAdding({ flowId, graph, root, mark: dragging.mark, goToNode: camera.goToNode })
  const selection = useView((view) => view.selection)
  const mayChange = useMayChange()
  const leadTo = useView((view) => (view.leadRequest?.flowId === flowId && flow.nodes[view.leadRequest.nodeId] !== undefined ? view.leadRequest.nodeId : null))
  const { insertOn } = adding
  const scene = useMemo((): CanvasScene => ({ flowId, stages, insertOn }), [flowId, stages, insertOn])

  const context: KeyContext = {
    flowId, graph, camera: instance,
    goToNode: camera.goToNode,
    focusCanvas: camera.focusCanvas,
    quickSearch: () => adding.openSearch(null),
    connectFrom: setKeyboardFrom,
    openProperties: (nodeId, path) => jumpTo({ type: 'node', flowId, nodeId, path: path ?? [] }),
  }
  useCanvasCommands(context)
  useFitOnResize(fitOptions)
  useEffect(() => () => reportCursor(null), [])

  const closePopups = (returnsFocus: boolean) => {
    setKeyboardFrom(null)
    forgetLeadRequest()
    if (!returnsFocus) return
    root.current?.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]')?.focus({ preventScroll: true })
  }
  return (
    <ContextMenu entries={canvasMenu(context, { mayChange, selection: selectedOn(flowId), paste: () => void pasteFromClipboard(flowId, adding.pointer()) })}>
      {
        // The keys are for the nodes inside, which have the focus; the region only listens as they bubble.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      <div
        ref={root}
        className="halley-canvas"
        data-testid="canvas"
        data-connecting={isConnecting || undefined}
        data-selecting={selection.type}
        role="region"
        aria-label={`Canvas of ${flow.name}`}
        tabIndex={-1}
        onKeyDown={(event) => handleCanvasKey(event, context)}
        onCopy={(event) => copyTo(event, flowId)}
        onCut={(event) => {
          if (copyTo(event, flowId)) deleteSelected(flowId, { reconnect: false })
        }}
        onPaste={(event) => {
          if (!takesText(event.target) && pasteText(flowId, event.clipboardData.getData('text/plain'), adding.pointer() ?? undefined)) event.preventDefault()
        }}
        {...(mayChange && { onDragOver: adding.onDragOver, onDragLeave: adding.onDragLeave, onDrop: adding.onDrop })}
        onPointerMove={adding.onPointerMove}
        onPointerLeave={adding.onPointerLeave}
      >
        <SceneProvider value={scene}>
          <ArrowHead />
          <ReactFlow<CanvasNode, CanvasEdge>
            nodes={nodes}
            edges={single}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={dragging.onNodesChange}
            onEdgesChange={dragging.onEdgesChange}
            onNodeDrag={(_event, node) => dragging.onDrag(node, edges)}
            onNodeDragStop={(_event, node) => dragging.onDragStop(node, edges)}
            onSelectionDragStop={() => dragging.onDragStop(undefined, edges)}
            onNodeClick={(event, node) => {
              // A click on one of several selected nodes means that one.
              if (!event.shiftKey && !event.ctrlKey && !event.metaKey && selectedOn(flowId).nodeIds.length > 1) selectNodes(flowId, [node.id])
            }}
            onNodeDoubleClick={(_event, node) => openInside(flowId, node)}
            onNodeContextMenu={(_event, node) => {
              if (!selectedOn(flowId).nodeIds.includes(node.id)) selectNodes(flowId, [node.id])
            }}
            onPaneClick={() => {
              select({ type: 'none' })
              root.current?.focus({ preventScroll: true })
            }}
            isValidConnection={({ source, target }) => mayConnect(faces, source, target)}
            onConnect={({ source, sourceHandle, target }) => connectExit(flowId, { from: source, exit: sourceHandle ?? 'default', to: target })}
            onConnectStart={() => setConnecting(true)}
            onConnectEnd={(event, state) => {
              setConnecting(false)
              adding.onConnectEnd(event, state)
            }}
            onReconnect={(edge, { source, sourceHandle, target }) => reconnectEdge(flowId, edge.id, { from: source, exit: sourceHandle ?? 'default', to: target })}
            onReconnectStart={() => setConnecting(true)}
            onReconnectEnd={(_event, edge, _end, state) => {
              setConnecting(false)
              if (state.toNode === null && state.isValid !== true) disconnectEdges(flowId, [edge.id])
            }}
            {...startOf(flowId, flow)}
            onMoveEnd={(_event, viewport) => viewports.set(flowId, viewport)}
            fitViewOptions={fitOptions}
            minZoom={0.05}
            maxZoom={2}
            snapToGrid
            snapGrid={snap}
            onlyRenderVisibleElements
            zIndexMode="manual"
            connectionRadius={28}
            connectionLineType={ConnectionLineType.SmoothStep}
            panOnDrag={mode === 'pan' ? [0, 1] : [1]}
            selectionOnDrag={mode === 'select'}
            selectionMode={SelectionMode.Partial}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={multiKeys}
            panActivationKeyCode="Space"
            deleteKeyCode={null}
            disableKeyboardA11y
            nodesFocusable
            nodesDraggable={mayChange}
            nodesConnectable={mayChange}
            edgesReconnectable={mayChange}
            edgesFocusable={false}
            nodeDragThreshold={3}
            zoomOnDoubleClick={false}
            attributionPosition="bottom-center"
          >
            <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.5} color="var(--line-strong)" />
            {areFar ? <FarEdges nodes={nodes} edges={edges} /> : null}
            <FlightsLayer flowId={flowId} flow={flow} faces={faces} />
            <PeopleLayer flowId={flowId} />
          </ReactFlow>
          {mayChange ? <Palette flowId={flowId} onAdd={adding.addBySelection} onSearch={() => adding.openSearch(null)} /> : null}
          <CanvasTools mode={mode} onMode={setMode} mapShown={mapShown ?? isWide} onMap={setMapShown} />
          {mapShown === false ? null : <CanvasMap nodes={nodes} isAuto={mapShown === null} />}
          {adding.popup}
          {leadTo === null ? null : <LeadToNode key={leadTo} flowId={flowId} graph={graph} nodeId={leadTo} at={camera.placeOf(leadTo)} onPoint={camera.show} onClose={closePopups} />}
          {keyboardFrom === null ? null : (
            <ConnectByKeyboard
              flowId={flowId}
              graph={graph}
              nodeId={keyboardFrom}
              at={camera.placeOf(keyboardFrom)}
              onPoint={camera.show}
              onNewNode={(exit) => {
                setKeyboardFrom(null)
                adding.openSearch({ type: 'exit', from: keyboardFrom, exit })
              }}
              onClose={closePopups}
            />
          )}
        </SceneProvider>
      </div>
      }
    </ContextMenu>
  )
}

const multiKeys = ['Meta', 'Control']

function startOf(flowId: string, flow: Flow): { readonly fitView: true } | { readonly defaultViewport: Viewport } {
  const viewport = viewports.get(flowId) ?? beginningOf(flow, fitOptions.minZoom)
  return viewport === null ? { fitView: true } : { defaultViewport: viewport }
}

// What is inside a node opens by a double click: the screen, or the flow that it runs.
function openInside(flowId: string, node: CanvasNode): void {
  if (node.data.face.kind === 'user-interaction') jumpTo({ type: 'node', flowId, nodeId: node.id, path: ['screen'] })
  else jumpTo({ type: 'node', flowId, nodeId: node.id, path: [] })
}

function copyTo(event: ClipboardEvent, flowId: string): boolean {
  if (takesText(event.target) || (getSelection()?.isCollapsed === false && getSelection()?.toString() !== '')) return false
  const text = copySelected(flowId)
  if (text === null) return false
  event.clipboardData.setData('text/plain', text)
  event.preventDefault()
  return true
}

function ArrowHead() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <defs>
        <marker id="halley-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
          <path d="M1 1 L7 4 L1 7 Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  )
}
