import { defineNodeKind, type Outcome, type PreparedTarget, type RunContext } from '@halley/engine'
import { idSchema, inOrder, mapById, valueTargetSchema, type Value } from '@halley/model'
import { z } from 'zod'

const config = z.object({
  assignments: mapById(z.object({ id: idSchema, order: z.string().max(200), target: valueTargetSchema.nullable(), expression: z.string().max(4_000) })).default({}),
})

/** Gives fields new values, one after the other; either all of them are stored, or none. */
export const assignment = defineNodeKind({
  kind: 'assignment',
  version: 1,
  title: 'Assignment',
  help: 'Gives fields of the session or of a message new values, from top to bottom: a later line sees what an earlier one wrote. When one fails, none is stored.',
  group: 'data',
  config,
  form: { assignments: { control: 'assignments', label: 'Assignments', help: 'Each line gives one field, list or message field its value. They are done from top to bottom; when one fails, none is kept.' } },
  look: {
    icon: 'pencil-line',
    tone: 'data',
    summary: ({ assignments }, { project }) => {
      const lines = inOrder(assignments)
      const first = lines[0]
      if (first === undefined) return 'Choose what to set'
      const message = first.target?.type === 'messageMember' ? project.messages[first.target.messageId] : undefined
      const name = first.target?.type === 'field' ? project.fields[first.target.fieldId]?.name
        : first.target?.type === 'list' ? project.lists[first.target.listId]?.name
        : first.target?.type === 'messageMember' ? `${message?.name ?? '?'}.${message?.members[first.target.memberId]?.name ?? '?'}` : undefined
      return `Set ${name ?? 'a field'}${lines.length > 1 ? ` and ${lines.length - 1} more` : ` to ${first.expression}`}`
    },
  },
  exits: () => [{ id: 'default', label: 'Default' }, { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ assignments }) => ({ assigns: Object.values(assignments).flatMap((line) => (line.target === null ? [] : [line.target])) }),
  carries: ({ assignments }) => Object.values(assignments).flatMap(({ id, target }) => (target === null ? [] : [{ from: ['assignments', id], to: { type: 'target' as const, target } }])),
  prepare: ({ assignments }, context) =>
    inOrder(assignments).map((line) => {
      const at = ['assignments', line.id]
      const target = line.target === null ? undefined : context.target(line.target)
      if (target === undefined) context.report({ code: 'assignment/target_missing', severity: 'error', text: line.target === null ? 'Choose the field to set.' : 'The field to set was deleted; choose another.', path: [...at, 'target'] })
      if (line.expression.trim() === '') context.report({ code: 'assignment/no_expression', severity: 'error', text: `Write the value for ${target?.label ?? 'the field'}.`, path: [...at, 'expression'] })
      return { target, expression: context.expression([...at, 'expression'], line.expression, target?.type) }
    }),
  enter: (lines, context) => {
    const before: Value[] = []
    for (let at = 0; at < lines.length; at += 1) {
      const { target, expression } = lines[at] ?? {}
      if (target === undefined || expression === undefined) return restore({ lines, before, context }, { code: 'assignment/incomplete', text: `${target?.label ?? 'A field'} was not set: its line is not complete.` })
      const result = context.evaluate(expression)
      if (!result.ok) return restore({ lines, before, context }, { code: result.code, text: `${target.label} was not set: ${result.text}` })
      // What comes last is never taken back.
      if (at < lines.length - 1) before.push(context.get(target))
      context.set(target, result.value)
    }
    return done
  },
})

const done: Outcome = { type: 'leave', exit: 'default' }

type Lines = readonly { readonly target: PreparedTarget | undefined }[]

function restore({ lines, before, context }: { readonly lines: Lines; readonly before: readonly Value[]; readonly context: RunContext }, error: { readonly code: string; readonly text: string }): Outcome {
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const target = lines[at]?.target
    if (target !== undefined) context.set(target, before[at] ?? null)
  }
  return { type: 'fail', ...error }
}
