import type { DataList, Members, Project, Value } from '@halley/model'
import { initialData } from './session-data.ts'
import type { SessionState } from './session-state.ts'

/**
 * Carries a running session over to a changed model: data stays (under a thing's new technical name when it was renamed),
 * what is new starts at its default, what is gone is dropped. Runs and listeners stay; the next node entered uses the new program.
 */
export function adoptProject(before: Project, after: Project, state: SessionState): SessionState {
  if (before.fields === after.fields && before.lists === after.lists && before.messages === after.messages) return state
  const data = initialData(after)
  const received: { [name: string]: Value } = {}
  const current: { [name: string]: Value } = {}
  const currentAt: { [name: string]: number } = {}
  for (const [id, field] of Object.entries(after.fields)) carry({ into: data, from: state.data }, field.technicalName, before.fields[id]?.technicalName)
  for (const [id, list] of Object.entries(after.lists)) {
    const old = before.lists[id]
    // Rows of stored lists are not the session's.
    if (list.storage === 'session') carry({ into: data, from: state.data }, list.technicalName, old?.technicalName, old && ((rows) => renameRows(rows, old.members, list.members, null)))
    if (old === undefined || !Object.hasOwn(state.current, old.technicalName)) continue
    current[list.technicalName] = renameCurrent(state.current[old.technicalName] ?? null, old, list)
    currentAt[list.technicalName] = state.currentAt[old.technicalName] ?? 0
  }
  const runs = state.runs.map((run) => ({ ...run }))
  for (const [id, message] of Object.entries(after.messages)) {
    const old = before.messages[id]
    if (old === undefined) continue
    const rename = (value: Value): Value => renameRecord(value, old.members, message.members, null)
    carry({ into: data, from: state.data }, message.technicalName, old.technicalName, rename)
    carry({ into: received, from: state.received }, message.technicalName, old.technicalName, rename)
    for (const run of runs) {
      if (run.received?.name === old.technicalName) run.received = { name: message.technicalName, value: rename(run.received.value) }
    }
  }
  // Rows behind buttons have the old names; the screens are drawn anew, and then have new ones.
  const screens = state.screens.map(({ rows: _rows, ...shown }) => shown)
  return { ...state, data, received, current, currentAt, runs, screens }
}

/** The current row under the names of now; that of a stored list keeps its id. */
function renameCurrent(row: Value, before: DataList, after: DataList): Value {
  const renamed = renameRecord(row, before.members, after.members, null)
  if (after.storage === 'session' || row === null || typeof row !== 'object' || Array.isArray(row)) return renamed
  const { id = null, lastModified = null } = row as { readonly [name: string]: Value }
  return { ...(renamed as { readonly [name: string]: Value }), id, lastModified }
}

type Carrying = { readonly into: { [name: string]: Value }; readonly from: { readonly [name: string]: Value } }

function carry({ into, from }: Carrying, name: string, oldName: string | undefined, change: (value: Value) => Value = (value) => value): void {
  if (oldName !== undefined && Object.hasOwn(from, oldName)) into[name] = change(from[oldName] ?? null)
}

function renameRows(rows: Value, before: Members, after: Members, parentId: string | null): Value {
  return Array.isArray(rows) ? rows.map((row) => renameRecord(row, before, after, parentId)) : rows
}

function renameRecord(value: Value, before: Members, after: Members, parentId: string | null): Value {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const old = value as { readonly [name: string]: Value }
  const renamed: { [name: string]: Value } = {}
  for (const member of Object.values(after)) {
    if (member.parentId !== parentId) continue
    const oldName = before[member.id]?.technicalName
    const had = oldName !== undefined && Object.hasOwn(old, oldName) ? (old[oldName] ?? null) : member.type === 'list' ? [] : (member.default ?? null)
    renamed[member.technicalName] = member.type === 'list' ? renameRows(had, before, after, member.id) : had
  }
  return renamed
}
