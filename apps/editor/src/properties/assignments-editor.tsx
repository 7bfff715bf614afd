import { resolveTarget } from '@halley/engine'
import { orderAt, valueTargetSchema, type ValueTarget } from '@halley/model'
import { Plus, X } from 'lucide-react'
import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Button, IconButton } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { useProject } from '../stores/project-store.ts'
import { useRun } from '../stores/run-store.ts'
import { changeLine, deleteLine, linesIn } from './node-form.ts'
import { TargetPicker } from './target-picker.tsx'

type Line = { readonly id: string; readonly order: string; readonly target: ValueTarget | null; readonly expression: string }
type Props = { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown; readonly problemAt: (path: readonly string[]) => string | undefined }

/** The lines of an assignment: what is set, and the expression that gives the value. */
export function AssignmentsEditor({ flowId, nodeId, property, value, problemAt }: Props) {
  const lines = linesIn(value, isLine)
  const place = { flowId, nodeId }
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {lines.map((line, at) => <AssignmentLine key={line.id} place={place} property={property} line={line} number={at + 1} problemAt={problemAt} />)}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} aria-hidden="true" />}
        className="self-start"
        onClick={() => {
          const id = newId()
          changeLine(place, { key: property, id, label: 'Add an assignment' }, { order: orderAt(lines), target: null, expression: '' })
        }}
      >
        Add an assignment
      </Button>
    </div>
  )
}

function AssignmentLine({ place, property, line, number, problemAt }: { readonly place: { flowId: string; nodeId: string }; readonly property: string; readonly line: Line; readonly number: number; readonly problemAt: Props['problemAt'] }) {
  const scope = useScope()
  const project = useProject((whole) => whole)
  const target = line.target === null ? undefined : resolveTarget(project, line.target)
  const lastValue = useRun((run) => run.lastValues.get(target?.path.join('.') ?? ''))
  const label = `Change assignment ${number}`
  const problem = problemAt([property, line.id, 'target'])
  return (
    <li className="flex flex-col gap-1 rounded-md border border-line p-1.5" data-field={`${property}/${line.id}`}>
      <div className="flex items-center gap-1">
        <span className="w-5 shrink-0 text-center text-2xs text-ink-faint" aria-hidden="true">{number}</span>
        <div className="min-w-0 flex-1" data-field={`${property}/${line.id}/target`}>
          <TargetPicker label={`Field of assignment ${number}`} value={line.target} invalid={problem !== undefined} onChange={(next) => changeLine(place, { key: property, id: line.id, label }, { target: next })} />
        </div>
        <IconButton size="small" label={`Delete assignment ${number}`} icon={<X />} onClick={() => deleteLine(place, { key: property, id: line.id, label: 'Delete an assignment' })} />
      </div>
      {problem === undefined ? null : <p className="text-xs text-danger">{problem}</p>}
      <div data-field={`${property}/${line.id}/expression`}>
        <ExpressionField
          label={`Value of assignment ${number}`}
          hideLabel
          value={line.expression}
          scope={scope}
          expected={target?.type}
          placeholder={target?.type.type === 'text' ? '"printer on fire"' : 'value'}
          {...(lastValue !== undefined && { lastValue: JSON.stringify(lastValue.value) })}
          onChange={(expression) => changeLine(place, { key: property, id: line.id, label }, { expression })}
        />
      </div>
    </li>
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'expression' in line && typeof line.expression === 'string' && 'target' in line && valueTargetSchema.nullable().safeParse(line.target).success
}
