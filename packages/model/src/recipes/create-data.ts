import type { FieldType } from '../field-types.ts'
import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a field of the session, a text unless a type is given. Returns its id. */
export function createField(draft: Project, options: NewResource & { readonly valueType?: FieldType }, newId: NewId): string {
  const base = newResource(draft, 'fields', options, newId)
  draft.fields[base.id] = { ...base, valueType: options.valueType ?? { type: 'text' } }
  return base.id
}

/** Adds a list without columns, in the session unless it is to be stored. Returns its id. */
export function createList(draft: Project, options: NewResource & { readonly storage?: 'session' | 'stored' }, newId: NewId): string {
  const base = newResource(draft, 'lists', options, newId)
  draft.lists[base.id] = { ...base, storage: options.storage ?? 'session', members: {} }
  return base.id
}
