import { widgetSchema, type Screen } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { placeByKey, placeOfAdded, placeOfDrop } from './widget-order.ts'

function screenOf(...drawn: readonly (readonly [id: string, kind: string, parentId?: string])[]): Screen {
  return { widgets: Object.fromEntries(drawn.map(([id, kind, parentId = null], index) => [id, widgetSchema.parse({ id, kind, parentId, order: `a${index}`, text: '', label: '', target: null, source: '', columns: {}, when: '' })])) }
}

const flat = screenOf(['title', 'heading'], ['subject', 'input'], ['send', 'button'], ['cancel', 'button'])
const nested = screenOf(['title', 'heading'], ['group', 'group'], ['inner', 'text', 'group'], ['list', 'repeater', 'group'], ['cell', 'text', 'list'], ['table', 'table'], ['take', 'button', 'table'], ['send', 'button'])

describe('a widget that is added by a click', () => {
  it('comes behind the selected one, or last when nothing is selected', () => {
    expect(placeOfAdded(flat, 'title', 'text')).toEqual({ parentId: null, index: 1 })
    expect(placeOfAdded(flat, 'send', 'button')).toEqual({ parentId: null, index: 3 })
    expect(placeOfAdded(screenOf(), null, 'text')).toEqual({ parentId: null, index: 0 })
    expect(placeOfAdded(flat, null, 'button')).toEqual({ parentId: null, index: 4 })
  })

  it('stays above the buttons that close the screen, unless it is a button', () => {
    expect(placeOfAdded(flat, null, 'input')).toEqual({ parentId: null, index: 2 })
    expect(placeOfAdded(flat, 'cancel', 'table')).toEqual({ parentId: null, index: 2 })
  })

  it('comes into the selected container, and behind what is selected in one', () => {
    expect(placeOfAdded(nested, 'group', 'heading')).toEqual({ parentId: 'group', index: 2 })
    expect(placeOfAdded(nested, 'inner', 'heading')).toEqual({ parentId: 'group', index: 1 })
    expect(placeOfAdded(nested, 'table', 'button')).toEqual({ parentId: 'table', index: 1 })
  })

  it('comes further out where it cannot stand', () => {
    expect(placeOfAdded(nested, 'take', 'heading')).toEqual({ parentId: null, index: 3 })
    expect(placeOfAdded(nested, 'cell', 'input')).toEqual({ parentId: 'group', index: 2 })
  })
})

describe('a widget that is dropped', () => {
  it('comes before or behind the one below the pointer, itself left out of the count', () => {
    const three = screenOf(['a', 'text'], ['b', 'text'], ['c', 'text'])
    expect(placeOfDrop(three, { widgetId: 'a' }, { id: 'c', position: 'before' })).toEqual({ parentId: null, index: 1 })
    expect(placeOfDrop(three, { widgetId: 'a' }, { id: 'c', position: 'after' })).toEqual({ parentId: null, index: 2 })
    expect(placeOfDrop(three, { kind: 'text' }, { id: 'a', position: 'after' })).toEqual({ parentId: null, index: 1 })
  })

  it('comes into a container at its end', () => {
    expect(placeOfDrop(nested, { widgetId: 'title' }, { id: 'group', position: 'inside' })).toEqual({ parentId: 'group', index: 2 })
    expect(placeOfDrop(nested, { widgetId: 'title' }, { id: 'inner', position: 'before' })).toEqual({ parentId: 'group', index: 0 })
  })

  it('goes nowhere where it cannot stand', () => {
    expect(placeOfDrop(nested, { widgetId: 'title' }, { id: 'table', position: 'inside' })).toBeNull()
    expect(placeOfDrop(nested, { widgetId: 'group' }, { id: 'cell', position: 'before' })).toBeNull()
    expect(placeOfDrop(nested, { widgetId: 'title' }, { id: 'title', position: 'before' })).toBeNull()
  })
})

describe('a widget that is moved by keyboard', () => {
  it('goes along its siblings, into the container before it and out again', () => {
    expect(placeByKey(nested, 'group', 'ArrowUp')).toEqual({ parentId: null, index: 0 })
    expect(placeByKey(nested, 'list', 'ArrowUp')).toEqual({ parentId: 'group', index: 0 })
    expect(placeByKey(nested, 'send', 'ArrowRight')).toEqual({ parentId: 'table' })
    expect(placeByKey(nested, 'inner', 'ArrowLeft')).toEqual({ parentId: null, index: 2 })
  })

  it('stays at the ends, and where nothing can hold it', () => {
    expect([placeByKey(nested, 'title', 'ArrowUp'), placeByKey(nested, 'send', 'ArrowDown'), placeByKey(nested, 'title', 'ArrowLeft'), placeByKey(nested, 'table', 'ArrowRight')?.parentId, placeByKey(nested, 'inner', 'ArrowRight')]).toEqual([null, null, null, 'group', null])
  })
})
