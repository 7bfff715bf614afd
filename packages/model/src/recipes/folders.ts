import { freeName } from '../names.ts'
import type { Project } from '../project.ts'
import { collectionOf, type Shelf } from '../resources.ts'
import type { NewId } from './new-id.ts'
import { orderAt } from './order-keys.ts'

/** Adds a folder at the end of its parent. Returns its id. */
export function createFolder(draft: Project, { tree, name, parentId = null }: { readonly tree: Shelf; readonly name: string; readonly parentId?: string | null }, newId: NewId): string {
  const siblings = foldersIn(draft, tree, parentId)
  const id = newId()
  draft.folders[id] = { id, tree, parentId, order: orderAt(siblings), name: freeName(name, new Set(siblings.map((folder) => folder.name))) }
  return id
}

/** Renames a folder; a name that a sibling has gets a number. */
export function renameFolder(draft: Project, folderId: string, name: string): void {
  const folder = draft.folders[folderId]
  if (folder === undefined) return
  const siblings = foldersIn(draft, folder.tree, folder.parentId).filter((sibling) => sibling.id !== folderId)
  folder.name = freeName(name.trim() === '' ? folder.name : name.trim(), new Set(siblings.map((sibling) => sibling.name)))
}

/** Moves a folder into another one of its tree, at a place among the folders there. False, and nothing done, when it would be inside itself. */
export function moveFolder(draft: Project, folderId: string, to: { readonly parentId: string | null; readonly index?: number }): boolean {
  const folder = draft.folders[folderId]
  if (folder === undefined || (to.parentId !== null && isInside(draft, to.parentId, folderId))) return false
  folder.order = orderAt(foldersIn(draft, folder.tree, to.parentId).filter((sibling) => sibling.id !== folderId), to.index)
  folder.parentId = to.parentId
  return true
}

/** Deletes a folder; what was in it moves to where the folder was, so that nothing else is lost. */
export function deleteFolder(draft: Project, folderId: string): void {
  const folder = draft.folders[folderId]
  if (folder === undefined) return
  for (const inner of Object.values(draft.folders)) if (inner.parentId === folderId) inner.parentId = folder.parentId
  for (const resource of Object.values(draft[collectionOf(folder.tree)])) if (resource.folderId === folderId) resource.folderId = folder.parentId
  delete draft.folders[folderId]
}

/** Is a folder the other one, or somewhere inside it? */
function isInside(draft: Project, folderId: string, outerId: string): boolean {
  const seen = new Set<string>()
  for (let at: string | null = folderId; at !== null && !seen.has(at); at = draft.folders[at]?.parentId ?? null) {
    if (at === outerId) return true
    seen.add(at)
  }
  return false
}

function foldersIn(draft: Project, tree: Shelf, parentId: string | null) {
  return Object.values(draft.folders).filter((folder) => folder.tree === tree && folder.parentId === parentId)
}
