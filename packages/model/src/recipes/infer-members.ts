import { jsonBoundsProblem } from '../json-bounds.ts'
import type { FieldType } from '../field-types.ts'
import { LIMITS } from '../limits.ts'
import { membersIn } from '../members.ts'
import { TECHNICAL_NAME, deriveTechnicalName } from '../names.ts'
import type { Project } from '../project.ts'
import { addMember, type MemberOwner } from './members.ts'
import type { NewId } from './new-id.ts'

/** A field or list that an example shows, before it is added. */
export type InferredMember =
  | { readonly type: 'field'; readonly name: string; readonly technicalName: string; readonly valueType: FieldType }
  | { readonly type: 'list'; readonly name: string; readonly technicalName: string; readonly members: readonly InferredMember[] }

/** `notes` say in words what of the example was changed to fit. */
export type Inference = { readonly ok: true; readonly members: readonly InferredMember[]; readonly notes: readonly string[] } | { readonly ok: false; readonly message: string }

/**
 * Reads the fields and lists out of an example of a message ("Paste an example"): text or an already parsed object.
 * Objects inside become fields with a joined name, arrays become lists, and of a list all rows are looked at.
 */
export function inferMembersFromExample(example: unknown): Inference {
  const parsed = typeof example === 'string' ? parseJson(example) : { value: example }
  if ('problem' in parsed) return { ok: false, message: parsed.problem }
  const bounds = jsonBoundsProblem(parsed.value, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  if (bounds !== undefined) return { ok: false, message: bounds.reason === 'key' ? `"${bounds.key ?? ''}" cannot be the name of a field.` : `The example is too ${bounds.reason === 'depth' ? 'deep' : 'large'}; the limit is ${bounds.limit} ${bounds.reason === 'depth' ? 'levels' : 'values'}.` }
  if (!isRecord(parsed.value)) return { ok: false, message: 'The example has to be one object with named values, such as {"subject": "Printer on fire"}.' }
  const notes: string[] = []
  return { ok: true, members: membersOf([parsed.value], 0, notes), notes }
}

/** Adds what was inferred to a message or list; members that are there already, by technical name, stay as they are. Returns how many were added. */
export function addInferredMembers(draft: Project, { owner, parentId = null }: { readonly owner: MemberOwner; readonly parentId?: string | null }, members: readonly InferredMember[], newId: NewId): number {
  let added = 0
  for (const member of members) {
    const there = membersIn(draft[owner.collection][owner.id]?.members ?? {}, parentId).find((one) => one.technicalName === member.technicalName)
    const { name, technicalName } = member
    const id = there?.id ?? addMember(draft, owner, member.type === 'list' ? { type: 'list', name, technicalName, parentId } : { type: 'field', name, technicalName, parentId, valueType: member.valueType }, newId)
    if (there === undefined && id !== null) added += 1
    if (member.type === 'list' && id !== null && (there === undefined || there.type === 'list')) added += addInferredMembers(draft, { owner, parentId: id }, member.members, newId)
  }
  return added
}

function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (cause) {
    return { problem: `This is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.` }
  }
}

function membersOf(rows: readonly Record<string, unknown>[], level: number, notes: string[]): InferredMember[] {
  const members = new Map<string, InferredMember>()
  const put = (name: string, member: InferredMember): void => { if (!members.has(name)) members.set(name, member) }
  for (const key of new Set(rows.flatMap((row) => Object.keys(row)))) {
    const values = rows.map((row) => row[key]).filter((value) => value !== undefined && value !== null)
    const taken = new Set(members.keys())
    const technicalName = TECHNICAL_NAME.test(key) && !taken.has(key) ? key : deriveTechnicalName(key, 'lower', taken)
    const name = readable(key)
    if (values.some(isRecord)) {
      notes.push(`"${key}" is an object; its values became fields of their own, such as "${technicalName}…".`)
      for (const inner of membersOf(values.filter(isRecord), level, notes)) {
        const joined = deriveTechnicalName(`${technicalName} ${inner.technicalName}`, 'lower', new Set(members.keys()))
        put(joined, { ...inner, name: `${name} ${inner.name.charAt(0).toLowerCase()}${inner.name.slice(1)}`.slice(0, LIMITS.nameCharacters), technicalName: joined })
      }
    } else if (values.some(Array.isArray)) {
      if (level >= LIMITS.listLevels) notes.push(`"${key}" is nested deeper than ${LIMITS.listLevels} lists and was left out.`)
      else put(technicalName, { type: 'list', name, technicalName, members: rowMembers(values.flat(), level + 1, notes) })
    } else {
      put(technicalName, { type: 'field', name, technicalName, valueType: typeOf(values) })
    }
  }
  return [...members.values()]
}

// A list of plain values becomes a list with one field, since a list has rows of named fields.
function rowMembers(items: readonly unknown[], level: number, notes: string[]): InferredMember[] {
  const rows = items.filter(isRecord)
  if (rows.length > 0 || items.length === 0) return membersOf(rows, level, notes)
  return [{ type: 'field', name: 'Value', technicalName: 'value', valueType: typeOf(items.filter((item) => typeof item !== 'object')) }]
}

function typeOf(values: readonly unknown[]): FieldType {
  if (values.length === 0) return { type: 'text' }
  if (values.every((value) => typeof value === 'boolean')) return { type: 'yesNo' }
  if (values.every((value) => typeof value === 'number')) return values.every((value) => Number.isInteger(value)) ? { type: 'number', decimals: 0 } : { type: 'number' }
  const all = (pattern: RegExp): boolean => values.every((value) => typeof value === 'string' && pattern.test(value))
  if (all(/^\d{4}-\d{2}-\d{2}$/)) return { type: 'date' }
  if (all(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/)) return { type: 'dateTime' }
  if (all(/^https?:\/\/\S+$/)) return { type: 'link' }
  if (all(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)) return { type: 'text', preset: 'email' }
  return { type: 'text' }
}

// "dueDate", "due_date" and "due-date" are read "Due date".
function readable(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').map((word) => (/^[A-Z]+$/.test(word) ? word : word.toLowerCase()))
  const text = words.join(' ').slice(0, LIMITS.nameCharacters).trim()
  return text === '' ? 'Value' : text.charAt(0).toUpperCase() + text.slice(1)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
