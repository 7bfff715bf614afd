import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a notification rule that is about nothing and tells nobody yet. Returns its id. */
export function createRule(draft: Project, options: NewResource & { readonly pattern?: string; readonly title?: string }, newId: NewId): string {
  const base = newResource(draft, 'rules', options, newId)
  draft.rules[base.id] = {
    ...base, isOn: true, pattern: options.pattern ?? '', condition: '', recipients: { users: [], roles: [], expression: '' }, priority: 'normal', title: options.title ?? options.name, body: '', link: { type: 'app' },
    ways: { inbox: true, push: false, email: false }, pushAfterMs: 30_000, emailAfterMs: 15 * 60_000, digestMs: null, throttle: null, quietHours: null, mailConnectionId: null,
  }
  return base.id
}
