import type { ValueType } from '@halley/engine'
import type { Value } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrderOf } from './row-order.ts'

const sorted = (keys: readonly Value[], type: ValueType, direction: 'ascending' | 'descending' = 'ascending') => inOrderOf(keys, keys, { type, direction })

describe('the order of rows', () => {
  it('numbers go by size, dates with time by the moment they mean, no before yes', () => {
    expect(sorted([10, 9, 1.5], { type: 'number' })).toEqual([1.5, 9, 10])
    expect(sorted(['2026-01-01T10:00:00+02:00', '2026-01-01T09:00:00Z', '2026-01-01T08:30:00Z'], { type: 'dateTime' })).toEqual(['2026-01-01T10:00:00+02:00', '2026-01-01T08:30:00Z', '2026-01-01T09:00:00Z'])
    expect(sorted([true, false], { type: 'yesNo' })).toEqual([false, true])
  })

  it('choices go as their options are listed', () => {
    expect(sorted(['high', 'low', 'medium'], { type: 'choice', values: ['low', 'medium', 'high'] }, 'descending')).toEqual(['high', 'medium', 'low'])
  })

  it('every row stays, unknown ones come last in both directions, and equal ones keep their order', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 }))), fc.constantFrom('ascending' as const, 'descending' as const), (keys, direction) => {
      const rows = keys.map((key, at) => ({ key, at }))
      const result = inOrderOf(rows, keys, { type: { type: 'number' }, direction }) as typeof rows
      const rank = (key: number | null): number => (key === null ? 99 : direction === 'ascending' ? key : -key)
      expect(result).toEqual(rows.toSorted((one, other) => rank(one.key) - rank(other.key) || one.at - other.at))
    }))
  })
})
