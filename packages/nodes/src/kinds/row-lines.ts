import type { CompiledExpression, Outcome, PrepareContext, RunContext, ScopeExtra } from '@halley/engine'
import { idSchema, inOrder, mapById, membersIn, type Value } from '@halley/model'
import { z } from 'zod'
import type { TargetList } from './list-of-target.ts'

/** Lines of a member of a list's rows and the expression of its value. */
export const rowLinesSchema = mapById(z.object({ id: idSchema, order: z.string().max(200), memberId: idSchema.nullable(), expression: z.string().max(4_000) }))
export type RowLines = z.infer<typeof rowLinesSchema>

/** A line that is ready to be computed. */
export type PreparedLine = { readonly name: string; readonly label: string; readonly expression: CompiledExpression | undefined }

/** Compiles the lines; one that names nothing or has no expression is a problem, and undefined. */
export function prepareLines(lines: RowLines, { list, extra, context }: { readonly list: TargetList; readonly extra: ScopeExtra | undefined; readonly context: PrepareContext }): (PreparedLine | undefined)[] {
  const members = membersIn(list.members, list.parentId)
  return inOrder(lines).map((line) => {
    const at = ['values', line.id]
    const member = members.find(({ id }) => id === line.memberId)
    if (member === undefined) {
      context.report({ code: 'list-action/member_missing', severity: 'error', text: line.memberId === null ? 'Choose what to set.' : 'What this sets is not in the list; choose again.', path: [...at, 'memberId'] })
      return undefined
    }
    if (line.expression.trim() === '') context.report({ code: 'list-action/no_expression', severity: 'error', text: `Write the value for ${member.name}.`, path: [...at, 'expression'] })
    return { name: member.technicalName, label: member.name, expression: context.expression([...at, 'expression'], line.expression, list.rowType.fields[member.technicalName], extra) }
  })
}

/** Computes the lines' values; all of them, or the failure of the first that cannot be. */
export function valuesOfLines(lines: readonly (PreparedLine | undefined)[], evaluate: (expression: CompiledExpression) => ReturnType<RunContext['evaluate']>): { readonly values: { readonly [name: string]: Value } } | Extract<Outcome, { type: 'fail' }> {
  const values: { [name: string]: Value } = {}
  for (const line of lines) {
    if (line?.expression === undefined) return { type: 'fail', code: 'list-action/incomplete', text: `${line?.label ?? 'A value'} was not set: its line is not complete.` }
    const result = evaluate(line.expression)
    if (!result.ok) return { type: 'fail', code: result.code, text: `${line.label} was not set: ${result.text}` }
    values[line.name] = result.value
  }
  return { values }
}
