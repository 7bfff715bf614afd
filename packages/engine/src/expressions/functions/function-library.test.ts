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

test.each([
  ['label(Ticket.priority)', 'Low'], ['position(Ticket.priority)', 1], ['next(Ticket.priority)', 'high'], ['next(next(Ticket.priority))', null], ['options(Ticket.priority)', ['low', 'high']],
  ['position(anything.deep.word)', null], ['label(anything.deep.word)', 'found'], ['options(Ticket.priority).map(one, label(one))', ['Low', 'High']],
  ['describe(Ticket)', 'Subject: Printer, status: Open, priority: Low, createdAt: 2026-01-30T08:00:00.000Z, due: 2026-01-31, urgent: yes, tags: bug'],
  ["changes(lines[0], lines[1])", ['price', 'count', 'done']], ['changes(Ticket, Ticket)', []], ['inHours(age(Ticket.createdAt))', 2],
])('%s gives %j', (source, expected) => expect(valueOf(source)).toStrictEqual(expected))

test('an option of a choice is asked of a choice only, and the options are known while the value is not', () => {
  expect(mistakeIn('position(Ticket.subject)')).toMatchObject({ code: 'wrong-type' })
  expect([valueOf('position(Ticket.priority)', { Ticket: {} }), valueOf('options(Ticket.priority)', { Ticket: {} })]).toStrictEqual([null, ['low', 'high']])
})

test('an age reads the clock, in a text too', () => {
  const compiled = [language.compile('age(Ticket.createdAt)', deskScope), language.compileTemplate('{age(Ticket.createdAt)} ago', deskScope), language.compile('price', deskScope)]
  expect(compiled.map((one) => one.ok && one.readsNow)).toStrictEqual([true, true, false])
})

test('functions can be written behind their first value', () => {
  expect(valueOf("'a,b'.split(',').join('+').upper()")).toBe('A+B')
  expect(mistakeIn("count.upper()")).toMatchObject({ code: 'wrong-type' })
})
