import { LIMITS, TECHNICAL_NAME, type FieldType } from '@halley/model'

/** A field or list that an example shows, before it has an identity. */
export type InferredMember =
  | { readonly type: 'field'; readonly name: string; readonly technicalName: string | null; readonly valueType: FieldType }
  | { readonly type: 'list'; readonly name: string; readonly technicalName: string | null; readonly members: readonly InferredMember[] }

export type Inference = { readonly ok: true; readonly members: readonly InferredMember[]; /** What could not be taken as it is, in sentences. */ readonly notes: readonly string[] } | { readonly ok: false; readonly text: string }

// What one message may have at the most here; an example with more is no example of one message.
const MOST_MEMBERS = 200

/** Reads fields and lists from an example of a message, given as JSON text. */
export function inferMembers(text: string): Inference {
  let example: unknown
  try {
    example = JSON.parse(text)
  } catch (problem) {
    return { ok: false, text: `This is no JSON: ${problem instanceof Error ? problem.message : 'it cannot be read'}.` }
  }
  const whole = Array.isArray(example) ? mergedRow(example) : example
  if (!isRecord(whole)) return { ok: false, text: 'An example is an object, such as {"subject": "Printer on fire"}.' }
  const notes: string[] = []
  const members = membersOf(whole, { level: 0, notes, prefix: '' })
  if (members.length === 0) return { ok: false, text: 'This example has no fields.' }
  if (count(members) > MOST_MEMBERS) return { ok: false, text: `This example has more than ${MOST_MEMBERS} fields.` }
  return { ok: true, members, notes }
}

type Place = { readonly level: number; readonly notes: string[]; readonly prefix: string }

function membersOf(record: Readonly<Record<string, unknown>>, place: Place): InferredMember[] {
  return Object.entries(record).flatMap(([key, value]): InferredMember[] => {
    const fullKey = place.prefix + (place.prefix === '' ? key : key.slice(0, 1).toUpperCase() + key.slice(1))
    const named = { name: readableName(fullKey), technicalName: TECHNICAL_NAME.test(fullKey) ? fullKey : null }
    if (Array.isArray(value)) return listOf(value, named, place)
    if (isRecord(value)) {
      place.notes.push(`"${key}" is a group; its fields are taken one by one, with its name in front.`)
      return membersOf(value, { ...place, prefix: fullKey })
    }
    return [{ type: 'field', ...named, valueType: typeOfExample(value) }]
  })
}

function listOf(rows: readonly unknown[], named: { name: string; technicalName: string | null }, place: Place): InferredMember[] {
  if (place.level >= LIMITS.listLevels) {
    place.notes.push(`"${named.name}" is left out: lists nest ${LIMITS.listLevels} levels deep at most.`)
    return []
  }
  const inside = { level: place.level + 1, notes: place.notes, prefix: '' }
  const row = mergedRow(rows)
  if (isRecord(row)) return [{ type: 'list', ...named, members: membersOf(row, inside) }]
  place.notes.push(`"${named.name}" is a list of plain values; its rows get one field, Value.`)
  return [{ type: 'list', ...named, members: [{ type: 'field', name: 'Value', technicalName: 'value', valueType: typeOfExample(rows[0] ?? null) }] }]
}

/** One row that has what any of the rows has: the first value that is known counts. */
function mergedRow(rows: readonly unknown[]): unknown {
  const records = rows.filter(isRecord)
  if (records.length === 0) return undefined
  const merged: Record<string, unknown> = {}
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) if (merged[key] === undefined || merged[key] === null) merged[key] = value
  }
  return merged
}

/** The type that a plain value of an example suggests. */
export function typeOfExample(value: unknown): FieldType {
  if (typeof value === 'boolean') return { type: 'yesNo' }
  if (typeof value === 'number') return Number.isInteger(value) ? { type: 'number', decimals: 0 } : { type: 'number' }
  if (typeof value !== 'string') return { type: 'text' }
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { type: 'date' }
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)) return { type: 'dateTime' }
  if (/^(https?:\/\/|mailto:)\S+$/.test(value)) return { type: 'link' }
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return { type: 'text', preset: 'email' }
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return { type: 'text', preset: 'uuid' }
  return { type: 'text' }
}

/** Makes a Name of a key: "dueDate" and "due_date" are "Due date". */
export function readableName(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[\s_-]+/).filter((word) => word !== '')
  const text = words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ').slice(0, LIMITS.nameCharacters)
  return text === '' ? 'Field' : text.slice(0, 1).toUpperCase() + text.slice(1)
}

function count(members: readonly InferredMember[]): number {
  return members.reduce((sum, member) => sum + 1 + (member.type === 'list' ? count(member.members) : 0), 0)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
