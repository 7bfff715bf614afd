import type { Member, Members } from '@halley/model'
import { describe, expect, it } from 'vitest'
import { memberRows, placeByDrop, placeByKey, placeOfNew } from './member-movement.ts'

const base = { technicalNameSetByHand: false, description: '' }
const field = (id: string, parentId: string | null, order: string): Member => ({ ...base, id, parentId, order, name: id, technicalName: id, type: 'field', valueType: { type: 'text' }, required: false })
const list = (id: string, parentId: string | null, order: string): Member => ({ ...base, id, parentId, order, name: id, technicalName: id, type: 'list' })
const members: Members = { subject: field('subject', null, 'a0'), comments: list('comments', null, 'a1'), author: field('author', 'comments', 'a0'), text: field('text', 'comments', 'a1'), urgent: field('urgent', null, 'a2') }

describe('the tree of members', () => {
  it('shows lists with what is in them, unless they are closed', () => {
    expect(memberRows(members, new Set()).map((row) => row.id)).toEqual(['subject', 'comments', 'author', 'text', 'urgent'])
    expect(memberRows(members, new Set(['comments'])).map((row) => row.id)).toEqual(['subject', 'comments', 'urgent'])
  })
})

describe('moving a member by keyboard', () => {
  it('goes up and down among its siblings and stops at the ends', () => {
    expect(placeByKey(members, 'urgent', 'ArrowUp')).toEqual({ parentId: null, index: 1 })
    expect(placeByKey(members, 'subject', 'ArrowUp')).toBeNull()
    expect(placeByKey(members, 'urgent', 'ArrowDown')).toBeNull()
  })

  it('goes into the list before it, and out again behind that list', () => {
    expect(placeByKey(members, 'urgent', 'ArrowRight')).toEqual({ parentId: 'comments', index: 2 })
    expect(placeByKey(members, 'subject', 'ArrowRight')).toBeNull()
    expect(placeByKey(members, 'author', 'ArrowLeft')).toEqual({ parentId: null, index: 2 })
  })
})

describe('dropping a member', () => {
  it('lands before, behind or inside of what is below the pointer', () => {
    expect(placeByDrop(members, 'urgent', { id: 'subject', position: 'before' })).toEqual({ parentId: null, index: 0 })
    expect(placeByDrop(members, 'subject', { id: 'comments', position: 'inside' })).toEqual({ parentId: 'comments', index: 2 })
    expect(placeByDrop(members, 'subject', { id: 'urgent', position: 'after' })).toEqual({ parentId: null, index: 2 })
  })

  it('never puts a list into itself, nor anything into a field', () => {
    expect(placeByDrop(members, 'comments', { id: 'text', position: 'after' })).toBeNull()
    expect(placeByDrop(members, 'subject', { id: 'urgent', position: 'inside' })).toBeNull()
  })
})

describe('a new member', () => {
  it('goes into the selected list, or beside the selected field', () => {
    expect(placeOfNew(members, 'comments')).toBe('comments')
    expect(placeOfNew(members, 'author')).toBe('comments')
    expect(placeOfNew(members, null)).toBeNull()
  })
})
