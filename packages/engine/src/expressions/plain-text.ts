import { isPlainRecord } from './json-value.ts'
import { durationText } from './moments.ts'
import { ANY, type ValueType } from './value-type.ts'

/**
 * Writes a value as people read it without any setting: unknown is empty, a number has at most 15 digits and no thousands marks,
 * yes and no are words, dates stay as they are (ISO 8601, UTC), a duration is "1 h 30 min", a choice is its technical value,
 * a list is its values with ", " between them, and a group of fields is JSON.
 */
export function plainText(value: unknown, type: ValueType): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return type.type === 'duration' ? durationText(value) : String(Number(value.toPrecision(15)))
  if (Array.isArray(value)) return value.map((item) => plainText(item, type.type === 'list' ? type.of : ANY)).join(', ')
  return isPlainRecord(value) ? JSON.stringify(value) : ''
}
