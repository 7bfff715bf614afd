import { emptyRecord, type Outcome, type PreparedTarget, type RunContext } from '@halley/engine'
import { sameJson, type Value } from '@halley/model'
import { chooseRows, type RowChoice } from './choose-rows.ts'
import type { TargetList } from './list-of-target.ts'
import { valuesOfLines, type PreparedLine } from './row-lines.ts'

/** A List action that is ready to run. */
export type PreparedListAction = {
  readonly list: TargetList | undefined
  /** Where the rows of a list that the session holds are. */
  readonly target: PreparedTarget | undefined
  readonly lines: readonly (PreparedLine | undefined)[]
  readonly rows: RowChoice
  readonly into: TargetList | undefined
  readonly intoTarget: PreparedTarget | undefined
}

type Row = { readonly [name: string]: Value }
type StoredRowId = { readonly id: string; readonly lastModified: string }

const MISSING: Outcome = { type: 'fail', code: 'list-action/list_missing', text: 'The list is missing.' }

/** Adds a row at the end; it becomes the current row. */
export function addRow(prepared: PreparedListAction, context: RunContext): Outcome {
  const { list, target } = prepared
  const rows = rowsOf(prepared, context)
  if (list === undefined || 'type' in rows) return 'type' in rows ? rows : MISSING
  if (rows.rows.length >= list.maxRows) return { type: 'fail', code: 'list-action/full', text: `${list.label} has ${list.maxRows.toLocaleString('en')} rows already, which is the limit.` }
  const computed = valuesOfLines(prepared.lines, (expression) => context.evaluate(expression))
  if ('type' in computed) return computed
  if (list.storedListId !== null) return { type: 'changeRows', listId: list.storedListId, changes: { inserted: [computed.values], updated: [], deleted: [] } }
  if (target === undefined) return MISSING
  const row = { ...recordOrEmpty(emptyRecord(list.members, list.parentId)), ...computed.values }
  context.set(target, [...rows.rows, row])
  if (list.parentId === null) context.setCurrent(list.expression, { row, at: rows.rows.length })
  return { type: 'leave', exit: 'default' }
}

/** Changes or deletes the rows that meet the condition. */
export function changeChosenRows(prepared: PreparedListAction, context: RunContext, action: 'update' | 'delete'): Outcome {
  const { list, target, lines } = prepared
  const rows = rowsOf(prepared, context)
  if (list === undefined || 'type' in rows) return 'type' in rows ? rows : MISSING
  const chosen = chooseRows(rows.rows, { ...prepared.rows, sort: undefined }, context)
  if ('type' in chosen) return chosen
  if (chosen.rows.length === 0) return { type: 'leave', exit: 'nothing' }
  const changed = new Map<Value, Row>()
  for (const row of action === 'update' ? chosen.rows : []) {
    const computed = valuesOfLines(lines, (expression) => context.evaluateForRow(expression, row))
    if ('type' in computed) return computed
    changed.set(row, computed.values)
  }
  if (list.storedListId !== null) {
    const changes = action === 'delete'
      ? { inserted: [], updated: [], deleted: chosen.rows.map((row) => idOf(row)) }
      : { inserted: [], updated: chosen.rows.map((row) => ({ ...idOf(row), values: changed.get(row) ?? {} })), deleted: [] }
    return { type: 'changeRows', listId: list.storedListId, changes }
  }
  if (target === undefined) return MISSING
  const meant = new Set(chosen.rows)
  const next = rows.rows.flatMap((row) => (!meant.has(row) ? [row] : action === 'delete' ? [] : [{ ...recordOrEmpty(row), ...changed.get(row) }]))
  followCurrent(list, context, (current) => {
    const old = chosen.rows.find((row) => row === current) ?? chosen.rows.find((row) => sameJson(row, current))
    return old === undefined ? undefined : action === 'delete' ? null : { ...recordOrEmpty(old), ...changed.get(old) }
  })
  context.set(target, next)
  return { type: 'leave', exit: 'default' }
}

/** Puts rows into a session list: members of the same technical name are filled, the others get their default. */
export function loadRows(prepared: PreparedListAction, context: RunContext, limit: number): Outcome {
  const { into, intoTarget } = prepared
  const rows = rowsOf(prepared, context)
  if ('type' in rows) return rows
  if (into === undefined || into.storedListId !== null || intoTarget === undefined) return { type: 'fail', code: 'list-action/into_missing', text: 'The session list that the rows go into is missing.' }
  const chosen = chooseRows(rows.rows, prepared.rows, context)
  if ('type' in chosen) return chosen
  const fresh = recordOrEmpty(emptyRecord(into.members, into.parentId))
  const loaded = chosen.rows.slice(0, Math.min(limit, into.maxRows)).map((row) => {
    const from = recordOrEmpty(row)
    return Object.fromEntries(Object.entries(fresh).map(([name, value]) => [name, Object.hasOwn(from, name) ? (from[name] ?? null) : value]))
  })
  context.set(intoTarget, loaded)
  return { type: 'leave', exit: loaded.length === 0 ? 'nothing' : 'default' }
}

/** Makes a row the current one of its list. */
export function goToRow(prepared: PreparedListAction, context: RunContext, which: 'first' | 'last' | 'next'): Outcome {
  const { list } = prepared
  const rows = rowsOf(prepared, context)
  if (list === undefined || 'type' in rows) return 'type' in rows ? rows : MISSING
  const chosen = chooseRows(rows.rows, prepared.rows, context)
  if ('type' in chosen) return chosen
  const at = which === 'first' ? 0 : which === 'last' ? chosen.rows.length - 1 : nextAfter(chosen.rows, list, context)
  const row = chosen.rows[at]
  if (row === undefined) return { type: 'leave', exit: 'nothing' }
  context.setCurrent(list.expression, { row, at })
  return { type: 'leave', exit: 'default' }
}

/** After a change of a stored list: the row that was added is the current one; a current row that was changed is seen as it is now. */
export function listAfterChange({ list }: PreparedListAction, context: RunContext, insertedIds: Value): Outcome {
  const rows = list?.storedListId == null ? undefined : context.stored(list.storedListId)
  if (list === undefined || rows === undefined) return { type: 'leave', exit: 'default' }
  const [added] = Array.isArray(insertedIds) ? insertedIds : []
  const byId = (id: Value | undefined): number => rows.findIndex((row) => recordOrEmpty(row)['id'] === id)
  if (added !== undefined) {
    const at = byId(added)
    if (at >= 0) context.setCurrent(list.expression, { row: rows[at] ?? null, at })
    return { type: 'leave', exit: 'default' }
  }
  followCurrent(list, context, (current) => {
    const id = recordOrEmpty(current)['id']
    const row = rows[byId(id)] ?? null
    return row === current ? undefined : row
  })
  return { type: 'leave', exit: 'default' }
}

/** Gives the current row its new value; undefined leaves it. */
function followCurrent(list: TargetList, context: RunContext, change: (row: Value) => Value | undefined): void {
  const current = list.parentId === null ? context.current(list.expression) : undefined
  if (current === undefined || current.row === null) return
  const row = change(current.row)
  if (row !== undefined) context.setCurrent(list.expression, { row, at: current.at })
}

function nextAfter(rows: readonly Value[], list: TargetList, context: RunContext): number {
  const current = context.current(list.expression)
  if (current === undefined) return 0
  const id = list.storedListId === null ? undefined : recordOrEmpty(current.row)['id']
  const found = id === undefined ? -1 : rows.findIndex((row) => recordOrEmpty(row)['id'] === id)
  if (found >= 0) return found + 1
  // The current row is gone: what stands in its place now is the next.
  return current.row === null || id !== undefined ? current.at : current.at + 1
}

function rowsOf({ list, target }: PreparedListAction, context: RunContext): { readonly rows: readonly Value[] } | Outcome {
  if (list === undefined) return MISSING
  if (list.storedListId !== null) {
    const rows = context.stored(list.storedListId)
    return rows === undefined ? { type: 'fail', code: 'list/unavailable', text: `The database does not answer, so the rows of "${list.label}" are not known now. Try again in a moment.` } : { rows }
  }
  if (target === undefined) return MISSING
  const held = context.get(target)
  return { rows: Array.isArray(held) ? held : [] }
}

function idOf(row: Value): StoredRowId {
  const { id, lastModified } = recordOrEmpty(row)
  return { id: typeof id === 'string' ? id : '', lastModified: typeof lastModified === 'string' ? lastModified : '' }
}

function recordOrEmpty(value: Value): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {}
}
