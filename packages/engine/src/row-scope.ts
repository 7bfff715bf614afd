import { edgeId, type Flow, type Project } from '@halley/model'
import type { DescribedType, ExpressionLanguage, Scope, ValueType } from './expressions/index.ts'
import type { Catalog } from './node-kind.ts'

/** What the expressions of a flow's nodes may name, with `row` where a row is in turn. */
export type RowScopes = {
  /** The scope of a node's own expressions; the same object for nodes that see the same row. */
  readonly at: (nodeId: string) => Scope
  /** For a node that works on the rows of a list: the scope in which `row` is any row of it, for its filter and its order. */
  readonly ofRows: (nodeId: string) => Scope
}

type WalkedList = { readonly nodeId: string; readonly list: string; readonly around?: readonly string[] }
type Walks = { readonly byId: ReadonlyMap<string, WalkedList>; /** The walks whose row may be in turn at a node. */ readonly at: ReadonlyMap<string, readonly string[]> }

/** Walks whose rows are told apart at one node; where more meet, the row is of any type. Bounds the work by the size of the flow. */
const WALKS_AT_NODE = 20

/** Walks whose lists are named by each other's rows; beyond, the row is of any type. Bounds the stack. */
const WALKS_IN_WALKS = 50

/**
 * Finds where `row` is known: in every node that can be reached from the exit by which a row is in turn, without taking a
 * row of another walk and without coming back to the walking node itself. Where the rows of several walks may be in turn
 * and their types differ, it is of any type.
 */
export function rowScopes(flow: Flow, { project, catalog, language, scope }: { readonly project: Project; readonly catalog: Catalog; readonly language: ExpressionLanguage; readonly scope: Scope }): RowScopes {
  const walks = walksOf(flow, catalog)
  const ownWalks = new Map<string, string[]>()
  for (const [id, { nodeId }] of walks.byId) ownWalks.set(nodeId, [...(ownWalks.get(nodeId) ?? []), id])
  const rowTypes = new Map<string, ValueType>()
  const scopes = new Map<string, Scope>()

  let inside = 0
  const rowTypeOf = (walkId: string): ValueType => {
    const known = rowTypes.get(walkId)
    if (known !== undefined) return known
    if (inside > WALKS_IN_WALKS) return { type: 'any' }
    inside += 1
    // Lists that are named by each other's rows have no type to begin with.
    rowTypes.set(walkId, { type: 'any' })
    const walk = walks.byId.get(walkId)
    let type: ValueType = { type: 'any' }
    let seen = at(walk?.nodeId ?? '')
    for (const source of [...(walk?.around ?? []), walk?.list ?? '']) {
      const list = language.compile(source, seen)
      type = list.ok && list.type.type === 'list' ? list.type.of : { type: 'any' }
      seen = { variables: { ...scope.variables, row: type } }
    }
    inside -= 1
    rowTypes.set(walkId, type)
    return type
  }
  const withRow = (walkIds: readonly string[], label: string): Scope => {
    const key = `${label}:${walkIds.join()}`
    const made = scopes.get(key)
    if (made !== undefined) return made
    const types = walkIds.length > WALKS_AT_NODE ? [] : walkIds.map(rowTypeOf)
    const [first] = types
    const type: ValueType = first !== undefined && types.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : { type: 'any' }
    const row: DescribedType = { ...type, label }
    const extended = { variables: { ...scope.variables, row } }
    scopes.set(key, extended)
    return extended
  }
  const at = (nodeId: string): Scope => {
    const seen = walks.at.get(nodeId) ?? []
    return seen.length === 0 ? scope : withRow(seen, 'The row in turn')
  }
  const ofListRows = (nodeId: string): Scope => {
    const node = flow.nodes[nodeId]
    const kind = catalog.get(node?.kind ?? '')
    const parsed = kind?.rowList === undefined ? undefined : kind.config.safeParse(node?.config)
    const list = parsed?.success === true ? language.compile(kind?.rowList?.(parsed.data, { project }) ?? '', at(nodeId)) : undefined
    rowTypes.set(nodeId, list?.ok === true && list.type.type === 'list' ? list.type.of : { type: 'any' })
    return withRow([nodeId], 'A row of the list')
  }
  const ofRows = (nodeId: string): Scope => {
    const own = ownWalks.get(nodeId) ?? []
    return own.length > 0 ? withRow(own, 'A row of the list') : ofListRows(nodeId)
  }
  return { at, ofRows }
}

function walksOf(flow: Flow, catalog: Catalog): Walks {
  // By the edge that leaves through the exit: a node may have several lists, each with an exit of its own.
  const lists = new Map<string, WalkedList>()
  for (const node of Object.values(flow.nodes)) {
    const kind = catalog.get(node.kind)
    if (kind?.rows === undefined) continue
    const parsed = kind.config.safeParse(node.config)
    if (parsed.success) for (const { exit, ...walked } of kind.rows(parsed.data)) lists.set(edgeId(node.id, exit), { nodeId: node.id, ...walked })
  }
  const at = new Map<string, string[]>()
  if (lists.size === 0) return { byId: lists, at }
  // After the next row of another walk, that one's row is in turn.
  const leads = new Map<string, string[]>()
  for (const { from, exit, to } of Object.values(flow.edges)) {
    if (lists.has(edgeId(from, exit))) continue
    const known = leads.get(from)
    if (known === undefined) leads.set(from, [to])
    else known.push(to)
  }
  for (const [id, { nodeId }] of lists) markReached({ walkId: id, first: flow.edges[id]?.to, without: nodeId }, leads, at)
  return { byId: lists, at }
}

// A node at which enough walks meet leads no further: what comes after it is met by them as well.
function markReached({ walkId, first, without }: { readonly walkId: string; readonly first: string | undefined; readonly without: string }, leads: ReadonlyMap<string, readonly string[]>, at: Map<string, string[]>): void {
  const open = first === undefined ? [] : [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const seen = at.get(id) ?? []
    if (id === without || seen.at(-1) === walkId || seen.length > WALKS_AT_NODE) continue
    at.set(id, seen)
    seen.push(walkId)
    open.push(...(leads.get(id) ?? []))
  }
}
