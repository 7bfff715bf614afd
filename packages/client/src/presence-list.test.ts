import { describe, expect, it } from 'vitest'
import { PresenceList } from './presence-list.ts'

const member = (id: string, data: string | null = null) => ({ id, userId: id, name: id, roles: [], since: `2026-01-01T00:00:0${id.length}.000Z`, keys: [], data })
const change = (seq: number, rest: object) => ({ channel: 'c', key: null, seq, count: 0, ...rest })

describe('a list of who is there', () => {
  it('follows the changes after the whole, the first who came first', () => {
    const list = new PresenceList()
    list.reset({ seq: 3, count: 1, members: [member('bb')] })
    expect(list.take(change(4, { count: 2, entered: [member('a')] }))).toBe('taken')
    expect(list.take(change(5, { count: 2, updated: [member('bb', 'away')] }))).toBe('taken')
    expect(list.members?.map(({ id, data }) => [id, data])).toEqual([['a', null], ['bb', 'away']])
    expect(list.take(change(6, { count: 1, left: ['a'] }))).toBe('taken')
    expect({ count: list.count, members: list.members?.map(({ id }) => id) }).toEqual({ count: 1, members: ['bb'] })
  })

  it('notices that a change is missing, and is right again with the whole', () => {
    const list = new PresenceList()
    list.reset({ seq: 1, count: 0, members: [] })
    expect(list.take(change(3, { entered: [member('a')] }))).toBe('gap')
    expect(list.take(change(7, { count: 1, members: [member('a')] }))).toBe('taken')
    expect(list.take(change(8, { count: 0, left: ['a'] }))).toBe('taken')
  })

  it('passes over what the whole has already, and what comes before it', () => {
    const list = new PresenceList()
    expect(list.take(change(1, { entered: [member('a')] }))).toBe('known')
    list.reset({ seq: 2, count: 0, members: [] })
    expect(list.take(change(2, { entered: [member('a')] }))).toBe('known')
    expect(list.members).toEqual([])
  })

  it('over the limit it knows how many there are, and names again when they are told', () => {
    const list = new PresenceList()
    list.reset({ seq: 1, count: 200, members: [] })
    expect(list.take(change(2, { count: 201, members: null }))).toBe('taken')
    expect({ count: list.count, members: list.members }).toEqual({ count: 201, members: null })
    expect(list.take(change(3, { count: 200, left: ['a'] }))).toBe('gap')
  })
})
