import type { Project } from '../project.ts'
import type { TreeName } from '../resources.ts'
import type { NewId } from './new-id.ts'
import { orderAt } from './order-keys.ts'
import { freeNames } from './taken-names.ts'

/** What every "New …" may say. Names that are taken get a number; the technical name is derived when it is not given. */
export type NewResource = { readonly name: string; readonly technicalName?: string | undefined; readonly folderId?: string | null; readonly description?: string }

/** The part that all resources have, for a new one at the end of its folder. */
export function newResource(draft: Project, collection: TreeName, { name, technicalName, folderId = null, description = '' }: NewResource, newId: NewId) {
  return { id: newId(), folderId, order: orderAt(siblingsIn(draft, collection, folderId)), ...freeNames(draft, collection, { name, technicalName }), description }
}

/** The resources of a tree in one folder (null is the top). */
export function siblingsIn(draft: Project, collection: TreeName, folderId: string | null, exceptId?: string): { id: string; order: string }[] {
  return Object.values(draft[collection]).filter((entry) => entry.folderId === folderId && entry.id !== exceptId)
}
