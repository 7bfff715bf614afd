import { defineNodeKind, emptyRecord, resolveTarget, type CompiledExpression, type NodeProblem, type Outcome, type PreparedTarget, type RunContext } from '@halley/engine'
import { idSchema, inOrder, LIMITS, membersIn, mapById, valueTargetSchema, type Member, type Members, type Project, type Value, type ValueTarget } from '@halley/model'
import { z } from 'zod'

const config = z.object({
  list: valueTargetSchema.nullable().default(null),
  action: z.enum(['add', 'update', 'delete']).default('add'),
  values: mapById(z.object({ id: idSchema, order: z.string().max(200), memberId: z.string().max(40).nullable(), expression: z.string().max(4_000) })).default({}),
  filter: z.string().max(4_000).default(''),
})

type Config = z.infer<typeof config>
type Line = { readonly name: string; readonly label: string; readonly expression: CompiledExpression | undefined }
type Prepared = { readonly target: PreparedTarget | undefined; readonly lines: readonly (Line | undefined)[]; readonly filter: CompiledExpression | undefined; readonly fresh: Value; readonly maxRows: number }

/** Adds, changes and deletes rows of a list; all that it is to do is done, or nothing. */
export const listAction = defineNodeKind<Config, Prepared>({
  kind: 'list-action',
  version: 1,
  title: 'List action',
  help: 'Adds a row to a list of the session or of a message, changes rows, or deletes them. Nothing found is taken when no row meets the condition. When one value fails, nothing is changed and Error is taken.',
  group: 'data',
  config,
  form: {
    list: { control: 'list', label: 'List' },
    action: { control: 'select', label: 'Action', options: [{ value: 'add', label: 'Add row', help: 'At the end of the list. Members without a value get their default.' }, { value: 'update', label: 'Update rows', help: 'In the values, row is the row that is changed.' }, { value: 'delete', label: 'Delete rows' }] },
    values: { control: 'memberValues', label: 'Values', visible: ({ action }) => action !== 'delete' },
    filter: { control: 'expression', label: 'Only rows that meet', expects: 'yesNo', optional: true, scope: 'row', placeholder: 'row.priority == "high"', visible: ({ action }) => action !== 'add', help: 'Empty means every row. A row for which the answer is unknown stays as it is.' },
  },
  look: {
    icon: 'list',
    tone: 'data',
    summary: ({ list, action, filter }, { project }) => {
      const label = list === null ? undefined : resolveTarget(project, list)?.label
      if (label === undefined) return 'Choose a list'
      if (action === 'add') return `Add a row to ${label}`
      return `${action === 'update' ? 'Update' : 'Delete'} ${filter.trim() === '' ? 'every row' : 'rows'} of ${label}${filter.trim() === '' ? '' : ` where ${filter}`}`
    },
  },
  exits: ({ action }) => [{ id: 'default', label: 'Default' }, ...(action === 'add' ? [] : [{ id: 'nothing', label: 'Nothing found' }]), { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ list }) => ({ assigns: list === null ? [] : [list] }),
  rowList: ({ list }, { project }) => (list === null ? '' : (resolveTarget(project, list)?.path.join('.') ?? '')),
  check: ({ list, action, values, filter }, { project }): NodeProblem[] => {
    const target = list === null ? undefined : resolveTarget(project, list)
    if (target?.type.type !== 'list') return [{ code: 'list-action/list_missing', severity: 'error', text: list === null ? 'Choose the list.' : 'The list was deleted; choose another.', path: ['list'] }]
    if (action === 'update' && Object.keys(values).length === 0) return [{ code: 'list-action/no_values', severity: 'error', text: 'Say what to change: add a value.', path: ['values'] }]
    return action === 'delete' && filter.trim() === '' ? [{ code: 'list-action/every_row', severity: 'hint', text: `This deletes every row of ${target.label}.`, path: ['filter'] }] : []
  },
  prepare: ({ list, action, values, filter }, context) => {
    const target = list === null ? undefined : context.target(list)
    const of = target?.type.type === 'list' ? target.type.of : undefined
    const row = { row: { ...(of ?? { type: 'any' as const }), label: 'The row' } }
    const { members, parentId } = list === null ? none : membersOfList(list, context.project)
    const lines = action === 'delete' ? [] : inOrder(values).map((line): Line | undefined => {
      const at = ['values', line.id]
      const member: Member | undefined = membersIn(members, parentId).find(({ id }) => id === line.memberId)
      if (member === undefined) {
        context.report({ code: 'list-action/member_missing', severity: 'error', text: line.memberId === null ? 'Choose what to set.' : 'What this sets is not in the list; choose again.', path: [...at, 'memberId'] })
        return undefined
      }
      if (line.expression.trim() === '') context.report({ code: 'list-action/no_expression', severity: 'error', text: `Write the value for ${member.name}.`, path: [...at, 'expression'] })
      const type = of?.type === 'record' ? of.fields[member.technicalName] : undefined
      return { name: member.technicalName, label: member.name, expression: context.expression([...at, 'expression'], line.expression, type, action === 'update' ? row : undefined) }
    })
    return {
      target,
      lines,
      filter: action === 'add' ? undefined : context.expression(['filter'], filter, { type: 'yesNo' }, row),
      fresh: emptyRecord(members, parentId),
      maxRows: list?.type === 'list' ? LIMITS.sessionListRows : LIMITS.listRows,
    }
  },
  enter: (prepared, context, { action }) => {
    const { target } = prepared
    if (target === undefined) return { type: 'fail', code: 'list-action/list_missing', text: 'The list is missing.' }
    const stored = context.get(target)
    const rows: readonly Value[] = Array.isArray(stored) ? stored : []
    const changed = action === 'add' ? added(rows, prepared, context) : changedRows(rows, prepared, { context, action })
    if ('type' in changed) return changed
    context.set(target, changed.rows)
    return { type: 'leave', exit: 'default' }
  },
})

type Changed = { readonly rows: readonly Value[] } | Outcome

function added(rows: readonly Value[], { lines, fresh, target, maxRows }: Prepared, context: RunContext): Changed {
  if (rows.length >= maxRows) return { type: 'fail', code: 'list-action/full', text: `${target?.label ?? 'The list'} has ${maxRows.toLocaleString('en')} rows already, which is the limit.` }
  const row = withValues(fresh, lines, (expression) => context.evaluate(expression))
  return 'type' in row ? row : { rows: [...rows, row.row] }
}

function changedRows(rows: readonly Value[], { lines, filter }: Prepared, { context, action }: { readonly context: RunContext; readonly action: 'update' | 'delete' }): Changed {
  const kept: Value[] = []
  let found = 0
  for (const row of rows) {
    const met = filter === undefined ? everyRow : context.evaluateForRow(filter, row)
    if (!met.ok) return { type: 'fail', code: met.code, text: `Which rows are meant could not be computed: ${met.text}` }
    if (met.value !== true) {
      kept.push(row)
      continue
    }
    found += 1
    if (action === 'delete') continue
    const changed = withValues(row, lines, (expression) => context.evaluateForRow(expression, row))
    if ('type' in changed) return changed
    kept.push(changed.row)
  }
  return found === 0 ? { type: 'leave', exit: 'nothing' } : { rows: kept }
}

const everyRow = { ok: true, value: true } as const

function withValues(row: Value, lines: Prepared['lines'], evaluate: (expression: CompiledExpression) => ReturnType<RunContext['evaluate']>): { readonly row: Value } | Extract<Outcome, { type: 'fail' }> {
  const values: { [name: string]: Value } = { ...(isRecord(row) ? row : {}) }
  for (const line of lines) {
    if (line?.expression === undefined) return { type: 'fail', code: 'list-action/incomplete', text: `${line?.label ?? 'A value'} was not set: its line is not complete.` }
    const result = evaluate(line.expression)
    if (!result.ok) return { type: 'fail', code: result.code, text: `${line.label} was not set: ${result.text}` }
    values[line.name] = result.value
  }
  return { row: values }
}

function isRecord(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const none: { readonly members: Members; readonly parentId: string | null } = { members: {}, parentId: null }

/** Where the members of a list's rows are: a session list's own, or those inside of a message's list. */
function membersOfList(list: ValueTarget, project: Project): { readonly members: Members; readonly parentId: string | null } {
  if (list.type === 'list') return { members: project.lists[list.listId]?.members ?? {}, parentId: null }
  return list.type === 'messageMember' ? { members: project.messages[list.messageId]?.members ?? {}, parentId: list.memberId } : none
}
