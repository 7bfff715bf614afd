import { describe, expect, test } from 'vitest'
import { createExpressionLanguage } from './language.ts'
import type { Scope } from './value-type.ts'

const language = createExpressionLanguage()
const scope: Scope = { variables: { count: { type: 'number' }, Ticket: { type: 'record', fields: { subject: { type: 'text' } } } } }

function compiled(source: string) {
  const expression = language.compile(source, scope)
  if (!expression.ok) throw new Error(expression.errors[0]?.message)
  return expression
}

function compiledText(source: string) {
  const template = language.compileTemplate(source, scope)
  if (!template.ok) throw new Error(template.errors[0]?.message)
  return template
}

describe('values in two layers', () => {
  test('a name is read from the upper layer, and from the one under it only where the upper has no such name', () => {
    const both = (values: Record<string, unknown>) => compiled('count').evaluate(values, { count: 1 })
    expect([both({}), both({ count: 2 }), both({ count: null })]).toEqual([{ ok: true, value: 1 }, { ok: true, value: 2 }, { ok: true, value: null }])
    expect(compiledText('{Ticket.subject} {count}').evaluate({ Ticket: { subject: 'upper' } }, undefined, { Ticket: { subject: 'under' }, count: 3 })).toEqual({ ok: true, text: 'upper 3' })
  })

  test('a name that neither has is unknown, and prototypes are not looked at', () => {
    expect(compiled('count').evaluate({}, {})).toEqual({ ok: true, value: null })
    expect(compiled('count').evaluate(Object.create({ count: 1 }) as Record<string, unknown>, Object.create({ count: 2 }) as Record<string, unknown>)).toEqual({ ok: true, value: null })
  })
})

describe('reading now', () => {
  test.each([['count + 1', false], ['Ticket.subject', false], ["'now'", false], ['now', true], ['isUnknown(now)', true], ['[1].map(n, now)', true], ['count > 0 ? null : now + days(1)', true]])('%s: %s', (source, reads) => {
    expect(compiled(source).readsNow).toBe(reads)
  })

  test('a text with parts reads it when one part does', () => {
    expect([compiledText('now {count}').readsNow, compiledText('{count} {now}').readsNow]).toEqual([false, true])
  })
})
