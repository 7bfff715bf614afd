import { defineNodeKind, type CompiledExpression, type Outcome, type RunContext } from '@halley/engine'
import { idSchema, inOrder, mapById } from '@halley/model'
import { z } from 'zod'

const config = z.object({
  expression: z.string().max(4_000).default(''),
  cases: mapById(z.object({ id: idSchema, order: z.string().max(200), label: z.string().max(80), expression: z.string().max(4_000) })).default({}),
})

/** Chooses the exit: yes or no by one condition, or the first of several values that the expression equals. */
export const decision = defineNodeKind({
  kind: 'decision',
  version: 1,
  title: 'Decision',
  help: 'Chooses the way. Without cases the expression is a condition with the exits Yes and No; with cases the first whose value equals it is taken. Unknown is taken when the answer is not known.',
  group: 'data',
  config,
  form: {
    expression: { control: 'expression', label: 'Expression', help: 'A question with yes or no as its answer; with cases, any value that is compared with them.', expects: 'any', placeholder: 'Ticket.priority == "high"' },
    cases: { control: 'cases', label: 'Cases', help: 'Leave empty for a yes/no decision.' },
  },
  look: {
    icon: 'split',
    tone: 'data',
    summary: ({ expression, cases }) => (expression === '' ? 'Write a condition' : Object.keys(cases).length === 0 ? `Is ${expression}?` : `Which is ${expression}?`),
  },
  exits: ({ cases }) => Object.keys(cases).length === 0
    ? [{ id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }, { id: 'unknown', label: 'Unknown', tone: 'quiet' }]
    : [...inOrder(cases).map((one) => ({ id: one.id, label: one.label || one.expression })), { id: 'unknown', label: 'Unknown', tone: 'quiet' }, { id: 'default', label: 'Default' }],
  check: ({ expression }) => (expression.trim() === '' ? [{ code: 'decision/no_expression', severity: 'error', text: 'The decision has no expression; write what decides.', path: ['expression'] }] : []),
  prepare: ({ expression, cases }, context) => {
    const listed = inOrder(cases)
    return {
      expression: context.expression(['expression'], expression, listed.length === 0 ? { type: 'yesNo' } : undefined),
      cases: listed.map((one) => ({ id: one.id, expression: context.expression(['cases', one.id, 'expression'], one.expression) })),
    }
  },
  enter: ({ expression, cases }, context) => {
    if (expression === undefined) return { type: 'fail', code: 'decision/no_expression', text: 'The decision has no expression.' }
    const decided = context.evaluate(expression)
    if (!decided.ok) return { type: 'fail', code: decided.code, text: decided.text }
    // An Unknown exit that is not connected ends the run quietly; nothing is guessed.
    if (decided.value === null) return unknown
    if (cases.length === 0) return decided.value === true ? yes : no
    return { type: 'leave', exit: firstEqual(decided.value, cases, context) ?? 'default' }
  },
})

const yes: Outcome = { type: 'leave', exit: 'yes' }
const no: Outcome = { type: 'leave', exit: 'no' }
const unknown: Outcome = { type: 'leave', exit: 'unknown' }

function firstEqual(value: unknown, cases: readonly { readonly id: string; readonly expression: CompiledExpression | undefined }[], context: RunContext): string | undefined {
  const wanted = JSON.stringify(value)
  return cases.find((one) => {
    const result = one.expression && context.evaluate(one.expression)
    return result?.ok === true && JSON.stringify(result.value) === wanted
  })?.id
}
