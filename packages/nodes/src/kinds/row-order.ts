import type { ValueType } from '@halley/engine'
import type { Value } from '@halley/model'

/**
 * Sorts rows by their keys: numbers and durations by size, dates by time, choices as their options are listed, no before
 * yes, texts by their characters. Equal rows keep their order; rows whose key is unknown come last in both directions.
 */
export function inOrderOf(rows: readonly Value[], keys: readonly Value[], { type, direction }: { readonly type: ValueType; readonly direction: 'ascending' | 'descending' }): Value[] {
  const sign = direction === 'ascending' ? 1 : -1
  const sortable = rows.map((row, at) => ({ row, key: rankOf(keys[at] ?? null, type) }))
  return sortable.sort((one, other) => compare(one.key, other.key, sign)).map(({ row }) => row)
}

function rankOf(key: Value, type: ValueType): string | number | null {
  if (key === null) return null
  if (typeof key === 'boolean') return key ? 1 : 0
  if (typeof key === 'number') return key
  if (typeof key !== 'string') return JSON.stringify(key)
  if (type.type === 'date' || type.type === 'dateTime') return Date.parse(key)
  if (type.type === 'choice' && type.values.length > 0) return type.values.indexOf(key)
  return key
}

function compare(one: string | number | null, other: string | number | null, sign: 1 | -1): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
  // Numbers before texts, where a list mixes them.
  if (typeof one !== typeof other) return typeof one === 'number' ? -sign : sign
  return one < other ? -sign : one > other ? sign : 0
}
