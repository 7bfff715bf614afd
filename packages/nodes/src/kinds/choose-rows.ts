import type { CompiledExpression, Outcome, RunContext } from '@halley/engine'
import type { Value } from '@halley/model'
import { inOrderOf } from './row-order.ts'

/** Which rows are meant, and in which order. */
export type RowChoice = { readonly filter: CompiledExpression | undefined; readonly sort: CompiledExpression | undefined; readonly direction: 'ascending' | 'descending' }

type Failed = Extract<Outcome, { type: 'fail' }>

/** Takes the rows that meet the condition, in the order that is asked for. A row for which the answer is unknown is not taken. */
export function chooseRows(rows: readonly Value[], { filter, sort, direction }: RowChoice, context: RunContext): { readonly rows: readonly Value[] } | Failed {
  const taken: Value[] = []
  for (const row of rows) {
    const met = filter === undefined ? everyRow : context.evaluateForRow(filter, row)
    if (!met.ok) return { type: 'fail', code: met.code, text: `Which rows are meant could not be computed: ${met.text}` }
    if (met.value === true) taken.push(row)
  }
  if (sort === undefined) return { rows: taken }
  const keys: Value[] = []
  for (const row of taken) {
    const key = context.evaluateForRow(sort, row)
    if (!key.ok) return { type: 'fail', code: key.code, text: `The order of the rows could not be computed: ${key.text}` }
    keys.push(key.value)
  }
  return { rows: inOrderOf(taken, keys, { type: sort.type, direction }) }
}

const everyRow = { ok: true, value: true } as const

/** What has an order: lists and rows have none. */
export const orderable: ReadonlySet<CompiledExpression['type']['type']> = new Set(['text', 'number', 'yesNo', 'date', 'dateTime', 'duration', 'choice', 'any', 'unknown'])
