import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hidden, SecretMask } from './secret-mask.ts'

describe('A secret in a text that comes in pieces', () => {
  it('is hidden wherever the text is cut, and everything else is as it was', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'aba', 'abac', 'sec', 'secret-1', 'secret-', 'abacus')
    fc.assert(fc.property(fc.array(word, { maxLength: 30 }), (pieces) => {
      const mask = new SecretMask(['secret-1', 'abacus'])
      const shown = pieces.map((piece) => mask.push(piece)).join('') + mask.end()
      expect(shown).toBe(hidden(pieces.join(''), ['secret-1', 'abacus']))
    }))
  })

  it('holds back only what may be its beginning', () => {
    const mask = new SecretMask(['secret-1'])
    expect([mask.push('all is sec'), mask.push('ure'), mask.end()]).toEqual(['all is ', 'secure', ''])
  })
})
