import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a room that everybody may be in, without agents. Returns its id. */
export function createRoom(draft: Project, options: NewResource & { readonly keyName?: string | null }, newId: NewId): string {
  const base = newResource(draft, 'rooms', options, newId)
  draft.rooms[base.id] = { ...base, keyName: options.keyName ?? null, roles: [], agents: {}, agentHops: 4, keepDays: null }
  return base.id
}
