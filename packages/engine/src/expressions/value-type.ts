/**
 * What an expression can work with. Values are JSON:
 * text and choice = string (a choice holds its technical value), number = number, yesNo = boolean, date = 'YYYY-MM-DD',
 * dateTime = ISO 8601 in UTC ('2026-01-31T10:00:00.000Z'), duration = **milliseconds** as a number, list = array,
 * record = object, and null = unknown for every one of them.
 */
export type ValueType =
  | { readonly type: 'text' }
  | { readonly type: 'number' }
  | { readonly type: 'yesNo' }
  | { readonly type: 'date' }
  | { readonly type: 'dateTime' }
  | { readonly type: 'duration' }
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly labels?: Readonly<Record<string, string>>; /** The choice of the project that it is, for its colours and icons. */ readonly choiceId?: string }
  | { readonly type: 'list'; readonly of: ValueType }
  | { readonly type: 'record'; readonly fields: Readonly<Record<string, DescribedType>>; /** Names that people may expect here, and why they are not. */ readonly absent?: Readonly<Record<string, string>> }
  | { readonly type: 'unknown' }
  | { readonly type: 'any' }

/** A type with what people read about the thing that has it. */
export type DescribedType = ValueType & { readonly label?: string; readonly help?: string }

/** What an expression may name: its variables by technical name. `now` (dateTime) is always in scope; its value comes with the values. */
export type Scope = { readonly variables: Readonly<Record<string, DescribedType>> }

export type Kind = ValueType['type']

export const TEXT: ValueType = { type: 'text' }
export const NUMBER: ValueType = { type: 'number' }
export const YES_NO: ValueType = { type: 'yesNo' }
export const DATE: ValueType = { type: 'date' }
export const DATE_TIME: ValueType = { type: 'dateTime' }
export const DURATION: ValueType = { type: 'duration' }
export const UNKNOWN: ValueType = { type: 'unknown' }
export const ANY: ValueType = { type: 'any' }

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  yesNo: 'yes or no',
  date: 'a date',
  dateTime: 'a date with time',
  duration: 'a duration',
  choice: 'a choice',
  list: 'a list',
  record: 'a group of fields',
  unknown: 'unknown',
  any: 'any value',
}

/** Says a kind in the words of the manual, with its article: "a number". */
export function kindInWords(kind: Kind): string {
  return KIND_WORDS[kind]
}

/** Says a type in the words of the manual: "a list of text". */
export function typeInWords(type: ValueType): string {
  if (type.type === 'list' && type.of.type === 'record') return 'a list of rows'
  if (type.type === 'list' && type.of.type !== 'any' && type.of.type !== 'unknown') return `a list of ${typeInWords(type.of).replace(/^an? /, '')}`
  if (type.type === 'choice' && type.values.length > 0) {
    const shown = type.values.slice(0, 4).join(', ')
    return `a choice (${shown}${type.values.length > 4 ? ', …' : ''})`
  }
  return kindInWords(type.type)
}

/** Gives the one type that covers both: what `condition ? left : right` or a list of both holds. */
export function joinTypes(left: ValueType, right: ValueType): ValueType {
  if (left === right || right.type === 'unknown') return left
  if (left.type === 'unknown') return right
  if (left.type === 'list' && right.type === 'list') return { type: 'list', of: joinTypes(left.of, right.of) }
  if (left.type === 'choice' && right.type === 'choice') {
    return { type: 'choice', values: [...new Set([...left.values, ...right.values])], labels: { ...left.labels, ...right.labels } }
  }
  if (left.type === 'record' && right.type === 'record') return { type: 'record', fields: joinFields(left.fields, right.fields) }
  if (isTextual(left) && isTextual(right)) return TEXT
  return left.type === right.type ? left : ANY
}

function joinFields(
  left: Readonly<Record<string, DescribedType>>,
  right: Readonly<Record<string, DescribedType>>,
): Readonly<Record<string, DescribedType>> {
  const joined = new Map<string, DescribedType>(Object.entries(left))
  for (const [name, type] of Object.entries(right)) {
    const other = joined.get(name)
    joined.set(name, other === undefined ? type : joinTypes(other, type))
  }
  return Object.fromEntries(joined)
}

/** Holds for text and for choices, whose value is a text. */
export function isTextual(type: ValueType): boolean {
  return type.type === 'text' || type.type === 'choice'
}

/** Holds for date and date-time. */
export function isMoment(type: ValueType): boolean {
  return type.type === 'date' || type.type === 'dateTime'
}

/**
 * Says whether a value of type `actual` may stand where `expected` is needed:
 * 'always'; 'perhaps' (only the value tells, it is checked when the expression runs); 'never'.
 */
export function fits(actual: ValueType, expected: ValueType): 'always' | 'perhaps' | 'never' {
  if (expected.type === 'any' || expected.type === 'unknown' || actual.type === 'unknown') return 'always'
  if (actual.type === 'any') return 'perhaps'
  if (expected.type === 'text') return isTextual(actual) ? 'always' : 'never'
  if (expected.type === 'choice') {
    if (actual.type === 'text') return 'perhaps'
    if (actual.type !== 'choice') return 'never'
    if (actual.values.length === 0 || expected.values.length === 0) return 'always'
    const allowed = new Set(expected.values)
    const allowedCount = actual.values.filter((value) => allowed.has(value)).length
    if (allowedCount === actual.values.length) return 'always'
    return allowedCount === 0 ? 'never' : 'perhaps'
  }
  if (expected.type === 'list') return actual.type === 'list' ? fits(actual.of, expected.of) : 'never'
  if (expected.type === 'record') return actual.type === 'record' ? fieldsFit(actual.fields, expected.fields) : 'never'
  return actual.type === expected.type ? 'always' : 'never'
}

function fieldsFit(actual: Readonly<Record<string, ValueType>>, expected: Readonly<Record<string, ValueType>>): 'always' | 'perhaps' | 'never' {
  let worst: 'always' | 'perhaps' | 'never' = 'always'
  for (const [name, type] of Object.entries(expected)) {
    const given = Object.hasOwn(actual, name) ? actual[name] : undefined
    if (given === undefined) continue
    const fit = fits(given, type)
    if (fit === 'never') return 'never'
    if (fit === 'perhaps') worst = 'perhaps'
  }
  return worst
}
