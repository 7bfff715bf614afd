import { ClipboardPaste, Copy, CopyPlus, Pencil, Plus, Spline, Trash2, Unlink } from 'lucide-react'
import type { MenuEntry } from '../kit/index.ts'
import { copyToClipboard } from './canvas-clipboard.ts'
import { deleteSelected, duplicateSelected } from './canvas-edits.ts'
import type { KeyContext } from './canvas-keys.ts'

/** What a right click on the canvas offers, for what is selected. */
export function canvasMenu(context: KeyContext, { selection, paste, mayChange }: { readonly mayChange: boolean; readonly selection: { readonly nodeIds: readonly string[]; readonly edgeIds: readonly string[] }; readonly paste: () => void }): MenuEntry[] {
  const { flowId } = context
  const [first] = selection.nodeIds
  const hasNodes = first !== undefined
  const item = (id: string, label: string, onSelect: () => void, rest: Partial<Extract<MenuEntry, { type: 'item' }>> = {}): MenuEntry => ({ type: 'item', id, label, onSelect, ...rest })
  if (!mayChange) {
    return [
      item('properties', 'Properties', () => context.openProperties(first ?? '', null), { icon: <Pencil />, shortcut: 'Enter', disabled: !hasNodes }),
      item('copy', 'Copy', () => void copyToClipboard(flowId), { icon: <Copy />, shortcut: 'Mod+C', disabled: !hasNodes }),
    ]
  }
  return [
    item('add', 'Add a node…', context.quickSearch, { icon: <Plus />, shortcut: 'Tab' }),
    item('paste', 'Paste', paste, { icon: <ClipboardPaste />, shortcut: 'Mod+V' }),
    { type: 'separator', id: 'one' },
    item('properties', 'Properties', () => context.openProperties(first ?? '', null), { icon: <Pencil />, shortcut: 'Enter', disabled: !hasNodes }),
    item('connect', 'Connect…', () => context.connectFrom(first ?? ''), { icon: <Spline />, shortcut: 'C', disabled: !hasNodes }),
    item('copy', 'Copy', () => void copyToClipboard(flowId), { icon: <Copy />, shortcut: 'Mod+C', disabled: !hasNodes }),
    item('duplicate', 'Duplicate', () => duplicateSelected(flowId), { icon: <CopyPlus />, shortcut: 'Mod+D', disabled: !hasNodes }),
    { type: 'separator', id: 'two' },
    item('delete', 'Delete', () => deleteSelected(flowId, { reconnect: false }), { icon: <Trash2 />, shortcut: 'Delete', tone: 'danger', disabled: !hasNodes && selection.edgeIds.length === 0 }),
    item('reconnect', 'Delete and reconnect', () => deleteSelected(flowId, { reconnect: true }), { icon: <Unlink />, shortcut: 'Mod+Delete', tone: 'danger', disabled: !hasNodes }),
  ]
}
