import { resolveTarget } from '@halley/engine'
import { valueTargetSchema, type ValueTarget } from '@halley/model'
import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { useProject } from '../stores/project-store.ts'
import { ConfigLines, type LineParts } from './config-lines.tsx'
import { linesIn } from './node-form.ts'
import { TargetPicker } from './target-picker.tsx'

type Line = { readonly id: string; readonly order: string; readonly target: ValueTarget | null; readonly expression: string }
type Props = { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown; readonly problemAt: (path: readonly string[]) => string | undefined }

/** The lines of an assignment: what is set, and the expression that gives the value. */
export function AssignmentsEditor({ value, problemAt, ...about }: Props) {
  const problemOf = (line: Line) => problemAt([about.property, line.id, 'target'])
  return (
    <ConfigLines<Line>
      {...about}
      lines={linesIn(value, isLine)}
      one="an assignment"
      fresh={() => ({ target: null, expression: '' })}
      headKey="target"
      renderHead={({ line, number, put }) => <TargetPicker label={`Field of assignment ${number}`} value={line.target} invalid={problemOf(line) !== undefined} onChange={(target) => put({ target })} />}
      problemOf={problemOf}
      renderExpression={(parts) => <AssignedValue {...parts} />}
    />
  )
}

function AssignedValue({ line, number, put }: LineParts<Line>) {
  const scope = useScope()
  const project = useProject((whole) => whole)
  const target = line.target === null ? undefined : resolveTarget(project, line.target)
  return (
    <ExpressionField
      label={`Value of assignment ${number}`}
      hideLabel
      value={line.expression}
      scope={scope}
      expected={target?.type}
      placeholder={target?.type.type === 'text' ? '"printer on fire"' : 'value'}
      onChange={(expression) => put({ expression })}
    />
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'expression' in line && typeof line.expression === 'string' && 'target' in line && valueTargetSchema.nullable().safeParse(line.target).success
}
