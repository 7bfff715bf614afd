import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TextInput } from '../kit/index.ts'
import { ConfigLines } from './config-lines.tsx'
import { linesIn } from './node-form.ts'

type Line = { readonly id: string; readonly order: string; readonly label: string; readonly expression: string }

/** The cases of a decision: each is an exit with a label and the value that takes it. */
export function CasesEditor({ value, ...about }: { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown }) {
  const scope = useScope()
  return (
    <ConfigLines<Line>
      {...about}
      lines={linesIn(value, isLine)}
      one="a case"
      fresh={() => ({ label: '', expression: '' })}
      headKey="label"
      renderHead={({ line, number, put }) => <TextInput aria-label={`Label of case ${number}`} value={line.label} placeholder="Label of the exit" maxLength={80} onChange={(label) => put({ label })} />}
      renderExpression={({ line, number, put }) => <ExpressionField label={`Value of case ${number}`} hideLabel value={line.expression} scope={scope} placeholder={'"high"'} onChange={(expression) => put({ expression })} />}
    />
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'label' in line && typeof line.label === 'string' && 'expression' in line && typeof line.expression === 'string'
}
