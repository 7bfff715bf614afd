import { useEffect } from 'react'
import { registerCommands, type Command } from '../shell/commands.ts'
import { cameraMs, wholeFlow } from './canvas-tools.tsx'
import { select } from '../stores/view-store.ts'
import { copyToClipboard, cutToClipboard, pasteFromClipboard } from './canvas-clipboard.ts'
import { deleteSelected, duplicateSelected, nudge, selectedOn, selectNodes } from './canvas-edits.ts'
import { walk, type KeyContext } from './canvas-keys.ts'
import { useNewest } from './use-newest.ts'

/** Lists what the canvas can do in the command palette, with its keys. The canvas itself handles the keys while it has the focus. */
export function useCanvasCommands(context: KeyContext): void {
  const newest = useNewest(context)
  useEffect(() => registerCommands(canvasCommands(() => newest.current)), [newest])
}

/** What a canvas can do, with its keys; `context` is asked when one is done. */
export function canvasCommands(context: () => KeyContext): Command[] {
  const hasNodes = () => selectedOn(context().flowId).nodeIds.length > 0
  const first = () => selectedOn(context().flowId).nodeIds[0] ?? ''
  const own = (id: string, title: string, shortcut: string, run: () => void): Command => ({ id: `canvas.${id}`, title, group: 'Canvas', shortcut, keysHandledElsewhere: true, run })
  const forNodes = (id: string, title: string, shortcut: string, run: () => void): Command => ({ ...own(id, title, shortcut, run), when: hasNodes })
  const all: Command[] = [
    own('add', 'Add a node', 'Tab', () => context().quickSearch()),
    { ...own('fit', 'Show the whole flowchart', '0', () => void context().camera.fitView({ duration: cameraMs(), ...wholeFlow })), keysHandledElsewhere: false },
    { ...own('actual', 'Zoom to 100%', '1', () => void context().camera.zoomTo(1, { duration: cameraMs() })), keysHandledElsewhere: false },
    own('selectAll', 'Select all nodes', 'Mod+A', () => selectNodes(context().flowId, Object.keys(context().graph.flow.nodes))),
    forNodes('copy', 'Copy the selected nodes', 'Mod+C', () => void copyToClipboard(context().flowId)),
    forNodes('cut', 'Cut the selected nodes', 'Mod+X', () => void cutToClipboard(context().flowId)),
    own('paste', 'Paste nodes', 'Mod+V', () => void pasteFromClipboard(context().flowId, null)),
    forNodes('duplicate', 'Duplicate the selected nodes', 'Mod+D', () => duplicateSelected(context().flowId)),
    { ...own('delete', 'Delete what is selected', 'Delete', () => deleteSelected(context().flowId, { reconnect: false })), alsoShortcuts: ['Backspace'], when: () => hasNodes() || selectedOn(context().flowId).edgeIds.length > 0 },
    { ...forNodes('deleteReconnect', 'Delete and reconnect', 'Mod+Delete', () => deleteSelected(context().flowId, { reconnect: true })), alsoShortcuts: ['Mod+Backspace'] },
    { ...own('selectNothing', 'Select nothing', 'Escape', () => select({ type: 'none' })), when: hasNodes },
    forNodes('connect', 'Connect the selected node', 'C', () => context().connectFrom(first())),
    forNodes('properties', 'Open the properties of the selected node', 'Enter', () => context().openProperties(first(), null)),
    forNodes('rename', 'Rename the selected node', 'F2', () => context().openProperties(first(), ['name'])),
    { ...forNodes('walk', 'Walk to the next node', 'ArrowRight', () => walk(context(), 'right')), alsoShortcuts: ['ArrowLeft', 'ArrowUp', 'ArrowDown'] },
    { ...forNodes('move', 'Move the selected nodes', 'Shift+ArrowRight', () => nudge(context().flowId, selectedOn(context().flowId).nodeIds, { x: 1, y: 0 })), alsoShortcuts: ['Shift+ArrowLeft', 'Shift+ArrowUp', 'Shift+ArrowDown'] },
  ]
  return all.map((command) => (changing.has(command.id) ? { ...command, changes: true } : command))
}

const changing: ReadonlySet<string> = new Set(['add', 'cut', 'paste', 'duplicate', 'delete', 'deleteReconnect', 'connect', 'move'].map((id) => `canvas.${id}`))
