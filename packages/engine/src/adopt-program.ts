import { valueProblem, type DataList, type FieldType, type Members, type Project, type Value } from '@halley/model'
import { renameHidden } from './hidden-values.ts'
import { initialData } from './session-data.ts'
import type { SessionState } from './session-state.ts'

/**
 * Carries a running session over to a changed model: data stays (under a thing's new technical name when it was renamed),
 * what is new starts at its default, what is gone is dropped, and a value that its changed type does not take is unknown.
 * Runs and listeners stay; the next node entered uses the new program.
 */
export function adoptProject(before: Project, after: Project, state: SessionState): SessionState {
  if (before.fields === after.fields && before.lists === after.lists && before.messages === after.messages && before.choices === after.choices) return state
  const data = initialData(after)
  const fit = fitting(before, after)
  const received: { [name: string]: Value } = {}
  const current: { [name: string]: Value } = {}
  const currentAt: { [name: string]: number } = {}
  for (const [id, field] of Object.entries(after.fields)) carry({ into: data, from: state.data }, field.technicalName, before.fields[id]?.technicalName, (value) => fit(value, field.valueType, before.fields[id]?.valueType))
  for (const [id, list] of Object.entries(after.lists)) {
    const old = before.lists[id]
    // Rows of stored lists are not the session's.
    if (list.storage === 'session') carry({ into: data, from: state.data }, list.technicalName, old?.technicalName, old && ((rows) => renameRows(rows, { before: old.members, after: list.members, parentId: null, fit })))
    if (old === undefined || !Object.hasOwn(state.current, old.technicalName)) continue
    current[list.technicalName] = renameCurrent(state.current[old.technicalName] ?? null, { before: old, after: list, fit })
    currentAt[list.technicalName] = state.currentAt[old.technicalName] ?? 0
  }
  const runs = state.runs.map((run) => ({ ...run }))
  for (const [id, message] of Object.entries(after.messages)) {
    const old = before.messages[id]
    if (old === undefined) continue
    const rename = (value: Value): Value => renameRecord(value, { before: old.members, after: message.members, parentId: null, fit })
    carry({ into: data, from: state.data }, message.technicalName, old.technicalName, rename)
    carry({ into: received, from: state.received }, message.technicalName, old.technicalName, rename)
    for (const run of runs) {
      if (run.received?.name === old.technicalName) run.received = { name: message.technicalName, value: rename(run.received.value) }
    }
  }
  // Rows behind buttons have the old names; the screens are drawn anew, and then have new ones.
  const screens = state.screens.map(({ rows: _rows, ...shown }) => shown)
  return { ...state, data, received, current, currentAt, runs, screens, hidden: renameHidden(state.hidden, before, after) }
}

/** The current row under the names of now; that of a stored list keeps its id. */
function renameCurrent(row: Value, { before, after, fit }: { readonly before: DataList; readonly after: DataList; readonly fit: Fit }): Value {
  const renamed = renameRecord(row, { before: before.members, after: after.members, parentId: null, fit })
  if (after.storage === 'session' || row === null || typeof row !== 'object' || Array.isArray(row)) return renamed
  const { id = null, lastModified = null } = row as { readonly [name: string]: Value }
  return { ...(renamed as { readonly [name: string]: Value }), id, lastModified }
}

type Carrying = { readonly into: { [name: string]: Value }; readonly from: { readonly [name: string]: Value } }

function carry({ into, from }: Carrying, name: string, oldName: string | undefined, change: (value: Value) => Value = (value) => value): void {
  if (oldName !== undefined && Object.hasOwn(from, oldName)) into[name] = change(from[oldName] ?? null)
}

type Fit = (value: Value, type: FieldType, typeBefore: FieldType | undefined) => Value

/** Takes a value over when it is one of the type as it is now. What has not changed is not looked at again: lists may be long. */
function fitting(before: Project, after: Project): Fit {
  return (value, type, typeBefore) => {
    if (type === typeBefore && before.choices === after.choices) return value
    const renamed = renameOptions(value, type, { before, after })
    return valueProblem(after, type, renamed) === undefined ? renamed : null
  }
}

/** An option that has another technical name now is meant by it. */
function renameOptions(value: Value, type: FieldType, { before, after }: { readonly before: Project; readonly after: Project }): Value {
  if (type.type !== 'singleChoice' && type.type !== 'multipleChoice') return value
  if (Array.isArray(value)) return value.map((one: Value) => renameOptions(one, type, { before, after }))
  const old = Object.values(before.choices[type.choiceId ?? '']?.options ?? {}).find(({ technicalName }) => technicalName === value)
  return after.choices[type.choiceId ?? '']?.options[old?.id ?? '']?.technicalName ?? value
}

type Renaming = { readonly before: Members; readonly after: Members; readonly parentId: string | null; readonly fit: Fit }

function renameRows(rows: Value, renaming: Renaming): Value {
  return Array.isArray(rows) ? rows.map((row) => renameRecord(row, renaming)) : []
}

function renameRecord(value: Value, renaming: Renaming): Value {
  const { before, after, parentId, fit } = renaming
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const old = value as { readonly [name: string]: Value }
  const renamed: { [name: string]: Value } = {}
  for (const member of Object.values(after)) {
    if (member.parentId !== parentId) continue
    const was = before[member.id]
    const oldName = was?.technicalName
    const had = oldName !== undefined && Object.hasOwn(old, oldName) ? (old[oldName] ?? null) : member.type === 'list' ? [] : (member.default ?? null)
    renamed[member.technicalName] = member.type === 'list' ? renameRows(had, { ...renaming, parentId: member.id }) : fit(had, member.valueType, was?.type === 'field' ? was.valueType : undefined)
  }
  return renamed
}
