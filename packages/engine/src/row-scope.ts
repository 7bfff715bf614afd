import { edgeId, type Flow } from '@halley/model'
import type { DescribedType, ExpressionLanguage, Scope, ValueType } from './expressions/index.ts'
import type { Catalog } from './node-kind.ts'

/** What the expressions of a flow's nodes may name, with `row` where a row is in turn. */
export type RowScopes = {
  /** The scope of a node's own expressions; the same object for nodes that see the same row. */
  readonly at: (nodeId: string) => Scope
  /** For a node that walks a list: the scope in which `row` is any row of it, for its filter and its order. */
  readonly ofRows: (nodeId: string) => Scope
}

type Walk = { readonly list: string; readonly reached: ReadonlySet<string> }

/**
 * Finds where `row` is known: in every node that can be reached from the exit by which a row is in turn, without going
 * through the walking node itself. In nested walks it is the row of the innermost; where that cannot be told from the
 * drawing, and their types differ, it is of any type.
 */
export function rowScopes(flow: Flow, { catalog, language, scope }: { readonly catalog: Catalog; readonly language: ExpressionLanguage; readonly scope: Scope }): RowScopes {
  const walks = walksOf(flow, catalog)
  if (walks.size === 0) return { at: () => scope, ofRows: () => scope }
  const rowTypes = new Map<string, ValueType>()
  const scopes = new Map<string, Scope>()

  const innermostAt = (nodeId: string): string[] => {
    const around = [...walks.keys()].filter((id) => walks.get(id)?.reached.has(nodeId))
    const contains = (outer: string, inner: string): boolean => walks.get(outer)?.reached.has(inner) === true
    return around.filter((outer) => !around.some((inner) => inner !== outer && contains(outer, inner) && !contains(inner, outer)))
  }
  const rowTypeOf = (walkId: string): ValueType => {
    const known = rowTypes.get(walkId)
    if (known !== undefined) return known
    // Lists that are named by each other's rows have no type to begin with.
    rowTypes.set(walkId, { type: 'any' })
    const list = language.compile(walks.get(walkId)?.list ?? '', at(walkId))
    const type: ValueType = list.ok && list.type.type === 'list' ? list.type.of : { type: 'any' }
    rowTypes.set(walkId, type)
    return type
  }
  const withRow = (walkIds: readonly string[], label: string): Scope => {
    const key = `${label}:${walkIds.join()}`
    const made = scopes.get(key)
    if (made !== undefined) return made
    const types = walkIds.map(rowTypeOf)
    const [first] = types
    const type: ValueType = first !== undefined && types.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : { type: 'any' }
    const row: DescribedType = { ...type, label }
    const extended = { variables: { ...scope.variables, row } }
    scopes.set(key, extended)
    return extended
  }
  const at = (nodeId: string): Scope => {
    const innermost = innermostAt(nodeId)
    return innermost.length === 0 ? scope : withRow(innermost, 'The row in turn')
  }
  return { at, ofRows: (nodeId) => (walks.has(nodeId) ? withRow([nodeId], 'A row of the list') : scope) }
}

function walksOf(flow: Flow, catalog: Catalog): ReadonlyMap<string, Walk> {
  const walks = new Map<string, Walk>()
  let leads: Map<string, string[]> | undefined
  for (const node of Object.values(flow.nodes)) {
    const kind = catalog.get(node.kind)
    if (kind?.rows === undefined) continue
    const parsed = kind.config.safeParse(node.config)
    if (!parsed.success) continue
    const { exit, list } = kind.rows(parsed.data)
    leads ??= edgesByNode(flow)
    walks.set(node.id, { list, reached: reachedFrom(flow.edges[edgeId(node.id, exit)]?.to, { leads, without: node.id }) })
  }
  return walks
}

function edgesByNode(flow: Flow): Map<string, string[]> {
  const leads = new Map<string, string[]>()
  for (const { from, to } of Object.values(flow.edges)) {
    const already = leads.get(from)
    if (already === undefined) leads.set(from, [to])
    else already.push(to)
  }
  return leads
}

function reachedFrom(first: string | undefined, { leads, without }: { readonly leads: ReadonlyMap<string, readonly string[]>; readonly without: string }): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = first === undefined ? [] : [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === without || reached.has(id)) continue
    reached.add(id)
    open.push(...(leads.get(id) ?? []))
  }
  return reached
}
