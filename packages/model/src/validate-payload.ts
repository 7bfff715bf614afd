import { FORBIDDEN_KEYS } from './ids.ts'
import { jsonBoundsProblem } from './json-bounds.ts'
import type { FieldType, Value } from './field-types.ts'
import { LIMITS } from './limits.ts'
import { membersIn, type FieldMember, type Members } from './members.ts'
import { choiceValues, DATE_PATTERN, DATE_TIME_PATTERN, linkSchemesOf, longestText, presetPatterns } from './payload-limits.ts'
import type { Project } from './project.ts'
import { readPattern } from './text-pattern.ts'

/** `pointer` is a JSON pointer into the payload, `name` the field's Name, `text` what is wrong in one sentence that names it. */
export type PayloadProblem = { readonly ok: false; readonly pointer: string; readonly name: string; readonly text: string }
export type PayloadCheck = { readonly ok: true; readonly value: { readonly [name: string]: Value } } | PayloadProblem

/**
 * Checks a message's payload, as it is sent by a node or comes from outside. Gives a value with every member: defaults
 * filled in, what may be unknown null, lists that were left out empty. The first thing wrong refuses it.
 */
export function validatePayload(project: Project, messageId: string, value: unknown): PayloadCheck {
  const message = project.messages[messageId]
  if (message === undefined) return { ok: false, pointer: '', name: '', text: 'This message is not in the project any more.' }
  const bounds = jsonBoundsProblem(value, { depth: LIMITS.jsonDepth, values: LIMITS.jsonValues })
  if (bounds !== undefined) {
    const text = bounds.reason === 'key' ? `"${bounds.key ?? ''}" cannot be the name of a field.` : `${message.name} is too ${bounds.reason === 'depth' ? `deep; the limit is ${bounds.limit} levels` : `large; the limit is ${bounds.limit} values`}.`
    return { ok: false, pointer: '', name: message.name, text }
  }
  return checkRecord({ project, members: message.members, parentId: null, name: message.name, pointer: '' }, value)
}

/** Checks one value against the type of a field, as an input or an assignment gives it. Undefined when it fits; null is *unknown* and always fits. */
export function valueProblem(project: Pick<Project, 'choices'>, type: FieldType, value: unknown): string | undefined {
  return value === null ? undefined : typeProblem(project, type, value)
}

/** Checks the rows of a list as `validatePayload` does; unknown is an empty list. Pointers begin at the list. */
export function readRows({ maxRows, ...place }: Omit<RecordPlace, 'pointer'> & { readonly maxRows: number }, value: unknown): { readonly ok: true; readonly value: Value } | PayloadProblem {
  const bounds = jsonBoundsProblem(value ?? null, { depth: LIMITS.jsonDepth, values: maxRows * 100 })
  if (bounds !== undefined) return { ok: false, pointer: '', name: place.name, text: `${place.name} holds too much, or a name that is refused.` }
  return checkRows({ ...place, pointer: '' }, value, maxRows)
}

type RecordPlace = { readonly project: Project; readonly members: Members; readonly parentId: string | null; readonly name: string; readonly pointer: string }

function checkRecord(place: RecordPlace, value: unknown): PayloadCheck {
  const { members, parentId, name, pointer } = place
  if (!isRecord(value)) return { ok: false, pointer, name, text: `${name} has to be an object with named values.` }
  const inside = membersIn(members, parentId)
  const known = new Set(inside.map((member) => member.technicalName))
  const unknown = Object.keys(value).find((key) => !known.has(key) || FORBIDDEN_KEYS.has(key))
  if (unknown !== undefined) return { ok: false, pointer: `${pointer}/${escaped(unknown)}`, name: unknown, text: `${name} has no field "${unknown.slice(0, 80)}".` }
  const complete: Record<string, Value> = {}
  for (const member of inside) {
    const given = Object.hasOwn(value, member.technicalName) ? value[member.technicalName] : undefined
    const at = `${pointer}/${escaped(member.technicalName)}`
    const checked = member.type === 'field' ? checkField(place.project, member, { given, at }) : checkRows({ ...place, parentId: member.id, name: member.name, pointer: at }, given)
    if (!checked.ok) return checked
    complete[member.technicalName] = checked.value
  }
  return { ok: true, value: complete }
}

type Checked = { readonly ok: true; readonly value: Value } | PayloadProblem

function checkRows(place: RecordPlace, given: unknown, maxRows: number = LIMITS.listRows): Checked {
  if (given === undefined || given === null) return { ok: true, value: [] }
  if (!Array.isArray(given)) return { ok: false, pointer: place.pointer, name: place.name, text: `${place.name} has to be a list.` }
  if (given.length > maxRows) return { ok: false, pointer: place.pointer, name: place.name, text: `${place.name} has ${given.length} rows; the limit is ${maxRows}.` }
  const rows: Value[] = []
  for (const [index, row] of given.entries()) {
    const checked = checkRecord({ ...place, name: `${place.name}, row ${index + 1}`, pointer: `${place.pointer}/${index}` }, row)
    if (!checked.ok) return checked
    rows.push(checked.value)
  }
  return { ok: true, value: rows }
}

function checkField(project: Project, member: FieldMember, { given, at }: { readonly given: unknown; readonly at: string }): Checked {
  const refused = (text: string): PayloadProblem => ({ ok: false, pointer: at, name: member.name, text: `${member.name} ${text}.` })
  const value = given ?? (given === undefined ? member.default : undefined) ?? null
  if (value === null) return member.required ? refused('is required') : { ok: true, value: null }
  if (member.required && value === '') return refused('is required')
  const problem = typeProblem(project, member.valueType, value)
  // A value that fits its type is JSON: typeProblem has looked at all of it.
  return problem === undefined ? { ok: true, value: value as Value } : refused(problem)
}

function typeProblem(project: Pick<Project, 'choices'>, type: FieldType, value: unknown): string | undefined {
  switch (type.type) {
    case 'text':
      return textProblem(value, longestText(type)) ?? patternProblem(type, String(value))
    case 'richText':
      return textProblem(value, longestText(type))
    case 'number':
      return numberProblem(type, value)
    case 'yesNo':
      return typeof value === 'boolean' ? undefined : 'has to be yes or no (true or false)'
    case 'date':
      return typeof value === 'string' && new RegExp(DATE_PATTERN).test(value) && isDay(value) ? undefined : 'has to be a date such as 2026-01-31'
    case 'dateTime':
      return typeof value === 'string' && new RegExp(DATE_TIME_PATTERN).test(value) && isDay(value) && !Number.isNaN(Date.parse(value)) ? undefined : 'has to be a date and time such as 2026-01-31T09:30:00Z'
    case 'duration':
      return Number.isSafeInteger(value) ? undefined : 'has to be a duration in whole milliseconds'
    case 'singleChoice':
      return choiceProblem(choiceValues(project, type.choiceId), [value])
    case 'multipleChoice':
      if (!Array.isArray(value)) return 'has to be a list of choices'
      return new Set(value).size < value.length ? 'has the same choice twice' : choiceProblem(choiceValues(project, type.choiceId), value)
    case 'link':
      return textProblem(value, longestText(type)) ?? (new RegExp(`^(${linkSchemesOf(type).join('|')}):\\S+$`).test(String(value)) ? undefined : `has to be a link that starts with ${linkSchemesOf(type).map((scheme) => `${scheme}:`).join(' or ')}`)
  }
}

function textProblem(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return 'has to be a text'
  // Characters as people and JSON Schema count them; a text with fewer units than the limit need not be counted.
  const length = value.length <= maxLength ? value.length : [...value].length
  return length > maxLength ? `has ${length} characters; the limit is ${maxLength}` : undefined
}

function patternProblem({ preset, pattern }: Extract<FieldType, { type: 'text' }>, value: string): string | undefined {
  if (preset !== undefined && !new RegExp(presetPatterns[preset].pattern).test(value)) return `has to be ${presetPatterns[preset].words}`
  if (pattern === undefined || pattern === '') return undefined
  const read = readPattern(pattern)
  // A pattern that cannot be used is a problem of the document (checkDocument says so); it refuses nobody's message.
  return !read.ok || read.expression.test(value) ? undefined : `does not fit the pattern ${pattern}`
}

function numberProblem({ min, max, decimals }: Extract<FieldType, { type: 'number' }>, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'has to be a number'
  if (min !== undefined && value < min) return `is ${value}; the least is ${min}`
  if (max !== undefined && value > max) return `is ${value}; the most is ${max}`
  if (decimals === undefined || decimalsOf(value) <= decimals) return undefined
  return decimals === 0 ? `is ${value}; it has to be a whole number` : `is ${value}; it may have ${decimals} decimals`
}

// Counted in the number as it is written: 0.1 + 0.2 has seventeen, as its sender will see in the message.
function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent))
}

function choiceProblem(allowed: readonly string[], values: readonly unknown[]): string | undefined {
  const wrong = values.find((value) => typeof value !== 'string' || !allowed.includes(value))
  if (wrong === undefined) return undefined
  if (allowed.length === 0) return 'has no choice to choose from'
  return `is ${JSON.stringify(wrong).slice(0, 60)}; it has to be one of ${allowed.slice(0, 10).join(', ')}${allowed.length > 10 ? ', …' : ''}`
}

// Does this day exist? Date.parse lets 31 February roll over in some engines.
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
