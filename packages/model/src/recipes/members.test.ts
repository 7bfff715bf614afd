import { describe, expect, test } from 'vitest'
import { countingIds, helpDesk } from '../help-desk.test-fixture.ts'
import { membersIn } from '../members.ts'
import { projectSchema, type Project } from '../project.ts'
import * as recipes from './index.ts'

const ticket = { collection: 'messages', id: 'ticket' } as const
const tree = (project: Project, parentId: string | null = null): unknown[] => membersIn(project.messages['ticket']?.members ?? {}, parentId).map((member) => (member.type === 'list' ? { [member.technicalName]: tree(project, member.id) } : member.technicalName))

describe('fields and lists of a message', () => {
  test('names are free among siblings, not in the whole message', () => {
    const project = helpDesk()
    const newId = countingIds()
    recipes.addMember(project, ticket, { type: 'field', name: 'Subject' }, newId)
    recipes.addMember(project, ticket, { type: 'field', name: 'Subject', parentId: 'lines' }, newId)
    expect(tree(project)).toStrictEqual(['subject', 'priority', { lines: ['count', 'subject'] }, 'subject2'])
    expect(projectSchema.parse(project)).toStrictEqual(project)
  })

  test('lists nest four deep and no deeper, neither by adding nor by moving', () => {
    const project = helpDesk()
    let parentId = 'lines'
    for (const level of [2, 3, 4]) parentId = recipes.addMember(project, ticket, { type: 'list', name: `Level ${level}`, parentId }, () => `level${level}`) ?? ''
    expect(recipes.addMember(project, ticket, { type: 'list', name: 'Level 5', parentId }, () => 'level5')).toBeNull()
    expect(recipes.addMember(project, ticket, { type: 'field', name: 'Deep', parentId }, () => 'deep')).toBe('deep')
    recipes.addMember(project, ticket, { type: 'list', name: 'Other' }, () => 'other')
    expect(recipes.moveMember(project, ticket, 'other', { parentId: 'level4' })).toBe(false)
    expect(recipes.moveMember(project, ticket, 'lines', { parentId: 'other' })).toBe(false)
    expect(recipes.moveMember(project, ticket, 'other', { parentId: 'level3' })).toBe(true)
  })

  test('a list cannot go into itself, nor anything into a field or what is gone', () => {
    const project = helpDesk()
    recipes.addMember(project, ticket, { type: 'list', name: 'Inner', parentId: 'lines' }, () => 'inner')
    for (const parentId of ['lines', 'inner', 'subject', 'gone']) expect(recipes.moveMember(project, ticket, 'lines', { parentId })).toBe(false)
    expect(recipes.addMember(project, ticket, { type: 'field', name: 'X', parentId: 'subject' }, () => 'x')).toBeNull()
    expect(recipes.addMember(project, { collection: 'messages', id: 'gone' }, { type: 'field', name: 'X' }, () => 'x')).toBeNull()
  })

  test('a moved member takes its place and a free name there', () => {
    const project = helpDesk()
    recipes.addMember(project, ticket, { type: 'field', name: 'Count' }, () => 'count2')
    expect(recipes.moveMember(project, ticket, 'count2', { parentId: 'lines', index: 0 })).toBe(true)
    expect(tree(project)).toStrictEqual(['subject', 'priority', { lines: ['count2', 'count'] }])
    recipes.moveMember(project, ticket, 'lines', { parentId: null, index: 0 })
    expect(tree(project)).toStrictEqual([{ lines: ['count2', 'count'] }, 'subject', 'priority'])
  })

  test('a deleted list takes what is in it along', () => {
    const project = helpDesk()
    recipes.deleteMember(project, ticket, 'lines')
    expect(tree(project)).toStrictEqual(['subject', 'priority'])
    expect(Object.keys(project.messages['ticket']?.members ?? {})).toHaveLength(2)
  })
})

describe('pasting an example', () => {
  const example = {
    subject: 'Printer on fire', dueDate: '2026-01-31', 'sent-at': '2026-01-31T09:30:00Z', count: 3, price: 1.5, urgent: true, page: 'https://example.com', mail: 'ada@example.com', nothing: null,
    customer: { name: 'Ada', address: { city: 'London' } }, tags: ['a', 'b'], rows: [{ amount: 1 }, { amount: 2.5, note: 'x', parts: [{ id: 7 }] }], empty: [],
  }

  test('fields get types from all values, objects join names, arrays become lists', () => {
    const inference = recipes.inferMembersFromExample(JSON.stringify(example))
    const short = (members: readonly recipes.InferredMember[]): unknown[] => members.map((member) => (member.type === 'list' ? [member.technicalName, short(member.members)] : `${member.technicalName}: ${member.valueType.type}`))
    expect(inference.ok && short(inference.members)).toStrictEqual([
      'subject: text', 'dueDate: date', 'sentAt: dateTime', 'count: number', 'price: number', 'urgent: yesNo', 'page: link', 'mail: text', 'nothing: text', 'customerName: text', 'customerAddressCity: text',
      ['tags', ['value: text']], ['rows', ['amount: number', 'note: text', ['parts', ['id: number']]]], ['empty', []],
    ])
    expect(inference.ok && inference.members.map((member) => member.name).slice(0, 3)).toStrictEqual(['Subject', 'Due date', 'Sent at'])
    expect(inference.ok && inference.notes.length).toBe(2)
  })

  test('what is there already stays as it is; the rest is added, into lists as well', () => {
    const project = helpDesk()
    const inference = recipes.inferMembersFromExample({ subject: 5, lines: [{ count: 1, price: 2 }], extra: 'x' })
    expect(inference.ok && recipes.addInferredMembers(project, { owner: ticket }, inference.members, countingIds())).toBe(2)
    expect(tree(project)).toStrictEqual(['subject', 'priority', { lines: ['count', 'price'] }, 'extra'])
    expect(project.messages['ticket']?.members['subject']).toStrictEqual(helpDesk().messages['ticket']?.members['subject'])
    expect(projectSchema.parse(project)).toStrictEqual(project)
  })

  test('lists deeper than four are left out, and a note says so', () => {
    const inference = recipes.inferMembersFromExample({ a: [{ b: [{ c: [{ d: [{ e: [{ f: 1 }] }] }] }] }] })
    expect(inference.ok && inference.notes).toStrictEqual(['"e" is nested deeper than 4 lists and was left out.'])
  })

  test.each([['{"a":', /not JSON/], ['[1]', /one object/], ['5', /one object/], ['{"__proto__": 1}', /cannot be the name/], [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, /too deep/]])('%s is refused with the reason', (text, message) => {
    const inference = recipes.inferMembersFromExample(text)
    expect(inference.ok ? '' : inference.message).toMatch(message)
  })
})
