import { describe, expect, it } from 'vitest'
import { indexOfAdded } from './widget-order.ts'

const screen = [{ id: 'title', kind: 'heading' }, { id: 'subject', kind: 'input' }, { id: 'send', kind: 'button' }, { id: 'cancel', kind: 'button' }]

describe('a widget that is added by a click', () => {
  it('comes behind the selected one', () => {
    expect(indexOfAdded(screen, 'title', 'text')).toBe(1)
    expect(indexOfAdded(screen, 'send', 'button')).toBe(3)
  })

  it('comes last when nothing is selected', () => {
    expect(indexOfAdded([], null, 'text')).toBe(0)
    expect(indexOfAdded(screen, null, 'button')).toBe(4)
  })

  it('stays above the buttons that close the screen, unless it is a button', () => {
    expect(indexOfAdded(screen, null, 'input')).toBe(2)
    expect(indexOfAdded(screen, 'cancel', 'table')).toBe(2)
  })
})
