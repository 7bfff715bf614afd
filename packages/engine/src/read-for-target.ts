import { readRows, valueProblem, LIMITS, type Project, type Value, type ValueTarget } from '@halley/model'
import { fieldTypeOfTarget } from './targets.ts'

export type TargetReading = { readonly ok: true; readonly value: Value } | { readonly ok: false; /** "has to be a number", or a whole sentence without its end for a row of a list. */ readonly text: string; /** JSON pointer inside the value. */ readonly pointer: string }

/** Reads a value that comes from outside for the place where it goes: it has the type, and the limits, of that field or list. Unknown always fits; lists get what their rows leave out. */
export function readForTarget(project: Project, target: ValueTarget, value: unknown): TargetReading {
  const type = fieldTypeOfTarget(project, target)
  if (type !== undefined) {
    const problem = valueProblem(project, type, value)
    // A value that fits its type is JSON: all of it was looked at.
    return problem === undefined ? { ok: true, value: value as Value } : { ok: false, text: problem, pointer: '' }
  }
  const list = target.type === 'list' ? project.lists[target.listId] : target.type === 'messageMember' ? project.messages[target.messageId] : undefined
  if (list === undefined) return { ok: false, text: 'is not in the project any more', pointer: '' }
  const parentId = target.type === 'messageMember' ? target.memberId : null
  const rows = readRows({ project, members: list.members, parentId, name: list.name, maxRows: target.type === 'list' ? LIMITS.sessionListRows : LIMITS.listRows }, value)
  return rows.ok ? rows : { ok: false, text: rows.text.replace(/\.$/, ''), pointer: rows.pointer }
}
