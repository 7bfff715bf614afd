import { describe, expect, test } from 'vitest'
import { deskScope, language, mistakeIn } from './help-desk.test-fixture.ts'

describe('mistakes are said in plain words, with their place', () => {
  test.each([
    ['Tiket.subject', 0, 5, 'There is no `Tiket` here. Did you mean `Ticket`?'],
    ['Ticket.subjct', 7, 13, '`Ticket` has no `subjct`. Did you mean `subject`?'],
    ['count.size', 6, 10, '`count` is a number and has no fields.'],
    ["Ticket.status == 'opne'", 17, 23, '`opne` is not one of the values of this choice. Did you mean `open`?'],
    ["'feature' in Ticket.tags", 0, 9, '`feature` is not one of the values of this choice.'],
    ['count = 3', 6, 7, 'A single `=` does not compare.'],
    ['count >', 7, 7, 'The expression is not finished.'],
    ['(count', 6, 6, 'Here `)` is needed, but there is the end.'],
    ["'open", 0, 5, 'This text has no closing quote.'],
    ['“open”', 0, 1, 'These are printed quotes.'],
    ["'a' + 1", 0, 7, 'Text and a number cannot be added.'],
    ["count == 'a'", 0, 12, 'A number and text are never equal.'],
    ['count && true', 0, 5, 'Here yes or no is needed, but this is a number.'],
    ['uper(package)', 0, 4, 'There is no function `uper`. Did you mean `upper`?'],
    ['upper(count)', 6, 11, '`upper` needs text here, but this is a number.'],
    ['upper()', 0, 7, '`upper` needs 1 value, but 0 are given.'],
    ['lines.map(1, 2)', 10, 11, 'The first thing in the parentheses must be a new name for one row.'],
    ["matches(package, 'b.x')", 0, 7, 'Regular expressions are not part of the language.'],
    ["b'raw'", 0, 6, 'Bytes are not part of the language.'],
    ['', 0, 0, 'There is no expression here yet.'],
  ])('%s', (source, from, to, message) => expect(mistakeIn(source)).toMatchObject({ message, from, to }))

  test.each([
    ['count > 2 and Ticket.urgent', 'and', 'Write `&&` for “and”.'],
    ['not Ticket.urgent', 'not', 'Write `!` for “not”.'],
    ['count ?? 1', '?', 'Write orElse(value, otherwise) for a value that may be unknown.'],
    ['count <> 2', '>', 'Write `!=` for “is not equal to”.'],
    ['count === 2', '=', 'Write `==` or `!=`.'],
    ['Ticket.due > today()', 'today', 'Write date(now) for today.'],
    ['package.toUpperCase()', 'toUpperCase', 'Use upper(…).'],
    ['lines.first', 'first', 'Write first(…) to use the function.'],
    ['count count', 'count', 'Between two values an operator is needed, such as `+`, `==` or `&&`.'],
    ['open', 'open', "A text needs quotes: 'open'"],
  ])('habits of other languages get a hint: %s', (source, word, hint) => {
    const found = mistakeIn(source)
    expect([source.slice(found?.from, found?.to), found?.hint]).toStrictEqual([word, hint])
  })

  test('several mistakes are said at once', () => {
    const compiled = language.compile('Tiket.subject == cout', deskScope)
    expect(compiled.ok ? [] : compiled.errors.map((error) => source(error))).toStrictEqual(['Tiket', 'cout'])
    function source(error: { from: number; to: number }): string {
      return 'Tiket.subject == cout'.slice(error.from, error.to)
    }
  })

  test('words that the grammar reserves are good names', () => {
    expect(mistakeIn('package')).toBeUndefined()
    expect(mistakeIn('loop')).toMatchObject({ message: 'There is no `loop` here.' })
    expect(mistakeIn('lines.map(loop, loop.price + count)')).toBeUndefined()
  })
})

describe('the place says which type it needs', () => {
  test('what can never fit is a mistake', () => {
    expect(mistakeIn('count', { type: 'text' })).toMatchObject({ code: 'wrong-type', hint: 'Write text(…) around it.' })
    expect(mistakeIn("'opne'", { type: 'choice', values: ['open'] })).toMatchObject({ code: 'not-a-choice-value' })
    expect(mistakeIn('now', { type: 'date' })).toMatchObject({ hint: 'Write date(…) around it.' })
  })

  test('what fits is fine, and null fits everywhere', () => {
    expect(mistakeIn('Ticket.status', { type: 'text' })).toBeUndefined()
    expect(mistakeIn("'open'", { type: 'choice', values: ['open'] })).toBeUndefined()
    expect(mistakeIn("'2026-01-31'", { type: 'date' })).toBeUndefined()
    expect(mistakeIn('null', { type: 'number' })).toBeUndefined()
    expect(mistakeIn('[]', { type: 'list', of: { type: 'number' } })).toBeUndefined()
  })

  test('what could be anything is checked when it runs', () => {
    const compiled = language.compile('anything', deskScope, { type: 'list', of: { type: 'number' } })
    if (!compiled.ok) throw new Error('does not compile')
    expect(compiled.evaluate({ anything: [1, 2] })).toStrictEqual({ ok: true, value: [1, 2] })
    expect(compiled.evaluate({ anything: [1, 'two'] })).toMatchObject({ ok: false, error: { code: 'wrong-value' } })
    expect(compiled.evaluate({})).toStrictEqual({ ok: true, value: null })
  })
})

describe('what an expression reads is known', () => {
  test('references are whole paths; fields of rows belong to their list', () => {
    const compiled = language.compile("Ticket.subject == 'x' && sum(lines.map(line, line.price)) > first(lines).count", deskScope)
    expect(compiled.ok && compiled.references).toStrictEqual([['Ticket', 'subject'], ['lines'], ['lines', 'price'], ['lines', 'count']])
  })

  test('every name of data has its place, so that it can be renamed', () => {
    const source = 'lines.map(line, line.price + count)'
    const compiled = language.compile(source, deskScope)
    expect(compiled.ok && compiled.nameUses.map((use) => [use.path.join('.'), source.slice(use.from, use.to)])).toStrictEqual([['lines', 'lines'], ['lines.price', 'price'], ['count', 'count']])
  })

  test('the same source in the same scope is compiled once', () => {
    expect(language.compile('count > 2', deskScope)).toBe(language.compile('count > 2', deskScope))
    expect(language.compile('count', deskScope, { type: 'number' })).not.toBe(language.compile('count', deskScope, { type: 'text' }))
  })
})
