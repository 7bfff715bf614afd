import { inOrder, LIMITS, valueProblem, type DataList, type Project, type Value } from '@halley/model'
import type { RowChanges } from './session-events.ts'

/** A row of a stored list as expressions see it; `lastModified` is ISO 8601 in UTC and rises with every change of the row. */
export type StoredRow = { readonly id: string; readonly lastModified: string; readonly [name: string]: Value }

/** What became of a list: all its rows, in the order in which they came, and which of them are new, changed and gone. */
export type ChangedRows =
  | { readonly ok: true; readonly rows: readonly StoredRow[]; readonly inserted: readonly StoredRow[]; readonly updated: readonly StoredRow[]; readonly deleted: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly text: string }

export type RowChanging = { readonly project: Project; readonly list: DataList; readonly atMs: number; /** Makes the id of a new row. */ readonly newId: () => string }

/**
 * Carries changes out on the rows of a stored list, all or nothing. Pure: the rows that were given stay as they are.
 * A row that is gone is passed over; one that was changed since it was read refuses the whole with `list/conflict`; a value
 * that does not fit its field, with `list/invalid_value`; too many rows, with `list/full`.
 */
export function changeRows(rows: readonly StoredRow[], { inserted, updated, deleted }: RowChanges, changing: RowChanging): ChangedRows {
  const { list, atMs, newId } = changing
  const lastModified = new Date(atMs).toISOString()
  const conflict = { ok: false, code: 'list/conflict', text: `A row of "${list.name}" was changed by somebody else meanwhile; nothing was changed. Try again.` } as const
  const gone = new Map(deleted.map((row) => [row.id, row]))
  const deletedIds: string[] = []
  const changes = new Map(updated.map((change) => [change.id, change]))
  const kept: StoredRow[] = []
  const changed: StoredRow[] = []
  for (const row of rows) {
    const deletion = gone.get(row.id)
    if (deletion !== undefined) {
      if (deletion.lastModified !== null && deletion.lastModified !== row.lastModified) return conflict
      deletedIds.push(row.id)
      continue
    }
    const change = changes.get(row.id)
    if (change === undefined) {
      kept.push(row)
      continue
    }
    if (change.lastModified !== row.lastModified) return conflict
    const next = { ...row, ...change.values, id: row.id, lastModified: later(lastModified, row.lastModified) }
    kept.push(next)
    changed.push(next)
  }
  const fresh = inserted.map((values): StoredRow => ({ ...emptyRow(list), ...values, id: newId(), lastModified }))
  if (kept.length + fresh.length > LIMITS.storedListRows && fresh.length > 0) {
    return { ok: false, code: 'list/full', text: `"${list.name}" would have ${(kept.length + fresh.length).toLocaleString('en')} rows; the limit is ${LIMITS.storedListRows.toLocaleString('en')}. Delete rows that are no longer needed.` }
  }
  for (const row of [...changed, ...fresh]) {
    const problem = rowProblem(row, changing)
    if (problem !== undefined) return { ok: false, code: 'list/invalid_value', text: problem }
  }
  return { ok: true, rows: [...kept, ...fresh], inserted: fresh, updated: changed, deleted: deletedIds }
}

/** A clock that stands still must not hide a change. */
function later(lastModified: string, before: string): string {
  return lastModified > before ? lastModified : new Date(Date.parse(before) + 1).toISOString()
}

function emptyRow({ members }: DataList): { [name: string]: Value } {
  return Object.fromEntries(inOrder(members).flatMap((member) => (member.type === 'field' ? [[member.technicalName, member.default ?? null]] : [])))
}

function rowProblem(row: StoredRow, { project, list }: RowChanging): string | undefined {
  for (const member of inOrder(list.members)) {
    if (member.type !== 'field') continue
    const value = row[member.technicalName] ?? null
    if (value === null && member.required) return `"${member.name}" of "${list.name}" is needed.`
    const problem = valueProblem(project, member.valueType, value)
    if (problem !== undefined) return `"${member.name}" of "${list.name}" ${problem}`
  }
  return undefined
}
