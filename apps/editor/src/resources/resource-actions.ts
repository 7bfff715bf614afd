import {
  createChannel, createChoice, createField, createFlow, createFolder, createList, createMessage, createConnection, createNavigationItem, createPersona, createRoom, createRule, deleteFolder, deleteResource, duplicateResource, moveFolder, moveResource,
  collectionOf, renameFolder, renameResource, type FieldType, type FlowType, type Project, type Shelf, type TreeName,
} from '@halley/model'
import { renameOrAsk } from '../breaking/breaking-change.ts'
import { newId } from '../stores/new-id.ts'
import { change, projectStore } from '../stores/project-store.ts'
import { openTab, select, showResourceTab, tabOfResource, viewStore, type Selection } from '../stores/view-store.ts'
import { resourcePaneStore, revealRow, scrollToRow, startRenaming } from './resource-pane-store.ts'
import { resourceTabs, rootRowId, rowId, shelfOf, treeWords, type ResourceItem, type ResourceSubject } from './resource-trees.ts'
import type { DropPosition } from './tree-movement.ts'

export type NewResourceValues = { readonly name: string; readonly technicalName: string | undefined; readonly folderId: string | null; readonly flowType: FlowType; readonly valueType: FieldType }

/** Creates a resource as one step, shows it in its tree, selects it and opens its editor. Returns its id. */
export function createResource(tree: Shelf, values: NewResourceValues): string | null {
  let id: string | null = null
  change(`New ${treeWords[tree].one} ${values.name}`, (draft) => {
    id = createIn(draft, tree, values)
  })
  if (id === null) return null
  revealRow(tree, foldersAbove(values.folderId), rowId({ type: 'resource', tree, id }))
  showResource(collectionOf(tree), id)
  return id
}

function createIn(draft: Project, tree: Shelf, { name, technicalName, folderId, flowType, valueType }: NewResourceValues): string {
  const base = { name, technicalName, folderId }
  switch (tree) {
    case 'messages': return createMessage(draft, base, newId)
    case 'channels': return createChannel(draft, base, newId)
    case 'flows': return createFlow(draft, { ...base, type: flowType }, newId)
    case 'fields': return createField(draft, { ...base, valueType }, newId)
    case 'endpoints': return createFlow(draft, { ...base, type: 'endpoint' }, newId)
    case 'lists': return createList(draft, base, newId)
    case 'storedLists': return createList(draft, { ...base, storage: 'stored' }, newId)
    case 'choices': return createChoice(draft, base, newId)
    case 'navigation': return createNavigationItem(draft, base, newId)
    case 'personas': return createPersona(draft, base, newId)
    case 'connections': return createConnection(draft, base, newId)
    case 'rules': return createRule(draft, base, newId)
    case 'rooms': return createRoom(draft, base, newId)
  }
}

/** Selects a resource, and opens the tab in which it is edited when it has one. */
export function showResource(tree: TreeName, id: string): void {
  const tab = tabOfResource(tree, id)
  if (tab !== null) openTab(tab)
  select({ type: 'resource', collection: tree, id })
}

/** Selects what a row stands for; a root selects nothing. */
export function selectSubject(subject: ResourceSubject): void {
  if (subject.type === 'root') return
  select({ type: 'resource', collection: subject.type === 'folder' ? 'folders' : collectionOf(subject.tree), id: subject.id })
}

/** Makes a folder and starts typing its name. */
export function createFolderIn(tree: Shelf, parentId: string | null): void {
  let id: string | null = null
  change('New folder', (draft) => {
    id = createFolder(draft, { tree, name: 'New folder', parentId }, newId)
  })
  if (id === null) return
  revealRow(tree, foldersAbove(parentId), `folder:${id}`)
  startRenaming(`folder:${id}`)
}

/** Renames a folder or a resource. */
export function renameItem(item: ResourceItem, name: string): void {
  renameOrAsk(`Rename ${item.name} to ${name}`, (draft) => {
    if (item.type === 'folder') renameFolder(draft, item.id, name)
    else renameResource(draft, { collection: collectionOf(item.tree), id: item.id }, name)
  })
}

/** Copies a resource with everything in it, right behind it. */
export function duplicateItem(item: ResourceItem): void {
  if (item.type === 'folder') return
  let id: string | null = null
  change(`Duplicate ${item.name}`, (draft) => {
    id = duplicateResource(draft, { collection: collectionOf(item.tree), id: item.id }, newId)
  })
  if (id === null) return
  resourcePaneStore.setState({ activeRow: rowId({ type: 'resource', tree: item.tree, id }) })
  select({ type: 'resource', collection: collectionOf(item.tree), id })
}

/** Deletes a folder (what is in it moves up) or a resource, as one step. */
export function deleteItem(item: ResourceItem): void {
  change(`Delete ${item.name}`, deletionOf(item))
  select({ type: 'none' })
  resourcePaneStore.setState({ activeRow: rootRowId(item.tree) })
}

/** What deletes an item from a project. */
export function deletionOf(item: ResourceItem): (draft: Project) => void {
  return (draft) => {
    if (item.type === 'folder') deleteFolder(draft, item.id)
    else deleteResource(draft, { collection: collectionOf(item.tree), id: item.id })
  }
}

/** Moves an item into a folder of its tree (null is the top), at a place among its like. */
export function moveItem(item: ResourceItem, folderId: string | null, index?: number): void {
  const at = index === undefined ? {} : { index }
  change(`Move ${item.name}`, (draft) => {
    if (item.type === 'folder') moveFolder(draft, item.id, { parentId: folderId, ...at })
    else moveResource(draft, { collection: collectionOf(item.tree), id: item.id }, { folderId, ...at })
  })
  revealRow(item.tree, foldersAbove(folderId), rowId(item))
}

/** Where a drop of an item on a row puts it. Folders stand before resources, so a drop between the two kinds lands at the border. */
export function dropPlace(items: readonly ResourceItem[], dragged: ResourceItem, target: ResourceSubject, position: DropPosition): { readonly folderId: string | null; readonly index?: number } {
  if (target.type === 'root') return { folderId: null }
  if (position === 'inside' && target.type === 'folder') return { folderId: target.id }
  const siblings = items
    .filter((item) => item.tree === dragged.tree && item.type === dragged.type && item.parentId === target.parentId && item.id !== dragged.id)
    .toSorted((left, right) => (left.order < right.order ? -1 : left.order > right.order ? 1 : left.id < right.id ? -1 : 1))
  if (target.type !== dragged.type) return { folderId: target.parentId, index: dragged.type === 'folder' ? siblings.length : 0 }
  const at = siblings.findIndex((item) => item.id === target.id)
  return { folderId: target.parentId, index: position === 'before' ? at : at + 1 }
}

/** Says which flowchart a client starts with, or which one runs on application start. */
export function setStartingFlow(setting: 'homeFlowId' | 'onApplicationStartFlowId', item: ResourceItem, isOn: boolean): void {
  const what = setting === 'homeFlowId' ? 'Home' : 'On application start'
  change(isOn ? `Set ${item.name} as ${what}` : `${what} is no flowchart`, (draft) => {
    draft.settings[setting] = isOn ? item.id : null
  })
}

/** Brings a resource into view in its tree whenever one is jumped to or selected elsewhere, and the one that is selected now. Returns what ends it. */
export function revealOnJump(): () => void {
  scrollToSelected(viewStore.getState().selection)
  return viewStore.subscribe(({ focusRequest, selection }, before) => {
    if (selection !== before.selection) scrollToSelected(selection)
    const place = focusRequest?.place
    if (focusRequest === before.focusRequest || place?.type !== 'resource') return
    const { shelf, folderIds } = standsIn(place.collection, place.id)
    // An endpoint is a flow that has a root of its own in another tab.
    const tab = resourceTabs.find(({ trees }) => trees.includes(shelf))
    if (tab !== undefined) showResourceTab(tab.id)
    revealRow(shelf, folderIds, rowId({ type: 'resource', tree: place.collection, id: place.id }))
  })
}

// What is selected elsewhere (by its tab) can be seen in its tree.
function scrollToSelected(selection: Selection): void {
  if (selection.type !== 'resource' || selection.collection === 'folders') return
  const { shelf, folderIds } = standsIn(selection.collection, selection.id)
  scrollToRow(shelf, folderIds, rowId({ type: 'resource', tree: selection.collection, id: selection.id }))
}

function standsIn(collection: TreeName, id: string): { readonly shelf: Shelf; readonly folderIds: readonly string[] } {
  const { project } = projectStore.getState()
  return { shelf: shelfOf(project, collection, id), folderIds: foldersAbove(project[collection][id]?.folderId ?? null) }
}

function foldersAbove(folderId: string | null): string[] {
  const { folders } = projectStore.getState().project
  const above: string[] = []
  for (let at = folderId; at !== null && !above.includes(at); at = folders[at]?.parentId ?? null) above.push(at)
  return above
}
