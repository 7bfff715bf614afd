import { readForTarget, type CompiledExpression, type Evaluated, type PreparedTarget, type RunContext } from '@halley/engine'
import type { Value, ValueTarget } from '@halley/model'

/** One value to be set, and where; undefined parts are problems of the node. */
export type ValueLine = { readonly target: ValueTarget | null; readonly prepared: PreparedTarget | undefined; readonly expression: CompiledExpression | undefined }

type Failure = { readonly type: 'fail'; readonly code: string; readonly text: string }

/** Sets all values or none: each is computed, and checked against what its place holds, before the first is stored. Undefined when they are set. */
export function setValues(lines: readonly ValueLine[], context: RunContext, { code, evaluate }: { readonly code: string; readonly evaluate: (expression: CompiledExpression) => Evaluated | 'skip' }): Failure | undefined {
  const values: { readonly target: PreparedTarget; readonly value: Value }[] = []
  for (const { target, prepared, expression } of lines) {
    if (target === null || prepared === undefined || expression === undefined) return { type: 'fail', code, text: `${prepared?.label ?? 'A value'} was not set: its line is not complete.` }
    const result = evaluate(expression)
    if (result === 'skip') continue
    if (!result.ok) return { type: 'fail', code: result.code, text: `${prepared.label} was not set: ${result.text}` }
    const reading = readForTarget(context.project, target, result.value)
    if (!reading.ok) return { type: 'fail', code, text: `${prepared.label} was not set: ${reading.text}.` }
    values.push({ target: prepared, value: reading.value })
  }
  for (const { target, value } of values) context.set(target, value)
  return undefined
}
