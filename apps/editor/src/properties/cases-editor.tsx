import { orderAt } from '@halley/model'
import { Plus, X } from 'lucide-react'
import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Button, IconButton, TextInput } from '../kit/index.ts'
import { newId } from '../stores/new-id.ts'
import { changeLine, deleteLine, linesIn } from './node-form.ts'

type Line = { readonly id: string; readonly order: string; readonly label: string; readonly expression: string }

/** The cases of a decision: each is an exit with a label and the value that takes it. */
export function CasesEditor({ flowId, nodeId, property, value }: { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown }) {
  const scope = useScope()
  const lines = linesIn(value, isLine)
  const place = { flowId, nodeId }
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {lines.map((line, at) => (
          <li key={line.id} className="flex flex-col gap-1 rounded-md border border-line p-1.5" data-field={`${property}/${line.id}`}>
            <div className="flex items-center gap-1">
              <TextInput aria-label={`Label of case ${at + 1}`} value={line.label} placeholder="Label of the exit" maxLength={80} onChange={(label) => changeLine(place, { key: property, id: line.id, label: `Change case ${at + 1}` }, { label })} />
              <IconButton size="small" label={`Delete case ${at + 1}`} icon={<X />} onClick={() => deleteLine(place, { key: property, id: line.id, label: 'Delete a case' })} />
            </div>
            <div data-field={`${property}/${line.id}/expression`}>
              <ExpressionField label={`Value of case ${at + 1}`} hideLabel value={line.expression} scope={scope} placeholder={'"high"'} onChange={(expression) => changeLine(place, { key: property, id: line.id, label: `Change case ${at + 1}` }, { expression })} />
            </div>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} aria-hidden="true" />}
        className="self-start"
        onClick={() => changeLine(place, { key: property, id: newId(), label: 'Add a case' }, { order: orderAt(lines), label: '', expression: '' })}
      >
        Add a case
      </Button>
    </div>
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'label' in line && typeof line.label === 'string' && 'expression' in line && typeof line.expression === 'string'
}
