import { scopeOf, type Scope } from '@halley/engine'
import type { Project } from '@halley/model'
import { useProject } from '../stores/project-store.ts'

type Sources = Pick<Project, 'fields' | 'lists' | 'messages' | 'choices'>
let last: { readonly sources: Sources; readonly scope: Scope } | null = null

/** What expressions may name in the open project; the same object until the data it is made of changes. */
export function useScope(): Scope {
  return useProject(scopeOfData)
}

/** The scope of a project, kept for the newest one: a scope object also keeps what was compiled in it. */
export function scopeOfData(project: Project): Scope {
  const { fields, lists, messages, choices } = project
  if (last !== null && last.sources.fields === fields && last.sources.lists === lists && last.sources.messages === messages && last.sources.choices === choices) return last.scope
  last = { sources: { fields, lists, messages, choices }, scope: scopeOf(project) }
  return last.scope
}
