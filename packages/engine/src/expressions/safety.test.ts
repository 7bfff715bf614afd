import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deskScope, faultOf, language, mistakeIn, valueOf } from './help-desk.test-fixture.ts'
import { createExpressionLanguage } from './language.ts'
import type { Scope } from './value-type.ts'

const openScope: Scope = { variables: { a: { type: 'any' }, b: { type: 'any' }, x: { type: 'any' }, rows: { type: 'list', of: { type: 'any' } } } }

const word = fc.constantFrom(
  'a', 'b', 'rows', 'now', 'x', '1', '2.5', '0', "'text'", "'2026-01-31'", 'true', 'null', '+', '-', '*', '/', '%', '<', '==', '!=', '&&', '||', '!', 'in', '?', ':', '(', ')', '[', ']', '{', '}', ',', '.',
  '.map(x, ', '.filter(x, ', '.exists(x, ', 'size(', 'text(', 'addDays(', 'format(', 'join(', 'round(', 'min(', 'constructor', '__proto__', 'prototype', "['constructor']", 'toString', 'valueOf', "'__proto__'", 'loop', 'has(', 'cel.bind(',
)
// Trees that always parse reach much deeper than loose words.
const { tree } = fc.letrec<{ tree: string; step: string }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    // Mostly what could be anything: it is checked when it runs, so these trees do run.
    fc.constantFrom('a', 'b', 'x', 'a.k', 'b[0]', 'a', 'b', 'x', 'rows', 'now', '1', '2.5', '-3', "'text'", "'constructor'", "'2026-01-31'", 'true', 'null', '[]', 'days(1)'),
    fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/', '%', '<', '>=', '==', '!=', '&&', '||', 'in'), tie('tree')).map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('tree'), fc.constantFrom('map', 'filter', 'exists', 'all', 'count'), tie('tree')).map(([list, loop, body]) => `${list}.${loop}(x, ${body})`),
    fc.tuple(tie('tree'), tie('tree')).map(([owner, index]) => `${owner}[${index}]`),
    fc.tuple(fc.constantFrom('size', 'text', 'upper', 'sum', 'first', 'date', 'isUnknown', 'number', 'round', 'reverse', 'year', 'min'), tie('tree')).map(([name, given]) => `${name}(${given})`),
    fc.tuple(fc.constantFrom('orElse', 'contains', 'addDays', 'addMonths', 'join', 'split', 'format', 'round'), tie('tree'), tie('tree')).map(([name, left, right]) => `${name}(${left}, ${right})`),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((parts) => `(${parts[0]} ? ${parts[1]} : ${parts[2]})`),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => `[${left}, ${right}, {'k': ${right}}]`),
  ),
  // `orElse(…, a)` makes a type that could be anything of every type; without it, nearly every tree is refused for its types.
  tree: fc.tuple(tie('step'), fc.nat({ max: 30 })).map(([step, chance]) => (chance > 0 ? `orElse(${step}, a)` : step)),
}))
const source = fc.oneof(fc.string({ unit: 'binary' }), fc.array(word, { maxLength: 25 }).map((words) => words.join(' ')), tree)
const anything = fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.boolean(), fc.string(), fc.constantFrom('2026-01-31', '2026-01-31T10:00:00Z', '', 0, null), fc.array(fc.integer(), { maxLength: 3 }), fc.record({ k: fc.integer() }))
const values = fc.record({ a: anything, b: anything, x: anything, rows: fc.array(fc.jsonValue(), { maxLength: 5 }), now: fc.constantFrom('2026-01-30T10:00:00.000Z', null, 5) })

/** Compiles and evaluates, and lists what must never happen but did. */
function brokenPromises(text: string, given: Readonly<Record<string, unknown>>): readonly string[] {
  const compiled = language.compile(text, openScope)
  const broken: string[] = []
  const check = (holds: boolean, promise: string): void => void (holds || broken.push(promise))
  if (!compiled.ok) {
    for (const { from, to, message } of compiled.errors) check(from >= 0 && from <= to && to <= text.length && message !== '', `a mistake has a message and a place: ${from}–${to}`)
    return broken
  }
  const result = compiled.evaluate(given)
  if (result.ok) check(JSON.stringify(JSON.parse(JSON.stringify(result.value))) === JSON.stringify(result.value) && result.value !== undefined, 'a result is JSON')
  else check(result.error.from >= 0 && result.error.to <= text.length && result.error.message !== '', 'a failure has a message and a place')
  return broken
}

describe('nothing an author writes can do harm', () => {
  test('any source is compiled or refused with places inside of it; any evaluation gives JSON or an error', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length
    fc.assert(fc.property(source, values, (text, given) => {
      const before = JSON.stringify(given)
      expect(brokenPromises(text, given)).toStrictEqual([])
      expect(JSON.stringify(given)).toBe(before)
    }), { numRuns: 2_000 })
    expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before)
  })

  test('values that are no JSON end in an error or unknown, never in a throw', () => {
    const odd: readonly unknown[] = [1n, Symbol('s'), () => 1, Number.NaN, Number.POSITIVE_INFINITY, new Date(0), new Map(), undefined, Object.create(null), new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('trap') } })]
    const circular: unknown[] = []
    circular.push(circular)
    for (const value of [...odd, circular]) {
      for (const text of ['a', 'a + 1', 'a == b', 'a.b.c', 'a[0]', 'rows.map(x, x)', "{'k': a}", 'text(a)', 'a in rows', 'size(a)', 'a && true', '-a', 'addDays(a, 1)']) {
        expect(brokenPromises(text, { a: value, b: value, rows: [value] })).toStrictEqual([])
      }
    }
  })

  test.each(['__proto__', 'constructor', 'prototype', 'anything.constructor', 'anything.__proto__', "anything['constructor']", "{'__proto__': 1}", "{'constructor': 1}", "''.constructor", 'lines.map(__proto__, 1)', '[].constructor.constructor'])('%s is refused', (text) => {
    expect(mistakeIn(text)).toMatchObject({ code: expect.stringMatching(/forbidden-name|wrong-arguments/) })
  })

  test('only own fields are read', () => {
    for (const text of ['anything.toString', 'anything.hasOwnProperty', 'anything[package]', 'anything.inherited']) {
      expect(valueOf(text, { anything: Object.create({ inherited: 1 }), package: 'valueOf' })).toBe(null)
    }
    expect(faultOf('anything[package]', { anything: {}, package: 'constructor' })).toMatchObject({ code: 'wrong-value' })
    expect(mistakeIn('toString')).toMatchObject({ code: 'unknown-name' })
    expect(mistakeIn('Ticket.toString')).toMatchObject({ code: 'unknown-field' })
    expect(mistakeIn('valueOf()')).toMatchObject({ code: 'unknown-function' })
  })

  test('a forbidden key in the data does not get into a result', () => {
    expect(faultOf('anything', { anything: JSON.parse('{"__proto__": {"polluted": true}}') })).toMatchObject({ code: 'wrong-value' })
  })
})

describe('limits', () => {
  const thousand = { rows: Array.from({ length: 1_000 }, (_, index) => index) }
  const run = (text: string, given: Readonly<Record<string, unknown>> = thousand): unknown => {
    const compiled = language.compile(text, openScope)
    return compiled.ok ? compiled.evaluate(given) : compiled
  }

  test('one walk through 1,000 rows is fine, 1,000 times 1,000 is refused', () => {
    expect(run('rows.filter(x, x >= 990 && x != 995).size()')).toStrictEqual({ ok: true, value: 9 })
    expect(run('rows.map(x, rows.map(y, x * y))')).toMatchObject({ ok: false, error: { code: 'too-many-steps', message: 'This needs more than 10000 steps.' } })
    expect(run('rows.all(x, rows.all(y, rows.all(z, true)))')).toMatchObject({ ok: false, error: { code: 'too-many-steps' } })
    expect(run('rows.map(x, a == b)', { ...thousand, a: thousand.rows, b: [...thousand.rows] })).toMatchObject({ ok: false, error: { code: 'too-many-steps' } })
    expect(run('rows.map(x, x in rows)')).toMatchObject({ ok: false, error: { code: 'too-many-steps' } })
    expect(run("rows.map(x, sum(rows) + size(split(join(rows), '')))")).toMatchObject({ ok: false, error: { code: 'too-many-steps' } })
  })

  test('four loops inside each other are refused before they run', () => {
    expect(run('rows.map(x, rows.map(y, rows.map(z, rows.map(u, 1))))')).toMatchObject({ ok: false, errors: [{ code: 'too-complex' }] })
  })

  test('texts and lists cannot grow without end', () => {
    const long = 'x'.repeat(60_000)
    expect(run('a + a', { a: long })).toMatchObject({ error: { code: 'text-too-long' } })
    expect(run("replace(a, 'x', 'yy')", { a: long })).toMatchObject({ error: { code: 'text-too-long' } })
    expect(run("join(rows, a)", { rows: [1, 2, 3], a: long })).toMatchObject({ error: { code: 'text-too-long' } })
    expect(run("split(a, '')", { a: long })).toMatchObject({ error: { code: 'list-too-long' } })
    expect(run('rows + rows', { rows: Array.from({ length: 6_000 }, () => 1) })).toMatchObject({ error: { code: 'list-too-long' } })
    expect(run('rows.map(x, rows)')).toMatchObject({ error: { code: 'list-too-long' } })
    expect(run('rows.map(x, a)', { ...thousand, a: 'x'.repeat(2_000) })).toMatchObject({ error: { code: 'text-too-long' } })
  })

  test.each([
    ['too long', 'a'.repeat(4_001), 'too-long'], ['deep parentheses', '('.repeat(1_500) + 'a' + ')'.repeat(1_500), 'too-complex'], ['many nots', '!'.repeat(3_999) + 'a', 'too-complex'], ['many minuses', '-'.repeat(3_999) + 'a', 'too-complex'],
    ['a long sum', `a${'+a'.repeat(1_900)}`, 'too-complex'], ['deep lists', '['.repeat(1_900) + ']'.repeat(1_900), 'too-complex'], ['a long path', `a${'.b'.repeat(1_900)}`, 'too-complex'], ['a long list', `[${'1,'.repeat(1_500)}1]`, 'too-complex'],
    ['deep calls', 'text('.repeat(600) + 'a' + ')'.repeat(600), 'too-complex'],
  ])('%s is refused', (_, text, code) => expect(run(text)).toMatchObject({ ok: false, errors: [{ code }] }))

  test('an operator chain up to the limit runs', () => expect(run(`a${'+a'.repeat(450)}`, { a: 1 })).toStrictEqual({ ok: true, value: 451 }))

  test('with a clock, an evaluation that takes too long is stopped', () => {
    let time = 0
    const slow = createExpressionLanguage({ nowMs: () => (time += 30) })
    const compiled = slow.compile('rows.map(x, x)', openScope)
    expect(compiled.ok && compiled.evaluate(thousand)).toMatchObject({ ok: false, error: { code: 'too-slow' } })
  })

  test('limits can be lowered, not raised', () => {
    expect(createExpressionLanguage({ limits: { steps: 5, nodes: 1_000_000 } }).limits).toMatchObject({ steps: 5, nodes: 1_000 })
    const strict = createExpressionLanguage({ limits: { steps: 5 } }).compile('lines.map(line, 1)', deskScope)
    expect(strict.ok && strict.evaluate({ lines: [1, 2, 3, 4, 5, 6] })).toMatchObject({ error: { code: 'too-many-steps' } })
  })
})
