import { collectionOf, type FlowType, type Shelf } from '@halley/model'
import type { MenuEntry } from '../kit/index.ts'
import { createFolderIn, duplicateItem, setStartingFlow, showResource } from './resource-actions.ts'
import { copyItem, pasteFromClipboard } from './resource-clipboard.ts'
import { openNewResource, openResourceDialog, startRenaming } from './resource-pane-store.ts'
import { rowIdOf, treeWords, type ResourceSubject } from './resource-trees.ts'

/** What can be done with a row: making new things first, then changing, finding, starting, deleting. Who may only look opens, copies and finds. */
export function resourceMenu(subject: ResourceSubject, mayChange: boolean): MenuEntry[] {
  const all = menuOf(subject)
  return mayChange ? all : all.filter(({ id }) => forLooking.has(id))
}

const forLooking: ReadonlySet<string> = new Set(['open', 'copy', 'usages'])

function menuOf(subject: ResourceSubject): MenuEntry[] {
  const folderId = subject.type === 'root' ? null : subject.type === 'folder' ? subject.id : subject.parentId
  const entries: MenuEntry[] = [
    ...newEntries(subject.tree, folderId),
    { type: 'item', id: 'new-folder', label: 'New folder', onSelect: () => createFolderIn(subject.tree, folderId) },
    { type: 'separator', id: 'after-new' },
  ]
  const paste: MenuEntry = { type: 'item', id: 'paste', label: 'Paste', shortcut: 'Mod+V', onSelect: () => void pasteFromClipboard(subject) }
  if (subject.type === 'root') return [...entries, paste]
  const rename: MenuEntry = { type: 'item', id: 'rename', label: 'Rename', shortcut: 'F2', onSelect: () => startRenaming(rowIdOf(subject)) }
  const move: MenuEntry = { type: 'item', id: 'move', label: 'Move to folder…', onSelect: () => openResourceDialog({ type: 'move', item: subject }) }
  const remove: MenuEntry = { type: 'item', id: 'delete', label: 'Delete', shortcut: 'Delete', tone: 'danger', onSelect: () => openResourceDialog({ type: 'delete', item: subject }) }
  if (subject.type === 'folder') return [...entries, rename, paste, move, { type: 'separator', id: 'before-delete' }, remove]
  return [
    ...entries,
    { type: 'item', id: 'open', label: 'Open', shortcut: 'Enter', onSelect: () => showResource(collectionOf(subject.tree), subject.id) },
    rename,
    { type: 'item', id: 'duplicate', label: 'Duplicate', shortcut: 'Mod+D', onSelect: () => duplicateItem(subject) },
    { type: 'item', id: 'copy', label: 'Copy', shortcut: 'Mod+C', onSelect: () => void copyItem(subject) },
    paste,
    move,
    { type: 'item', id: 'usages', label: 'Find usages', shortcut: 'Shift+F12', onSelect: () => openResourceDialog({ type: 'usages', item: subject }) },
    ...startingEntries(subject),
    { type: 'separator', id: 'before-delete' },
    remove,
  ]
}

/** "New message", "New flowchart", "New action flowchart", … for a tree. */
export function newEntries(tree: Shelf, folderId: string | null): MenuEntry[] {
  const entry = (id: string, label: string, flowType: FlowType = 'flowchart'): MenuEntry => ({ type: 'item', id, label, onSelect: () => openNewResource(tree, { folderId, flowType }) })
  if (tree === 'flows') return [entry('new-flowchart', 'New flowchart'), entry('new-action', 'New action flowchart', 'action')]
  return [entry('new', `New ${treeWords[tree].one}`)]
}

function startingEntries(subject: ResourceSubject): MenuEntry[] {
  if (subject.type !== 'resource' || subject.tree !== 'flows') return []
  const { isHome, isOnStart } = subject
  // Home shows screens; what runs on application start cannot, for nobody is looking.
  if (subject.flowType === 'flowchart') return [{ type: 'separator', id: 'before-start' }, { type: 'item', id: 'home', label: 'Set as Home', disabled: isHome, onSelect: () => setStartingFlow('homeFlowId', subject, true) }]
  if (subject.flowType === 'action') {
    const label = isOnStart ? 'Do not run on application start' : 'Run on application start'
    return [{ type: 'separator', id: 'before-start' }, { type: 'item', id: 'on-start', label, onSelect: () => setStartingFlow('onApplicationStartFlowId', subject, !isOnStart) }]
  }
  return []
}
