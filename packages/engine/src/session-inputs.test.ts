import { emptyProject, type FieldType, type Project, type Value } from '@halley/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownValue, readInput } from './session-inputs.ts'

const option = (id: string, order: string) => ({ id, order, name: id.toUpperCase(), technicalName: id, technicalNameSetByHand: false })
const project: Project = {
  ...emptyProject({ id: 'p', name: 'P', technicalName: 'p' }),
  choices: { c: { id: 'c', folderId: null, order: 'a0', name: 'C', technicalName: 'c', technicalNameSetByHand: false, description: '', options: { low: option('low', 'a0'), high: option('high', 'a1') } } },
}

const read = (type: FieldType, raw: Value) => readInput(raw, type, project)
const words = (type: FieldType, raw: Value) => {
  const reading = read(type, raw)
  return reading.ok ? undefined : reading.text
}

describe('what a person typed', () => {
  it('is unknown when it is empty', () => {
    for (const type of ['text', 'number', 'yesNo', 'date', 'dateTime', 'duration', 'link'] as const) expect(read({ type }, '')).toEqual({ ok: true, value: null })
  })

  it('is a number with a point or a comma, within its limits', () => {
    expect(read({ type: 'number' }, '2,5')).toEqual({ ok: true, value: 2.5 })
    expect(words({ type: 'number', min: 1 }, 0)).toBe('Enter 1 or more.')
    expect(words({ type: 'number', max: 9 }, 10)).toBe('Enter 9 or less.')
    expect(words({ type: 'number', decimals: 0 }, 1.5)).toBe('Enter a whole number.')
    expect(words({ type: 'number', decimals: 2 }, 1.234)).toBe('At most 2 decimals.')
    expect(read({ type: 'number', decimals: 2 }, 0.29)).toEqual({ ok: true, value: 0.29 })
    expect(words({ type: 'number' }, 'many')).toBe('Enter a number.')
  })

  it('is one of the options of its choice, or several of them once each', () => {
    expect(read({ type: 'singleChoice', choiceId: 'c' }, 'high')).toEqual({ ok: true, value: 'high' })
    expect(words({ type: 'singleChoice', choiceId: 'c' }, 'urgent')).toBe('Choose one of LOW, HIGH.')
    expect(read({ type: 'multipleChoice', choiceId: 'c' }, ['high', 'high'])).toEqual({ ok: true, value: ['high'] })
    expect(words({ type: 'multipleChoice', choiceId: 'c' }, ['x'])).toBe('Choose from LOW, HIGH.')
  })

  it('is a link only with an allowed scheme', () => {
    expect(read({ type: 'link' }, 'https://example.com').ok).toBe(true)
    expect(words({ type: 'link' }, 'javascript:alert(1)')).toBe('Enter a link that starts with https: or http: or mailto:.')
    expect(words({ type: 'link', schemes: ['https'] }, 'http://example.com')).toBe('Enter a link that starts with https:.')
  })

  it('is a text of the right length and form', () => {
    expect(words({ type: 'text', maxLength: 3 }, 'four')).toBe('At most 3 characters; this has 4.')
    expect(words({ type: 'text', preset: 'email' }, 'nobody')).toBe('Enter an e-mail address such as name@example.com.')
    expect(read({ type: 'text', preset: 'email' }, 'a@b.example').ok).toBe(true)
  })

  it('is read or refused in words, whatever it is', () => {
    const type = fc.constantFrom<FieldType>({ type: 'text' }, { type: 'richText' }, { type: 'number' }, { type: 'yesNo' }, { type: 'date' }, { type: 'dateTime' }, { type: 'duration' }, { type: 'singleChoice', choiceId: 'c' }, { type: 'multipleChoice', choiceId: null }, { type: 'link' })
    fc.assert(fc.property(type, fc.jsonValue(), (fieldType, raw) => {
      const reading = read(fieldType, raw as Value)
      expect(reading.ok ? JSON.stringify(reading.value) : reading.text).toEqual(expect.any(String))
    }))
  })
})

describe('a value of a record', () => {
  it('is never one of a prototype', () => {
    expect([ownValue({}, 'toString'), ownValue({}, '__proto__'), ownValue([], 'length'), ownValue(null, 'x'), ownValue({ x: 1 }, 'x')]).toEqual([null, null, null, null, 1])
  })
})
