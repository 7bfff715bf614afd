import { expect, test } from 'vitest'
import { countPlaywright, countVitest } from './test-counts.mjs'

const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 }

test('a file of tests that fails before its first test counts as one failed test', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const withFailedTest = { status: 'failed', assertionResults: [{ status: 'failed' }] }
  expect(countVitest({ ...report, testResults: [broken, withFailedTest] })).toEqual({ passed: 3, failed: 2, skipped: 2 })
})

test('a browser test that passes only when repeated counts as failed, and so does an error outside the tests', () => {
  expect(countPlaywright({ stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{}] })).toEqual({ passed: 2, failed: 3, skipped: 1 })
})
