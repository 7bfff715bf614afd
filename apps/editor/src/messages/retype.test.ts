import { describe, expect, it } from 'vitest'
import { isAnotherType, retype } from './retype.ts'

describe('a field that gets another type', () => {
  it('is asked about for another type or choice, and not for new limits or the first choice', () => {
    expect(isAnotherType({ type: 'text' }, { type: 'number' })).toBe(true)
    expect(isAnotherType({ type: 'singleChoice', choiceId: 'a' }, { type: 'singleChoice', choiceId: 'b' })).toBe(true)
    expect(isAnotherType({ type: 'singleChoice', choiceId: null }, { type: 'singleChoice', choiceId: 'b' })).toBe(false)
    expect(isAnotherType({ type: 'text' }, { type: 'text', maxLength: 10 })).toBe(false)
  })

  it('loses a default that is no value of the new one', () => {
    const field = { valueType: { type: 'text' as const }, default: 'x' }
    retype(field, { type: 'text', maxLength: 4 })
    expect(field).toStrictEqual({ valueType: { type: 'text', maxLength: 4 }, default: 'x' })
    retype(field, { type: 'number' })
    expect(field).toStrictEqual({ valueType: { type: 'number' } })
  })
})
