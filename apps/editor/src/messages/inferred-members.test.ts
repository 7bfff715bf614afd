import { describe, expect, it } from 'vitest'
import { inferMembers, readableName, type InferredMember } from './inferred-members.ts'

function shape(members: readonly InferredMember[]): unknown[] {
  return members.map((member) => (member.type === 'field' ? `${member.technicalName}: ${member.valueType.type}` : [member.technicalName, ...shape(member.members)]))
}

function inferred(example: unknown) {
  const inference = inferMembers(JSON.stringify(example))
  if (!inference.ok) throw new Error(inference.text)
  return inference
}

describe('fields from a pasted example', () => {
  it('have the types that the values suggest', () => {
    const { members } = inferred({ subject: 'Printer on fire', urgent: true, count: 3, price: 1.5, due: '2026-01-31', sentAt: '2026-01-31T10:00:00Z', page: 'https://example.org', nothing: null })
    expect(shape(members)).toEqual(['subject: text', 'urgent: yesNo', 'count: number', 'price: number', 'due: date', 'sentAt: dateTime', 'page: link', 'nothing: text'])
  })

  it('make a list of rows, with the fields that any row has', () => {
    expect(shape(inferred({ lines: [{ product: 'Toner' }, { product: 'Paper', count: 2 }] }).members)).toEqual([['lines', 'product: text', 'count: number']])
  })

  it('take a group apart and say so', () => {
    const { members, notes } = inferred({ customer: { name: 'Ada', mail: 'ada@example.org' } })
    expect(members.map((member) => member.name)).toEqual(['Customer name', 'Customer mail'])
    expect(notes).toHaveLength(1)
  })

  it('leave out lists that nest deeper than four levels, and say so', () => {
    const { notes } = inferred({ a: [{ b: [{ c: [{ d: [{ e: [{ f: 1 }] }] }] }] }] })
    expect(notes).toEqual(['"E" is left out: lists nest 4 levels deep at most.'])
  })

  it('are refused with a reason when the text is no example', () => {
    expect(inferMembers('{"a":')).toMatchObject({ ok: false })
    expect(inferMembers('3')).toMatchObject({ ok: false, text: expect.stringContaining('object') })
    expect(inferMembers('{}')).toMatchObject({ ok: false })
  })
})

describe('a key as a Name', () => {
  it('is in words', () => {
    expect(readableName('dueDate')).toBe('Due date')
    expect(readableName('due_date')).toBe('Due date')
    expect(readableName('URL')).toBe('URL')
    expect(readableName('')).toBe('Field')
  })
})
