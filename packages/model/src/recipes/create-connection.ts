import type { Project } from '../project.ts'
import type { ConnectionSettings, ConnectionType } from '../resources.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a connection of a type, to an HTTP service when none is said; without an address yet. Returns its id. */
export function createConnection(draft: Project, options: NewResource & { readonly baseUrl?: string; readonly type?: ConnectionType }, newId: NewId): string {
  const base = newResource(draft, 'connections', options, newId)
  draft.connections[base.id] = { ...base, settings: newConnectionSettings(options.type ?? 'http', options.baseUrl) }
  return base.id
}

/** What a new connection of a type is set to. */
export function newConnectionSettings(type: ConnectionType, baseUrl = ''): ConnectionSettings {
  switch (type) {
    case 'http': return { type, baseUrl, auth: { type: 'none' } }
    case 'model': return { type, baseUrl, model: '', auth: { type: 'bearer' } }
    case 'demoModel': return { type }
    case 'smtp': return { type, host: '', port: 587, security: 'starttls', user: '', from: '' }
  }
}
