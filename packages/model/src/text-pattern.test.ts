import { expect, test } from 'vitest'
import { readPattern } from './text-pattern.ts'

test.each(['^[A-Z]{2}-\\d+$', '^\\d{4}$', '^(red|green)$', '^\\w+(\\.\\w+)?$', '(?:ab){2,5}', '[*+]+x', '\\(a+\\)+', '^a{1,20}b{1,20}c{1,20}d{1,20}$'])('%s can be used', (pattern) => {
  expect(readPattern(pattern).ok).toBe(true)
})

test.each([
  ['(a+)+$', /repeats a group/], ['^(a|aa)*$', /repeats a group/], ['((a{1,9})b)+', /repeats a group/], ['(?:x(y|z))*', /repeats a group/], ['(\\w+\\s?){1,50}$', /repeats a group/],
  ['a+b+c+d+', /4 repetitions/], ['(a)\\1', /refers back/], ['(?<x>a)\\k<x>', /refers back/], ['(', /cannot be read/], ['[z-a]', /cannot be read/],
])('%s cannot: the reason says what to write instead', (pattern, reason) => {
  const read = readPattern(pattern)
  expect(read.ok ? '' : read.text).toMatch(reason)
})
