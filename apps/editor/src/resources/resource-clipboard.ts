import { collectionOf, copyResource, pasteResource, readResourceClip } from '@halley/model'
import { toast } from 'sonner'
import { newId } from '../stores/new-id.ts'
import { change, projectStore } from '../stores/project-store.ts'
import { select, showResourceTab, resourceTabOf } from '../stores/view-store.ts'
import { revealRow } from './resource-pane-store.ts'
import { rowId, shelfOf, treeWords, type ResourceItem, type ResourceSubject } from './resource-trees.ts'

/** The text that copying an item puts on the clipboard; undefined for folders. */
export function clipOf(item: ResourceItem): string | undefined {
  return item.type === 'folder' ? undefined : copyResource(projectStore.getState().project, { collection: collectionOf(item.tree), id: item.id })
}

/** Copies an item from the menu, where no copy event of the browser is at hand. */
export async function copyItem(item: ResourceItem): Promise<void> {
  const text = clipOf(item)
  if (text === undefined) return
  try {
    await navigator.clipboard.writeText(text)
    toast(`${item.name} is on the clipboard.`)
  } catch {
    toast.error('The browser does not let the menu write to the clipboard. Press Ctrl+C on the row instead.')
  }
}

/** Pastes from the menu; the browser may ask for permission. */
export async function pasteFromClipboard(into: ResourceSubject): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    toast.error('The browser does not let the menu read the clipboard. Press Ctrl+V on the row instead.')
    return
  }
  pasteText(text, into)
}

/** Pastes what the text holds beside (or into) a row; it goes into its own tree wherever it was pasted. */
export function pasteText(text: string, into: ResourceSubject): void {
  const read = readResourceClip(text)
  if (!read.ok) {
    toast.error(read.text)
    return
  }
  const { clip } = read
  const folderId = collectionOf(into.tree) !== clip.collection || into.type === 'root' ? null : into.type === 'folder' ? into.id : into.parentId
  let id: string | null = null
  change(`Paste ${treeWords[clip.collection].one}`, (draft) => {
    id = pasteResource(draft, clip, folderId, newId)
  })
  if (id === null) return
  showResourceTab(resourceTabOf(clip.collection))
  revealRow(shelfOf(projectStore.getState().project, clip.collection, id), folderId === null ? [] : [folderId], rowId({ type: 'resource', tree: clip.collection, id }))
  select({ type: 'resource', collection: clip.collection, id })
}
