import { expect, it } from 'vitest'
import { waitsInWords } from './run-marks.ts'

it('who waits at a node is said by name, also when there are many', () => {
  expect(waitsInWords(0, [])).toBe('')
  expect(waitsInWords(1, ['Customer'])).toBe('Customer waits here')
  expect(waitsInWords(2, ['Customer', 'Officer'])).toBe('Customer and Officer wait here')
  expect(waitsInWords(2, ['Customer'])).toBe('Customer and 1 more wait here')
  expect(waitsInWords(1_235, ['Customer', 'Officer'])).toBe('Customer and 1,234 more wait here')
  expect(waitsInWords(1, [])).toBe('A session waits here')
})
