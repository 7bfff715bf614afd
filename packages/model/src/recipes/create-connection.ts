import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a connection to an HTTP service or (type `model`) to an AI model, without an address yet. Returns its id. */
export function createConnection(draft: Project, options: NewResource & { readonly baseUrl?: string; readonly type?: 'http' | 'model' }, newId: NewId): string {
  const base = newResource(draft, 'connections', options, newId)
  draft.connections[base.id] = { ...base, settings: options.type === 'model' ? { type: 'model', baseUrl: options.baseUrl ?? '', model: '', auth: { type: 'bearer' } } : { type: 'http', baseUrl: options.baseUrl ?? '', auth: { type: 'none' } } }
  return base.id
}
