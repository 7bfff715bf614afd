import { defineNodeKind, plainText, type CompiledExpression, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { LIMITS, type Value } from '@halley/model'
import { z } from 'zod'
import { chooseRows, orderable } from './choose-rows.ts'

const config = z.object({
  list: z.string().max(4_000).default(''),
  filter: z.string().max(4_000).default(''),
  sort: z.string().max(4_000).default(''),
  direction: z.enum(['ascending', 'descending']).default('ascending'),
})

type Config = z.infer<typeof config>
type Prepared = { readonly list: CompiledExpression | undefined; readonly filter: CompiledExpression | undefined; readonly sort: CompiledExpression | undefined }

/** Takes the rows of a list in turn, one each time it is entered. */
export const loop = defineNodeKind<Config, Prepared>({
  kind: 'loop',
  version: 1,
  title: 'Loop',
  help: 'Takes the rows of a list in turn. Each time it is entered it leaves by Next row, where row is the row in turn; connect the last node after it back to the Loop. When every row had its turn it leaves by End of loop. The rows are those that the list had when the loop began; a list that is unknown has none.',
  group: 'data',
  config,
  form: {
    list: { control: 'expression', label: 'List', expects: 'list', placeholder: 'tickets', help: 'A list of the session or of a message, or an expression that gives a list.' },
    filter: { control: 'expression', label: 'Only rows that meet', expects: 'yesNo', optional: true, scope: 'row', placeholder: 'row.priority == "high"', help: 'Empty takes every row. A row for which the answer is unknown is not taken.' },
    sort: { control: 'expression', label: 'In the order of', expects: 'any', optional: true, scope: 'row', placeholder: 'row.subject', help: 'Empty keeps the order of the list. Rows without a value come last.' },
    direction: { control: 'select', label: 'Direction', help: 'Largest first turns the order round: the newest date, the highest number.', visible: ({ sort }) => sort.trim() !== '', options: [{ value: 'ascending', label: 'Smallest first' }, { value: 'descending', label: 'Largest first' }] },
  },
  look: {
    icon: 'repeat',
    tone: 'data',
    summary: ({ list, filter }) => (list.trim() === '' ? 'Choose a list' : `For each row of ${list}${filter.trim() === '' ? '' : ` where ${filter}`}`),
  },
  exits: () => [{ id: 'next', label: 'Next row' }, { id: 'end', label: 'End of loop' }],
  rows: ({ list }) => [{ exit: 'next', list }],
  check: ({ list }): NodeProblem[] => (list.trim() === '' ? [{ code: 'loop/no_list', severity: 'error', text: 'The loop has no list; say which rows it takes.', path: ['list'] }] : []),
  prepare: ({ list, filter, sort }, context) => {
    const rows = context.expression(['list'], list, { type: 'list', of: { type: 'any' } })
    const row = { row: { ...(rows?.type.type === 'list' ? rows.type.of : { type: 'any' as const }), label: 'A row of the list' } }
    const by = context.expression(['sort'], sort, undefined, row)
    if (by !== undefined && !orderable.has(by.type.type)) context.report({ code: 'loop/no_order', severity: 'error', text: 'Lists and rows have no order; choose one of their fields.', path: ['sort'] })
    return { list: rows, filter: context.expression(['filter'], filter, { type: 'yesNo' }, row), sort: by }
  },
  enter: (prepared, context, { direction }) => {
    if (context.isWalking) return nextOf(null)
    const rows = rowsOf(prepared, context)
    if ('type' in rows) return rows
    const chosen = chooseRows(rows.rows, { ...prepared, direction }, context)
    if ('type' in chosen) return chosen
    // They are kept with the session until each had its turn.
    if (chosen.rows.length > LIMITS.sessionListRows) return { type: 'fail', code: 'loop/too_many', text: `The loop would take ${chosen.rows.length.toLocaleString('en')} rows; the limit is ${LIMITS.sessionListRows.toLocaleString('en')}. Say which rows it takes.` }
    return nextOf(chosen.rows)
  },
})

const nextOf = (rows: readonly Value[] | null): Outcome => ({ type: 'nextRow', rows, exit: 'next', endExit: 'end' })

function rowsOf({ list }: Prepared, context: RunContext): { readonly rows: readonly Value[] } | Outcome {
  if (list === undefined) return { type: 'fail', code: 'loop/no_list', text: 'The loop has no list.' }
  const all = context.evaluate(list)
  if (!all.ok) return { type: 'fail', code: all.code, text: `The list of the loop could not be computed: ${all.text}` }
  if (all.value === null) return { rows: [] }
  if (!Array.isArray(all.value)) return { type: 'fail', code: 'loop/no_list', text: `The loop needs a list, but this is ${plainText(all.value, { type: 'any' }).slice(0, 40)}.` }
  return { rows: all.value }
}
