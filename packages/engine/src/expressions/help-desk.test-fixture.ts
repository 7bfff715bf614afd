import { createExpressionLanguage, type EvaluationResult } from './language.ts'
import type { ExpressionError } from './expression-error.ts'
import type { Scope, ValueType } from './value-type.ts'

/** The data of a small help desk, for the tests of this folder. */
export const deskScope: Scope = {
  variables: {
    Ticket: {
      type: 'record',
      label: 'Ticket',
      fields: {
        subject: { type: 'text', label: 'Subject', help: 'What it is about.' },
        status: { type: 'choice', values: ['open', 'closed'], labels: { open: 'Open', closed: 'Closed' } },
        priority: { type: 'choice', values: ['low', 'high'], labels: { low: 'Low', high: 'High' } },
        createdAt: { type: 'dateTime' },
        due: { type: 'date' },
        urgent: { type: 'yesNo' },
        tags: { type: 'list', of: { type: 'choice', values: ['bug', 'idea'] } },
      },
    },
    lines: { type: 'list', of: { type: 'record', fields: { price: { type: 'number' }, count: { type: 'number' }, done: { type: 'yesNo' } } } },
    count: { type: 'number' },
    price: { type: 'number' },
    limit: { type: 'duration' },
    package: { type: 'text' },
    list: { type: 'text' },
    anything: { type: 'any' },
  },
}

export const deskValues: Readonly<Record<string, unknown>> = {
  Ticket: { subject: 'Printer', status: 'open', priority: 'low', createdAt: '2026-01-30T08:00:00.000Z', due: '2026-01-31', urgent: true, tags: ['bug'] },
  lines: [{ price: 5, count: 2, done: true }, { price: 20, count: 1, done: false }],
  count: 3,
  price: 2.5,
  limit: 3_600_000,
  package: 'box',
  list: 'shopping',
  anything: { deep: { word: 'found' } },
  now: '2026-01-30T10:00:00.000Z',
}

export const language = createExpressionLanguage()

/** Evaluates an expression that is right and gives its value; fails the test otherwise. */
export function valueOf(source: string, values: Readonly<Record<string, unknown>> = deskValues): unknown {
  const result = resultOf(source, values)
  if (!result.ok) throw new Error(`${source}: ${result.error.message}`)
  return result.value
}

/** Evaluates an expression that compiles. */
export function resultOf(source: string, values: Readonly<Record<string, unknown>> = deskValues): EvaluationResult {
  const compiled = language.compile(source, deskScope)
  if (!compiled.ok) throw new Error(`${source}: ${compiled.errors.map((error) => error.message).join(' ')}`)
  return compiled.evaluate(values)
}

/** Gives the first mistake that is found before an expression runs. */
export function mistakeIn(source: string, expected?: ValueType): ExpressionError | undefined {
  const compiled = language.compile(source, deskScope, expected)
  return compiled.ok ? undefined : compiled.errors[0]
}

/** Gives what goes wrong while an expression runs. */
export function faultOf(source: string, values: Readonly<Record<string, unknown>> = deskValues): ExpressionError | undefined {
  const result = resultOf(source, values)
  return result.ok ? undefined : result.error
}
