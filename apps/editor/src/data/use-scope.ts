import { rowScopes, scopeOf, type RowScopes, type Scope } from '@halley/engine'
import type { Flow, Project } from '@halley/model'
import { catalog } from '@halley/nodes'
import { createContext, useContext } from 'react'
import { language } from '../expression-field/expression-language.ts'
import { useProject } from '../stores/project-store.ts'

type Sources = Pick<Project, 'fields' | 'lists' | 'messages' | 'choices'>
let last: { readonly sources: Sources; readonly scope: Scope } | null = null
let lastRows: { readonly flow: Flow; readonly scope: Scope; readonly scopes: RowScopes } | null = null

/** The node whose expressions are edited below: in a loop they may name `row`. Null outside of every node. */
export const ScopeOfNode = createContext<{ readonly flowId: string; readonly nodeId: string } | null>(null)

/** What expressions may name where this is drawn; the same object until what it is made of changes. */
export function useScope(): Scope {
  const place = useContext(ScopeOfNode)
  return useProject((project) => (place === null ? scopeOfData(project) : (rowScopesOf(project, place.flowId)?.at(place.nodeId) ?? scopeOfData(project))))
}

/** What the filter and the order of a node that walks a list may name: `row` is any row of that list. */
export function useScopeOfRows(): Scope {
  const place = useContext(ScopeOfNode)
  return useProject((project) => (place === null ? scopeOfData(project) : (rowScopesOf(project, place.flowId)?.ofRows(place.nodeId) ?? scopeOfData(project))))
}

/** The scope of a project, kept for the newest one: a scope object also keeps what was compiled in it. */
export function scopeOfData(project: Project): Scope {
  const { fields, lists, messages, choices } = project
  if (last !== null && last.sources.fields === fields && last.sources.lists === lists && last.sources.messages === messages && last.sources.choices === choices) return last.scope
  last = { sources: { fields, lists, messages, choices }, scope: scopeOf(project) }
  return last.scope
}

/** Kept for the newest version of the flow that was asked for last: one flow is edited at a time. */
function rowScopesOf(project: Project, flowId: string): RowScopes | undefined {
  const flow = project.flows[flowId]
  if (flow === undefined) return undefined
  const scope = scopeOfData(project)
  if (lastRows === null || lastRows.flow !== flow || lastRows.scope !== scope) lastRows = { flow, scope, scopes: rowScopes(flow, { project, catalog, language, scope }) }
  return lastRows.scopes
}
