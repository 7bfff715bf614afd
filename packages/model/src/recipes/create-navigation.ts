import type { Project } from '../project.ts'
import type { NewId } from './new-id.ts'
import { newResource, type NewResource } from './new-resource.ts'

/** Adds a navigation item that starts a flowchart. Returns its id. */
export function createNavigationItem(draft: Project, options: NewResource & { readonly flowId?: string | null }, newId: NewId): string {
  const base = newResource(draft, 'navigation', options, newId)
  draft.navigation[base.id] = { ...base, flowId: options.flowId ?? null, visibleWhen: '' }
  return base.id
}

/** Adds somebody the preview can act as. Returns the id. */
export function createPersona(draft: Project, options: NewResource & { readonly roles?: readonly string[]; readonly homeFlowId?: string | null }, newId: NewId): string {
  const base = newResource(draft, 'personas', options, newId)
  draft.personas[base.id] = { ...base, roles: [...(options.roles ?? [])], homeFlowId: options.homeFlowId ?? null }
  return base.id
}
