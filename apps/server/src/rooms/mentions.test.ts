import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handleOf, mentionsIn, type Mentionable } from './mentions.ts'

const helper: Mentionable = { type: 'agent', id: 'h', name: 'Helper Bot', handle: 'helper' }
const ada: Mentionable = { type: 'person', id: 'a', name: 'Ada Lovelace', handle: 'AdaLovelace' }
const find = (text: string, byNameAlone = true): string[] => mentionsIn(text, [helper, ada], { byNameAlone })

describe('a mention', () => {
  it.each([
    ['@helper what time is it?', ['h']], ['ask @HELPER.', ['h']], ['(@Helper Bot)', ['h']], ['Helper, what now?', ['h']], ['@adalovelace and @Helper', ['h', 'a']], ['@Ada Lovelace!', ['a']],
    ['the helpers', []], ['mail me@helper', []], ['@helpers', []], ['@helper2', []], ['Ada Lovelace', []], ['', []], ['@', []], ['ä@helper', []], ['😀@helper😀', ['h']],
  ])('%s', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  it('by an agent needs the @', () => {
    expect([find('Helper knows', false), find('@helper knows', false)]).toEqual([[], ['h']])
  })

  it('is found for every name at any place between other signs', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom(' ', '\n', '!', '(', '"'), fc.constantFrom(' ', '', '.', ',', ')'), (before, sign, after) => {
      expect(mentionsIn(`${before}${sign}@AdaLovelace${after}`, [ada], { byNameAlone: false })).toEqual(['a'])
    }))
  })

  it('has a handle of letters and digits for every name', () => {
    expect([handleOf('Ada Lovelace'), handleOf('Жанна д’Арк'), handleOf('  ')]).toEqual(['AdaLovelace', 'ЖаннадАрк', ''])
  })
})
