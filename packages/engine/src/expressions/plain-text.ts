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
  if (typeof value === 'number') return type.type === 'duration' ? durationText(value) : numberText(value)
  if (Array.isArray(value)) return value.map((item) => plainText(item, type.type === 'list' ? type.of : ANY)).join(', ')
  return isPlainRecord(value) ? JSON.stringify(value) : ''
}

// Whole numbers are exact, and rounding them is slow.
function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value)
  // People do not read 1e-7.
  return Math.abs(value) < 1e-6 ? value.toFixed(20).replace(/\.?0+$/, '') : String(Number(value.toPrecision(15)))
}
