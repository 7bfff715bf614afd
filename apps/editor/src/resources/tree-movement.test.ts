import { describe, expect, it } from 'vitest'
import { dropPositionAt, keyTarget, layRows } from './tree-movement.ts'

const rows = layRows(
  [
    { id: 'fruit', label: 'Fruit', subject: null, children: [{ id: 'apple', label: 'Apple', subject: null, children: null }, { id: 'apricot', label: 'Apricot', subject: null, children: null }] },
    { id: 'bread', label: 'Bread', subject: null, children: [] },
  ],
  (id) => id === 'fruit',
)
const press = (id: string, key: string, typed = key) => {
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return keyTarget(rows, row, key, typed)
}

describe('the keys of a tree', () => {
  it('walk up and down and stop at the ends', () => {
    expect(press('apricot', 'ArrowDown')).toEqual({ type: 'row', id: 'bread' })
    expect(press('fruit', 'ArrowUp')).toEqual({ type: 'row', id: 'fruit' })
    expect(press('fruit', 'End')).toEqual({ type: 'row', id: 'bread' })
  })

  it('open, close and step in and out sideways', () => {
    expect(press('bread', 'ArrowRight')).toEqual({ type: 'toggle', expanded: true })
    expect(press('fruit', 'ArrowRight')).toEqual({ type: 'row', id: 'apple' })
    expect(press('fruit', 'ArrowLeft')).toEqual({ type: 'toggle', expanded: false })
    expect(press('apricot', 'ArrowLeft')).toEqual({ type: 'row', id: 'fruit' })
  })

  it('find by typing', () => {
    expect(press('apple', 'a')).toEqual({ type: 'row', id: 'apricot' })
    expect(press('fruit', 'r', 'br')).toEqual({ type: 'row', id: 'bread' })
    expect(press('fruit', 'x')).toBeNull()
  })
})

describe('a drop on a row', () => {
  it('lands inside only where something can be inside', () => {
    expect(dropPositionAt(0.5, true)).toBe('inside')
    expect(dropPositionAt(0.1, true)).toBe('before')
    expect(dropPositionAt(0.6, false)).toBe('after')
  })
})
