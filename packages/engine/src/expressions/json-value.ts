import { ExpressionFault } from './expression-error.ts'
import type { ExpressionLimits } from './expression-limits.ts'
import { isForbiddenName } from './forbidden-names.ts'
import { isDateText, isDateTimeText } from './moments.ts'
import { kindInWords, type Kind, type ValueType } from './value-type.ts'

export type PlainRecord = Readonly<Record<string, unknown>>

/** Holds for JSON objects; neither null nor a list. */
export function isPlainRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads an own field of a record; null (unknown) when it is missing or there is no record. */
export function readField(record: unknown, name: string): unknown {
  if (!isPlainRecord(record) || !Object.hasOwn(record, name)) return null
  const value = record[name]
  return value === undefined ? null : value
}

/** Names the kind of a value that arrived at run time. */
export function kindOfValue(value: unknown): Kind {
  if (value === null || value === undefined) return 'unknown'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'yesNo'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' ? 'record' : 'any'
}

/** Holds when a known value can be used as that kind. */
export function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
    case 'choice': return typeof value === 'string'
    case 'number':
    case 'duration': return typeof value === 'number'
    case 'yesNo': return typeof value === 'boolean'
    case 'date': return typeof value === 'string' && isDateText(value)
    case 'dateTime': return typeof value === 'string' && isDateTimeText(value)
    case 'list': return Array.isArray(value)
    case 'record': return isPlainRecord(value)
    case 'unknown': return value === null
    case 'any': return true
  }
}

/** Holds when a known value is stored as that kind is. Quicker than isOfKind: whether a text is a date is left to the one who reads it. */
export function isStoredAs(value: unknown, kind: Kind): boolean {
  return kind === 'date' || kind === 'dateTime' ? typeof value === 'string' : isOfKind(value, kind)
}

/** Stops the evaluation when a value that could be anything is not what is needed. Unknown (null) always passes. */
export function requireType(value: unknown, type: ValueType): unknown {
  if (value === null || type.type === 'any' || type.type === 'unknown') return value
  if (!isOfKind(value, type.type)) {
    throw new ExpressionFault('wrong-value', `This gave ${kindInWords(kindOfValue(value))}, but ${kindInWords(type.type)} is needed here.`)
  }
  if (type.type === 'choice' && type.values.length > 0 && !type.values.includes(String(value))) {
    throw new ExpressionFault('wrong-value', `“${String(value).slice(0, 40)}” is not one of ${type.values.slice(0, 10).join(', ')}.`)
  }
  if (type.type === 'list' && Array.isArray(value)) for (const item of value) requireType(item ?? null, type.of)
  if (type.type === 'record') for (const [name, field] of Object.entries(type.fields)) requireType(readField(value, name), field)
  return value
}

/** Compares two JSON values through all levels; `visit` is called for every pair, so that the caller can count. */
export function areEqual(left: unknown, right: unknown, visit: (left: unknown, right: unknown) => void): boolean {
  visit(left, right)
  if (left === right) return true
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, index) => areEqual(item ?? null, right[index] ?? null, visit))
  }
  if (!isPlainRecord(left) || !isPlainRecord(right)) return false
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  for (const name of names) if (!areEqual(readField(left, name), readField(right, name), visit)) return false
  return true
}

/**
 * Copies a result into plain JSON. Stops the evaluation for what JSON cannot hold, for forbidden keys,
 * and for more values or levels than the limits allow. A number that is not finite becomes unknown.
 */
export function toJson(value: unknown, limits: ExpressionLimits): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value === undefined) return null
  let valuesLeft = limits.resultValues
  let charactersLeft = limits.resultCharacters
  const copy = (part: unknown, depthLeft: number): unknown => {
    if (valuesLeft-- <= 0) throw new ExpressionFault('list-too-long', `The result holds more than ${limits.resultValues} values.`)
    if (typeof part === 'string') {
      charactersLeft -= part.length
      if (charactersLeft < 0) throw new ExpressionFault('text-too-long', `The result holds more than ${limits.resultCharacters} characters.`)
      return part
    }
    if (part === null || part === undefined || typeof part === 'boolean') return part ?? null
    if (typeof part === 'number') return Number.isFinite(part) ? part : null
    if (typeof part !== 'object') throw new ExpressionFault('wrong-value', 'The result holds something that is not data.')
    if (depthLeft <= 0) throw new ExpressionFault('list-too-long', `The result has more than ${limits.resultDepth} levels.`)
    // `Array.from` and not `map`: holes become unknown.
    if (Array.isArray(part)) return Array.from(part, (item) => copy(item, depthLeft - 1))
    const record: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(part)) {
      if (isForbiddenName(name)) throw new ExpressionFault('wrong-value', `A field cannot be named \`${name}\`.`)
      record[name] = copy(field, depthLeft - 1)
    }
    return record
  }
  return copy(value, limits.resultDepth)
}
