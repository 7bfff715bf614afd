import { describe, expect, it } from 'vitest'
import { carriedInWords, findingsByPlace, otherNameInWords, outcomeInWords, placeInWords } from './import-words.ts'

const finding = (loses: boolean, pointer = '/servers') => ({ pointer, text: `Not carried: what is at ${pointer}.`, loses })

describe('what became of an imported file', () => {
  it('is said in a sentence that counts what was carried over and what was not', () => {
    expect(outcomeInWords({ carried: { messages: 8, channels: 4, flows: 0, folders: 3 }, findings: [finding(true), finding(true), finding(true, '/tags'), finding(false, '/operations')] })).toBe('12 things were carried over, 2 were not, or in another way.')
    expect(outcomeInWords({ carried: { messages: 1 }, findings: [finding(true)] })).toBe('1 thing was carried over, 1 was not, or in another way.')
    expect(outcomeInWords({ carried: { messages: 2 }, findings: [finding(false)] })).toBe('2 things were carried over.')
    expect(outcomeInWords({ carried: {}, findings: [] })).toBe('Nothing was carried over.')
  })

  it('names what there is by its sort', () => {
    expect(carriedInWords({ messages: 1, channels: 2, choices: 0, folders: 5, flows: 1 })).toBe('1 message, 2 channels, 1 flowchart')
  })

  it('has all that is said of one place together', () => {
    expect(findingsByPlace([finding(true), finding(true, '/tags'), { pointer: '/servers', text: 'More.', loses: true }])).toEqual([{ pointer: '/servers', texts: ['what is at /servers.', 'More.'] }, { pointer: '/tags', texts: ['what is at /tags.'] }])
  })

  it('says when it has another technical name than its file', () => {
    expect(otherNameInWords({ technicalName: 'orders' })).toBeNull()
    expect(otherNameInWords({ technicalName: 'orders2', takenName: 'orders' })).toMatch(/“orders”, so this one has “orders2”.* \/h\/orders2\.$/)
  })

  it('has its places as the file has them', () => {
    expect(placeInWords({ line: 2, column: 1 })).toBe('line 2, column 1')
    expect(placeInWords({ pointer: '/channels/shop~1orders/~0x' })).toBe('channels › shop/orders › ~x')
    expect(placeInWords({ pointer: '' })).toBeNull()
  })
})
