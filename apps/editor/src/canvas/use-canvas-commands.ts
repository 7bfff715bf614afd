import { useEffect } from 'react'
import { registerCommands, type Command } from '../shell/commands.ts'
import { cameraMs, wholeFlow } from './canvas-tools.tsx'
import { deleteSelected, duplicateSelected, selectedOn, selectNodes } from './canvas-edits.ts'
import type { KeyContext } from './canvas-keys.ts'
import { useNewest } from './use-newest.ts'

/** Lists what the canvas can do in the command palette, with its keys. The canvas itself handles the keys while it has the focus. */
export function useCanvasCommands(context: KeyContext): void {
  const newest = useNewest(context)
  useEffect(() => registerCommands(commandsOf(() => newest.current)), [newest])
}

function commandsOf(context: () => KeyContext): Command[] {
  const hasNodes = () => selectedOn(context().flowId).nodeIds.length > 0
  const first = () => selectedOn(context().flowId).nodeIds[0] ?? ''
  const own = (id: string, title: string, shortcut: string, run: () => void): Command => ({ id: `canvas.${id}`, title, group: 'Canvas', shortcut, keysHandledElsewhere: true, run })
  const forNodes = (id: string, title: string, shortcut: string, run: () => void): Command => ({ ...own(id, title, shortcut, run), when: hasNodes })
  return [
    own('add', 'Add a node', 'Tab', () => context().quickSearch()),
    { ...own('fit', 'Show the whole flowchart', '0', () => void context().camera.fitView({ duration: cameraMs(), ...wholeFlow })), keysHandledElsewhere: false },
    { ...own('actual', 'Zoom to 100%', '1', () => void context().camera.zoomTo(1, { duration: cameraMs() })), keysHandledElsewhere: false },
    own('selectAll', 'Select all nodes', 'Mod+A', () => selectNodes(context().flowId, Object.keys(context().graph.flow.nodes))),
    forNodes('duplicate', 'Duplicate the selected nodes', 'Mod+D', () => duplicateSelected(context().flowId)),
    forNodes('delete', 'Delete what is selected', 'Delete', () => deleteSelected(context().flowId, { reconnect: false })),
    forNodes('deleteReconnect', 'Delete and reconnect', 'Mod+Delete', () => deleteSelected(context().flowId, { reconnect: true })),
    forNodes('connect', 'Connect the selected node', 'C', () => context().connectFrom(first())),
    forNodes('properties', 'Open the properties of the selected node', 'Enter', () => context().openProperties(first(), null)),
    forNodes('rename', 'Rename the selected node', 'F2', () => context().openProperties(first(), ['name'])),
    forNodes('walk', 'Walk to the next node', 'ArrowRight', () => context().goToNode(first())),
    forNodes('move', 'Move the selected nodes', 'Shift+ArrowRight', () => undefined),
  ]
}
