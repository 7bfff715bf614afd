import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deskScope, deskValues, language } from './help-desk.test-fixture.ts'
import type { ValueFormatter } from './template.ts'

function write(source: string, values: Readonly<Record<string, unknown>> = deskValues, format?: ValueFormatter): string {
  const template = language.compileTemplate(source, deskScope)
  if (!template.ok) throw new Error(template.errors.map((error) => error.message).join(' '))
  const result = template.evaluate(values, format)
  if (!result.ok) throw new Error(result.error.message)
  return result.text
}

describe('a text with {expression} parts', () => {
  test.each([
    ['Hello', 'Hello'], ['', ''], ['{Ticket.subject}: {count + 1}', 'Printer: 4'], ['{{count}} is {count}', '{count} is 3'], ['a } b }} c', 'a } b } c'],
    ["{ {'a': {'b': count}}.a.b }", '3'], ["{'}' + package}", '}box'], ['{Ticket.due} {Ticket.status} {Ticket.urgent} {limit} {Ticket.tags}', '2026-01-31 open yes 1 h bug'],
    ['{0.1 + 0.2}', '0.3'], ["{lines[0]}", '{"price":5,"count":2,"done":true}'],
  ])('%s', (source, expected) => expect(write(source)).toBe(expected))

  test('unknown is empty', () => expect(write('[{Ticket.subject}]', {})).toBe('[]'))

  test('a formatter can write the labels of choices', () => {
    const labels: ValueFormatter = (value, type) => (type.type === 'choice' && typeof value === 'string' ? type.labels?.[value] : undefined)
    expect(write('{Ticket.status} {count}', deskValues, labels)).toBe('Open 3')
  })

  test('mistakes and failures have their place in the whole text', () => {
    const source = 'Hi {Tiket.subject}, {} {'
    const template = language.compileTemplate(source, deskScope)
    expect(template.ok ? [] : template.errors.map((error) => [error.code, source.slice(error.from, error.to)])).toStrictEqual([['unknown-name', 'Tiket'], ['empty', '{}'], ['unclosed-part', '{']])
    const failing = language.compileTemplate('Total: {count / 0}', deskScope)
    expect(failing.ok && failing.evaluate(deskValues)).toMatchObject({ ok: false, error: { code: 'division-by-zero', from: 8, to: 17 } })
  })

  test('what it reads is known', () => {
    const template = language.compileTemplate('{count} {Ticket.subject} {count}', deskScope)
    expect(template.ok && template.references).toStrictEqual([['count'], ['Ticket', 'subject']])
    expect(template.ok && template.nameUses.map((use) => use.from)).toStrictEqual([1, 9, 16, 26])
  })

  test('any text can be written once its braces are doubled', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(write(text.replaceAll('{', '{{').replaceAll('}', '}}'))).toBe(text)
    }))
  })

  test('too many parts and too long texts are refused', () => {
    expect(language.compileTemplate('{count}'.repeat(201), deskScope)).toMatchObject({ ok: false, errors: [{ code: 'too-complex' }] })
    expect(language.compileTemplate('x'.repeat(64_001), deskScope)).toMatchObject({ ok: false, errors: [{ code: 'too-long' }] })
  })
})
