import type { Diagnostic } from '@halley/model'
import { expect, test } from 'vitest'
import { countsInWords } from './counts-in-words.ts'

const problem = (severity: Diagnostic['severity']): Diagnostic => ({ code: 'x', severity, text: 'x', place: { type: 'project' } })

test('problems are counted in one line, the worst first', () => {
  expect(countsInWords([problem('hint'), problem('error'), problem('hint'), problem('warning')])).toBe('1 error, 1 warning, 2 hints')
  expect(countsInWords(Array.from({ length: 1_234 }, () => problem('hint')))).toBe('1,234 hints')
  expect(countsInWords([])).toBe('')
})
