import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a channel on which all messages may travel and everybody may send and listen. Returns its id. */
export function createChannel(draft: Project, options: NewResource & { readonly keyName?: string | null; readonly messageIds?: readonly string[] }, newId: NewId): string {
  const base = newResource(draft, 'channels', options, newId)
  draft.channels[base.id] = {
    ...base, keyName: options.keyName ?? null, messageIds: [...(options.messageIds ?? [])], sendRoles: [], listenRoles: [], lateJoiners: { type: 'nothing' }, presence: false, whenTooSlow: 'dropOldest',
  }
  return base.id
}
