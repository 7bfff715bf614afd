import { defineNodeKind, type NodeProblem, type Outcome, type RunContext } from '@halley/engine'
import { LIMITS, valueTargetSchema } from '@halley/model'
import { z } from 'zod'
import { orderable } from './choose-rows.ts'
import { listOf } from './list-of-target.ts'
import { addRow, changeChosenRows, goToRow, listAfterChange, loadRows, type PreparedListAction } from './list-steps.ts'
import { prepareLines, rowLinesSchema } from './row-lines.ts'

const config = z.object({
  list: valueTargetSchema.nullable().default(null),
  action: z.enum(['add', 'update', 'delete', 'load', 'first', 'last', 'next']).default('add'),
  values: rowLinesSchema.default({}),
  filter: z.string().max(4_000).default(''),
  sort: z.string().max(4_000).default(''),
  direction: z.enum(['ascending', 'descending']).default('ascending'),
  /** Rows that load takes at most. */
  limit: z.number().int().min(1).max(LIMITS.loadRows).default(100),
  /** The session list that load fills. */
  into: valueTargetSchema.nullable().default(null),
})

export type ListActionConfig = z.infer<typeof config>
type Config = ListActionConfig

const goesTo: ReadonlySet<Config['action']> = new Set(['first', 'last', 'next'])
const sorts = ({ action }: Config): boolean => action === 'load' || goesTo.has(action)

/** Works on the rows of a list; all that it is to do is done, or nothing. */
export const listAction = defineNodeKind<Config, PreparedListAction>({
  kind: 'list-action',
  version: 1,
  title: 'List action',
  help: 'Adds a row to a list of the session, of a message or stored in the database; changes rows or deletes them; loads rows into a session list; or makes one the current row of its list (`current.Orders.status`). A row that was added is the current one, too. Nothing found is taken when no row meets the condition, or none is left. When one value fails, nothing is changed and Error is taken.',
  group: 'data',
  config,
  form: {
    list: { control: 'list', label: 'List', help: 'The list whose rows are worked on: of the session, of a message, or a stored list.' },
    action: {
      control: 'select', label: 'Action', options: [
        { value: 'add', label: 'Add row', help: 'At the end of the list. Members without a value get their default.' },
        { value: 'update', label: 'Update rows', help: 'In the values, row is the row that is changed.' },
        { value: 'delete', label: 'Delete rows' },
        { value: 'load', label: 'Load rows into a session list', help: 'Replaces the rows of the session list; members of the same technical name are filled.' },
        { value: 'first', label: 'Go to the first row' }, { value: 'last', label: 'Go to the last row' },
        { value: 'next', label: 'Go to the next row', help: 'The one after the current row; the first when there is none yet.' },
      ],
    },
    into: { control: 'list', label: 'Into', visible: ({ action }) => action === 'load', help: 'A session list.' },
    values: { control: 'memberValues', label: 'Values', help: 'What each member of the row gets, by an expression. A member that is left out keeps its value, or gets its default in a new row.', visible: ({ action }) => action === 'add' || action === 'update' },
    filter: { control: 'expression', label: 'Only rows that meet', expects: 'yesNo', optional: true, scope: 'row', placeholder: 'row.priority == "high"', visible: ({ action }) => action !== 'add', help: 'Empty means every row. A row for which the answer is unknown is not meant.' },
    sort: { control: 'expression', label: 'In the order of', expects: 'any', optional: true, scope: 'row', placeholder: 'row.due', visible: sorts, help: 'Empty keeps the order of the list. Rows without a value come last.' },
    direction: { control: 'select', label: 'Direction', help: 'Largest first turns the order round: the newest date, the highest number.', visible: (own) => sorts(own) && own.sort.trim() !== '', options: [{ value: 'ascending', label: 'Smallest first' }, { value: 'descending', label: 'Largest first' }] },
    limit: { control: 'number', label: 'At most', visible: ({ action }) => action === 'load', help: `Rows; ${LIMITS.loadRows.toLocaleString('en')} is the limit.` },
  },
  look: {
    icon: 'list',
    tone: 'data',
    summary: ({ list, action, filter, into }, { project }) => {
      const label = listOf(list, project)?.label
      if (label === undefined) return 'Choose a list'
      const where = filter.trim() === '' ? '' : ` where ${filter}`
      switch (action) {
        case 'add': return `Add a row to ${label}`
        case 'update':
        case 'delete': return `${action === 'update' ? 'Update' : 'Delete'} ${where === '' ? 'every row' : 'rows'} of ${label}${where}`
        case 'load': return `Load ${label}${where} into ${listOf(into, project)?.label ?? '…'}`
        default: return `Go to the ${action} row of ${label}${where}`
      }
    },
  },
  exits: ({ action }) => [{ id: 'default', label: 'Default' }, ...(action === 'add' ? [] : [{ id: 'nothing', label: 'Nothing found' }]), { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ list, action, into }) => ({ assigns: action === 'load' ? [into].filter((target) => target !== null) : list === null || goesTo.has(action) ? [] : [list] }),
  carries: ({ list, action }, { project }) => (list === null || (action !== 'add' && action !== 'update') ? [] : [{ from: ['values'], to: listOf(list, project)?.storedListId == null ? { type: 'target' as const, target: list } : { type: 'storedList' as const } }]),
  rowList: ({ list }, { project }) => listOf(list, project)?.expression ?? '',
  check: ({ list, action, values, filter, into }, { project }): NodeProblem[] => {
    const target = listOf(list, project)
    if (target === undefined) return [{ code: 'list-action/list_missing', severity: 'error', text: list === null ? 'Choose the list.' : 'The list was deleted; choose another.', path: ['list'] }]
    if (action === 'update' && Object.keys(values).length === 0) return [{ code: 'list-action/no_values', severity: 'error', text: 'Say what to change: add a value.', path: ['values'] }]
    if (action === 'load') {
      const filled = listOf(into, project)
      if (filled === undefined) return [{ code: 'list-action/into_missing', severity: 'error', text: into === null ? 'Choose the session list that the rows go into.' : 'The session list was deleted; choose another.', path: ['into'] }]
      return filled.storedListId === null ? [] : [{ code: 'list-action/into_stored', severity: 'error', text: `"${filled.label}" is a stored list; rows are loaded into a session list.`, path: ['into'] }]
    }
    if (goesTo.has(action) && target.parentId !== null) return [{ code: 'list-action/no_current', severity: 'error', text: 'A list inside a message has no current row; take its rows in turn with a Loop.', path: ['action'] }]
    return action === 'delete' && filter.trim() === '' ? [{ code: 'list-action/every_row', severity: 'hint', text: `This deletes every row of ${target.label}.`, path: ['filter'] }] : []
  },
  prepare: (own, context) => {
    const { list, action, values, filter, sort, direction, into } = own
    const target = listOf(list, context.project)
    const row = { row: { ...(target?.rowType ?? { type: 'any' as const }), label: 'The row' } }
    const by = sorts(own) ? context.expression(['sort'], sort, undefined, row) : undefined
    if (by !== undefined && !orderable.has(by.type.type)) context.report({ code: 'list-action/no_order', severity: 'error', text: 'Lists and rows have no order; choose one of their fields.', path: ['sort'] })
    return {
      list: target,
      target: list === null || target?.storedListId !== null ? undefined : context.target(list),
      lines: target === undefined || (action !== 'add' && action !== 'update') ? [] : prepareLines(values, { list: target, context, extra: action === 'update' ? row : undefined }),
      rows: { filter: action === 'add' ? undefined : context.expression(['filter'], filter, { type: 'yesNo' }, row), sort: by, direction },
      into: into === null ? undefined : listOf(into, context.project),
      intoTarget: into === null ? undefined : context.target(into),
    }
  },
  enter: workOnRows,
  resume: (prepared, context, resumption, own) => {
    if (resumption.type !== 'effect') return { type: 'leave', exit: 'default' }
    const { result } = resumption
    if (result.ok) return listAfterChange(prepared, context, result.value ?? null)
    // Somebody changed one of the rows between reading and writing: once more, with the rows as they are now. The run's guard bounds it.
    return result.code === 'list/conflict' ? workOnRows(prepared, context, own) : { type: 'fail', code: result.code, text: result.text }
  },
})

function workOnRows(prepared: PreparedListAction, context: RunContext, own: Config): Outcome {
  switch (own.action) {
    case 'add': return addRow(prepared, context)
    case 'update':
    case 'delete': return changeChosenRows(prepared, context, own.action)
    case 'load': return loadRows(prepared, context, own.limit)
    case 'first':
    case 'last':
    case 'next': return goToRow(prepared, context, own.action)
  }
}
