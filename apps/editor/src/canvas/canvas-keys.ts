import type { ReactFlowInstance } from '@xyflow/react'
import type { KeyboardEvent } from 'react'
import { isShortcut, takesText } from '../shell/shortcuts.ts'
import type { CanvasEdge, CanvasNode } from './canvas-graph.ts'
import { deleteSelected, duplicateSelected, nudge, selectedOn, selectNodes } from './canvas-edits.ts'
import { projectStore } from '../stores/project-store.ts'
import { select } from '../stores/view-store.ts'
import { cameraMs, wholeFlow } from './canvas-tools.tsx'
import type { CanvasGraph } from './use-canvas-graph.ts'
import { firstNode, neighbourOf, type Direction } from './walking.ts'

/** What keys on a canvas need to know and can ask for. */
export type KeyContext = {
  readonly flowId: string
  readonly graph: CanvasGraph
  readonly camera: ReactFlowInstance<CanvasNode, CanvasEdge>
  readonly goToNode: (nodeId: string) => void
  /** Gives the canvas itself the focus, when what had it is deleted. */
  readonly focusCanvas: () => void
  readonly quickSearch: () => void
  readonly connectFrom: (nodeId: string) => void
  readonly openProperties: (nodeId: string, path: readonly string[] | null) => void
}

const directions: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const steps: Readonly<Record<Direction, { readonly x: number; readonly y: number }>> = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, up: { x: 0, y: -1 }, down: { x: 0, y: 1 } }

/** The keys of a canvas, in the order in which they are tried. */
export const canvasKeys: readonly { readonly shortcut: string; readonly run: (context: KeyContext) => void; readonly needsNode?: boolean; /** Not for who may only look. */ readonly changes?: boolean }[] = [
  { shortcut: 'Delete', changes: true, run: (context) => deleteAndStay(context, false) },
  { shortcut: 'Backspace', changes: true, run: (context) => deleteAndStay(context, false) },
  { shortcut: 'Mod+Delete', changes: true, run: (context) => deleteAndStay(context, true) },
  { shortcut: 'Mod+Backspace', changes: true, run: (context) => deleteAndStay(context, true) },
  { shortcut: 'Mod+A', run: ({ flowId, graph }) => selectNodes(flowId, Object.keys(graph.flow.nodes)) },
  { shortcut: 'Mod+D', changes: true, run: ({ flowId }) => duplicateSelected(flowId) },
  { shortcut: '0', run: ({ camera }) => void camera.fitView({ duration: cameraMs(), ...wholeFlow }) },
  { shortcut: '1', run: ({ camera }) => void camera.zoomTo(1, { duration: cameraMs() }) },
  { shortcut: 'Escape', run: () => select({ type: 'none' }) },
  { shortcut: 'Tab', changes: true, run: ({ quickSearch }) => quickSearch() },
  { shortcut: 'C', needsNode: true, changes: true, run: ({ flowId, connectFrom }) => connectFrom(selectedOn(flowId).nodeIds[0] ?? '') },
  { shortcut: 'Enter', needsNode: true, run: ({ flowId, openProperties }) => openProperties(selectedOn(flowId).nodeIds[0] ?? '', null) },
  { shortcut: 'F2', needsNode: true, run: ({ flowId, openProperties }) => openProperties(selectedOn(flowId).nodeIds[0] ?? '', ['name']) },
]

function deleteAndStay({ flowId, focusCanvas }: KeyContext, reconnect: boolean): void {
  deleteSelected(flowId, { reconnect })
  focusCanvas()
}

/** Does what a key means on the canvas; keys that mean nothing here go on to the page. */
export function handleCanvasKey(event: KeyboardEvent, context: KeyContext): void {
  if (event.defaultPrevented || takesText(event.target) || !isOnGround(event.target)) return
  const direction = directions[event.key]
  if (direction !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault()
    if (event.shiftKey) nudge(context.flowId, selectedOn(context.flowId).nodeIds, steps[direction])
    else walk(context, direction)
    return
  }
  const { mayChange } = projectStore.getState()
  const key = canvasKeys.find(({ shortcut, changes }) => isShortcut(shortcut, event) && (mayChange || changes !== true))
  if (key === undefined || (key.needsNode === true && selectedOn(context.flowId).nodeIds.length === 0)) {
    // A node that has the focus but is not selected yet is meant.
    const focused = event.key === 'Enter' || event.key === ' ' ? nodeOf(event.target) : null
    if (focused === null) return
    event.preventDefault()
    selectNodes(context.flowId, [focused])
    return
  }
  event.preventDefault()
  key.run(context)
}

/** Goes to the node beside the selected one, or to the first. */
export function walk({ flowId, graph, goToNode }: KeyContext, direction: Direction): void {
  const at = selectedOn(flowId).nodeIds.find((id) => graph.flow.nodes[id] !== undefined)
  const next = at === undefined ? firstNode(graph.flow) : neighbourOf(graph.flow, graph.faces, at, direction)
  if (next !== null) goToNode(next)
}

/** Is the key meant for the canvas itself, not for a button, menu or list on it? */
function isOnGround(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, [role="dialog"], [role="menu"], [role="listbox"]') === null
}

function nodeOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest('.react-flow__node')?.getAttribute('data-id') ?? null) : null
}
