import { expect, test } from 'vitest'
import { deskScope, deskValues, language, mistakeIn, valueOf } from '../help-desk.test-fixture.ts'
import { plainText } from '../plain-text.ts'
import { ANY } from '../value-type.ts'
import { functionLibrary } from './function-library.ts'

const examples = functionLibrary.map((doc) => doc.example.split(' → '))

test.each(examples)('the example %s runs', (source) => {
  const compiled = language.compile(source ?? '', deskScope)
  expect(compiled.ok && compiled.evaluate(deskValues)).toMatchObject({ ok: true })
})

test.each(examples.filter(([, result]) => result !== undefined))('the example %s gives %s', (source = '', result = '') => {
  const expected = /^['[]/.test(result) ? plainText(valueOf(result), ANY) : result
  expect(plainText(valueOf(source), ANY)).toBe(expected)
})

test('every function has a name of its own, a signature and help', () => {
  expect(new Set(functionLibrary.map((doc) => doc.name)).size).toBe(functionLibrary.length)
  for (const doc of functionLibrary) expect([doc.signature.includes(doc.name), doc.help.endsWith('.')]).toStrictEqual([true, true])
})

test.each([
  ["replace('a.b', '.', '')", 'ab'], ["replace('aaa', '', 'x')", 'aaa'], ["substring('Hello', 3)", 'lo'], ["substring('Hello', -2, 2)", 'He'], ["split('', ',')", ['']],
  ["join([1, true, null], '-')", '1-yes-'], ['round(-2.5)', -3], ['round(1.005, 2)', 1.01], ['round(1234567.891, 1)', 1234567.9], ['round(9007199254740991, 3)', 9007199254740991], ['round(0.00000001, 2)', 0],
  ["number('1e5')", null], ["number(' 12 ')", 12], ["number('0x10')", null], ['size([])', 0], ["contains(['a'], 'a')", true], ['average([])', null], ['min([])', null], ['max([1, null])', null], ['sum([])', 0],
  ['sum([0.1, 0.2])', 0.3], ["text(true) + text(1.5)", 'yes1.5'], ['reverse([1, 2])', [2, 1]],
])('%s is %j', (source, expected) => expect(valueOf(source)).toStrictEqual(expected))

test('functions can be written behind their first value', () => {
  expect(valueOf("'a,b'.split(',').join('+').upper()")).toBe('A+B')
  expect(mistakeIn("count.upper()")).toMatchObject({ code: 'wrong-type' })
})
