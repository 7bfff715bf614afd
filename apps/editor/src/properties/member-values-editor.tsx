import { membersIn, orderAt, valueTargetSchema, type Member, type Project } from '@halley/model'
import { Plus, X } from 'lucide-react'
import { useMemo } from 'react'
import { useScope, useScopeOfRows } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Button, IconButton, Select } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { useProject } from '../stores/project-store.ts'
import { changeLine, deleteLine, linesIn } from './node-form.ts'

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
  const place = { flowId, nodeId }
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {lines.map((line, at) => {
          const member = members.find(({ id }) => id === line.memberId)
          const problem = problemAt([property, line.id, 'memberId'])
          const about = { key: property, id: line.id, label: `Change value ${at + 1}` }
          return (
            <li key={line.id} className="flex flex-col gap-1 rounded-md border border-line p-1.5" data-field={`${property}/${line.id}`}>
              <div className="flex items-center gap-1">
                <div className="min-w-0 flex-1" data-field={`${property}/${line.id}/memberId`}>
                  <Select
                    size="small"
                    className="text-xs"
                    label={`Member of value ${at + 1}`}
                    value={line.memberId}
                    options={members.map(({ id, name }) => ({ value: id, label: name }))}
                    placeholder={line.memberId === null ? 'Choose a member' : 'Not in the list; choose again'}
                    invalid={problem !== undefined}
                    onChange={(memberId) => changeLine(place, about, { memberId })}
                  />
                </div>
                <IconButton size="small" label={`Delete value ${at + 1}`} icon={<X />} onClick={() => deleteLine(place, { key: property, id: line.id, label: 'Delete a value' })} />
              </div>
              {problem === undefined ? null : <p className="text-xs text-danger">{problem}</p>}
              <div data-field={`${property}/${line.id}/expression`}>
                <ExpressionField
                  label={`Expression of value ${at + 1}`}
                  hideLabel
                  value={line.expression}
                  scope={scope}
                  expected={member !== undefined && row?.type === 'record' ? row.fields[member.technicalName] : undefined}
                  placeholder="value"
                  onChange={(expression) => changeLine(place, about, { expression })}
                />
              </div>
            </li>
          )
        })}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} aria-hidden="true" />}
        className="self-start"
        onClick={() => {
          const free = members.find(({ id }) => !lines.some((line) => line.memberId === id))
          changeLine(place, { key: property, id: newId(), label: 'Add a value' }, { order: orderAt(lines), memberId: free?.id ?? null, expression: '' })
        }}
      >
        Add a value
      </Button>
    </div>
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
