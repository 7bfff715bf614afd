import { membersIn, valueTargetSchema, type Member, type Project } from '@halley/model'
import { useMemo } from 'react'
import { useScope, useScopeOfRows } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Select } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { ConfigLines } from './config-lines.tsx'
import { linesIn } from './node-form.ts'

type Line = { readonly id: string; readonly order: string; readonly memberId: string | null; readonly expression: string }
type Props = { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown; readonly problemAt: (path: readonly string[]) => string | undefined }

/** The values of a row of the node's list: which member, and the expression of its value. */
export function MemberValuesEditor({ flowId, nodeId, property, value, problemAt }: Props) {
  const scopeOfRows = useScopeOfRows()
  const plainScope = useScope()
  const project = useProject((whole) => whole)
  const config = project.flows[flowId]?.nodes[nodeId]?.config
  const scope = config?.['action'] === 'update' ? scopeOfRows : plainScope
  const members = useMemo(() => membersOfRows(project, config?.['list']), [project, config])
  const row = scopeOfRows.variables['row']
  const lines = linesIn(value, isLine)
  const problemOf = (line: Line) => problemAt([property, line.id, 'memberId'])
  return (
    <ConfigLines<Line>
      flowId={flowId}
      nodeId={nodeId}
      property={property}
      lines={lines}
      one="a value"
      fresh={() => ({ memberId: members.find(({ id }) => !lines.some((line) => line.memberId === id))?.id ?? null, expression: '' })}
      headKey="memberId"
      renderHead={({ line, number, put }) => (
        <Select
          size="small"
          className="text-xs"
          label={`Member of value ${number}`}
          value={line.memberId}
          options={members.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={line.memberId === null ? 'Choose a member' : 'Not in the list; choose again'}
          invalid={problemOf(line) !== undefined}
          onChange={(memberId) => put({ memberId })}
        />
      )}
      problemOf={problemOf}
      renderExpression={({ line, number, put }) => {
        const member = members.find(({ id }) => id === line.memberId)
        return (
          <ExpressionField
            label={`Expression of value ${number}`}
            hideLabel
            value={line.expression}
            scope={scope}
            expected={member !== undefined && row?.type === 'record' ? row.fields[member.technicalName] : undefined}
            placeholder="value"
            onChange={(expression) => put({ expression })}
          />
        )
      }}
    />
  )
}

function membersOfRows(project: Project, list: unknown): Member[] {
  const target = valueTargetSchema.safeParse(list)
  if (!target.success || target.data.type === 'field') return []
  if (target.data.type === 'list') return membersIn(project.lists[target.data.listId]?.members ?? {}, null)
  return membersIn(project.messages[target.data.messageId]?.members ?? {}, target.data.memberId)
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'expression' in line && typeof line.expression === 'string' && 'memberId' in line && (line.memberId === null || typeof line.memberId === 'string')
}
