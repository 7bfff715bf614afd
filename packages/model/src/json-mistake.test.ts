import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonMistake } from './json-mistake.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('where a text stops being JSON', () => {
  test.each<[string, number, number, RegExp]>([
    ['', 1, 1, /nothing/], ['{"a": 1,', 1, 9, /too early/], ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /comma or }/], ['{\n  "a" 1}', 2, 7, /colon/], ['{"a": 1,}', 1, 9, /name/],
    ['[1, 2,]', 1, 7, /value/], ['{\'a\': 1}', 1, 2, /double quotes/], ['[01]', 1, 3, /comma or \]/], ['["a\nb"]', 1, 4, /not closed/], ['["\\x"]', 1, 3, /escaped/], ['[1] 2', 1, 5, /behind/], ['[NaN]', 1, 2, /value/], ['[1}', 1, 3, /comma or \]/],
  ])('%j: line %i, column %i', (text, line, column, what) => {
    expect(isJson(text)).toBe(false)
    expect(findJsonMistake(text)).toMatchObject({ line, column, what: expect.stringMatching(what) })
  })

  test('every JSON text has no mistake, and what is cut or changed has one exactly when it is no JSON any more', () => {
    fc.assert(fc.property(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', 'e', '0', '-', ' ', '\u0000', '\ud800'), fc.nat({ max: 2 }), (text, place, inserted, removed) => {
      expect(findJsonMistake(text)).toBeUndefined()
      const at = place % (text.length + 1)
      const changed = text.slice(0, at) + inserted + text.slice(at + removed)
      expect(findJsonMistake(changed) === undefined).toBe(isJson(changed))
    }), { numRuns: 2_000 })
  })

  test('neither depth nor length is a danger', () => {
    expect(findJsonMistake('['.repeat(1_000_000))).toMatchObject({ column: 1_000_001 })
    expect(findJsonMistake('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toBeUndefined()
    expect(findJsonMistake(`"${'x'.repeat(5_000_000)}`)).toMatchObject({ line: 1 })
    expect(findJsonMistake(`"${'\\n'.repeat(2_000_000)}"`)).toBeUndefined()
  })
})
