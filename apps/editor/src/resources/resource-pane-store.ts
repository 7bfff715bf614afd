import type { FlowType, Shelf } from '@halley/model'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { rootRowId, type ResourceItem, type ResourceSubject } from './resource-trees.ts'

/** The dialog of the pane that is open. */
export type ResourceDialog =
  | { readonly type: 'new'; readonly tree: Shelf; readonly folderId: string | null; readonly flowType: FlowType; /** What the Name starts with. */ readonly name: string }
  | { readonly type: 'delete'; readonly item: ResourceItem }
  | { readonly type: 'move'; readonly item: ResourceItem }
  | { readonly type: 'usages'; readonly item: ResourceItem }

/** What the pane remembers while the page is open; roots are open until they are closed. */
export type ResourcePaneState = {
  readonly closedRoots: ReadonlySet<string>
  readonly openFolders: ReadonlySet<string>
  /** The row with the tab stop. */
  readonly activeRow: string | null
  /** The row that is to be brought into view; a new `request` asks again for the same one. */
  readonly reveal: { readonly row: string; readonly request: number } | null
  readonly renamingRow: string | null
  readonly search: string
  readonly dialog: ResourceDialog | null
  readonly menu: { readonly subject: ResourceSubject; readonly x: number; readonly y: number } | null
}

export const resourcePaneStore: StoreApi<ResourcePaneState> = createStore<ResourcePaneState>(() => ({
  closedRoots: new Set(), openFolders: new Set(), activeRow: null, reveal: null, renamingRow: null, search: '', dialog: null, menu: null,
}))

/** Reads a slice of the pane's state. */
export function useResourcePane<T>(select: (state: ResourcePaneState) => T): T {
  return useStore(resourcePaneStore, select)
}

export function isRowExpanded(state: Pick<ResourcePaneState, 'closedRoots' | 'openFolders'>, id: string): boolean {
  return id.startsWith('root:') ? !state.closedRoots.has(id) : state.openFolders.has(id)
}

/** Opens or closes a root or a folder. */
export function setRowExpanded(id: string, expanded: boolean): void {
  const state = resourcePaneStore.getState()
  if (id.startsWith('root:')) resourcePaneStore.setState({ closedRoots: changed(state.closedRoots, id, !expanded) })
  else resourcePaneStore.setState({ openFolders: changed(state.openFolders, id, expanded) })
}

function changed(set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(set)
  if (present) next.add(id)
  else next.delete(id)
  return next
}

/** Opens the dialog that asks for a new resource's Name (New message, New channel, …). */
export function openNewResource(tree: Shelf, options: { folderId?: string | null; flowType?: FlowType; name?: string } = {}): void {
  resourcePaneStore.setState({ dialog: { type: 'new', tree, folderId: options.folderId ?? null, flowType: options.flowType ?? 'flowchart', name: options.name ?? '' } })
}

export function openResourceDialog(dialog: ResourceDialog): void {
  resourcePaneStore.setState({ dialog })
}

export function closeResourceDialog(): void {
  resourcePaneStore.setState({ dialog: null })
}

/** Starts typing a new Name in the row. */
export function startRenaming(rowId: string): void {
  resourcePaneStore.setState({ renamingRow: rowId, activeRow: rowId })
}

/** Opens the root and the folders that hold a row, brings it into view, and makes it the active one. */
export function revealRow(tree: Shelf, folderIds: readonly string[], rowId: string): void {
  scrollToRow(tree, folderIds, rowId)
  resourcePaneStore.setState({ activeRow: rowId, search: '' })
}

/** Opens the root and the folders that hold a row and brings it into view; neither a search nor the row that the arrows stand on is touched. */
export function scrollToRow(tree: Shelf, folderIds: readonly string[], row: string): void {
  for (const holder of [rootRowId(tree), ...folderIds.map((folderId) => `folder:${folderId}`)]) if (!isRowExpanded(resourcePaneStore.getState(), holder)) setRowExpanded(holder, true)
  resourcePaneStore.setState(({ reveal }) => ({ reveal: { row, request: (reveal?.request ?? 0) + 1 } }))
}
