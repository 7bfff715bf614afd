import { resolveTarget, responseType, type Scope } from '@halley/engine'
import { valueTargetSchema, type ValueTarget } from '@halley/model'
import { useMemo } from 'react'
import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { useProject } from '../stores/project-store.ts'
import { ConfigLines } from './config-lines.tsx'
import type { ConfigLinesEditorProps } from './named-templates-editor.tsx'
import { linesIn } from './node-form.ts'
import { TargetPicker } from './target-picker.tsx'

type Line = { readonly id: string; readonly order: string; readonly expression: string; readonly target: ValueTarget | null }

/** What of an answer goes where; the pasted example says what `response` has. */
export function ResponseMappingEditor({ value, problemAt, ...about }: ConfigLinesEditorProps) {
  const project = useProject((whole) => whole)
  const plain = useScope()
  const example = project.flows[about.flowId]?.nodes[about.nodeId]?.config['responseExample']
  const scope = useMemo((): Scope => ({ variables: { ...plain.variables, response: responseType(typeof example === 'string' ? example : '') } }), [plain, example])
  const problemOf = (line: Line) => problemAt([about.property, line.id, 'target'])
  return (
    <ConfigLines<Line>
      {...about}
      lines={linesIn(value, isLine)}
      one="a value"
      fresh={() => ({ target: null, expression: '' })}
      headKey="target"
      renderHead={({ line, number, put }) => <TargetPicker label={`Where value ${number} goes`} value={line.target} invalid={problemOf(line) !== undefined} onChange={(target) => put({ target })} />}
      problemOf={problemOf}
      renderExpression={({ line, number, put }) => (
        <ExpressionField label={`Expression of value ${number}`} hideLabel value={line.expression} scope={scope} expected={line.target === null ? undefined : resolveTarget(project, line.target)?.type} placeholder="response.body" onChange={(expression) => put({ expression })} />
      )}
    />
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'expression' in line && typeof line.expression === 'string' && 'target' in line && valueTargetSchema.nullable().safeParse(line.target).success
}
