import { resolveTarget } from '@halley/engine'
import { inOrder, valueTargetSchema, type FlowParameter, type Project, type ValueTarget } from '@halley/model'
import { useScope } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { EmptyState, Select } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { ConfigLines } from './config-lines.tsx'
import type { ConfigLinesEditorProps } from './named-templates-editor.tsx'
import { linesIn } from './node-form.ts'
import { TargetPicker } from './target-picker.tsx'

type Line = { readonly id: string; readonly order: string; readonly parameterId: string | null; readonly expression?: string; readonly target?: ValueTarget | null }

/**
 * Lines about the inputs or outputs of a flow: the values that are given to a flow that is called, where its outputs go
 * afterwards, or the values that an End gives to the outputs of its own flow.
 */
export function ParameterLinesEditor({ kind, value, problemAt, ...about }: ConfigLinesEditorProps & { readonly kind: 'inputValues' | 'outputTargets' | 'outcomeValues' }) {
  const project = useProject((whole) => whole)
  const scope = useScope()
  const parameters = inOrder(parametersOf(project, { kind, ...about }))
  const lines = linesIn(value, isLine)
  const problemOf = (line: Line) => problemAt([about.property, line.id, 'parameterId'])
  const [what, one] = kind === 'inputValues' ? ['input', 'an input'] : ['output', 'an output']
  if (parameters.length === 0 && lines.length === 0) return <EmptyState title={`The flowchart has no ${what}s`}>{kind === 'outcomeValues' ? 'Add outputs in the properties of the flowchart.' : 'They are added in the properties of the flowchart that is called.'}</EmptyState>
  return (
    <ConfigLines<Line>
      {...about}
      lines={lines}
      one={one}
      fresh={() => ({ parameterId: parameters.find(({ id }) => !lines.some((line) => line.parameterId === id))?.id ?? null, ...(kind === 'outputTargets' ? { target: null } : { expression: '' }) })}
      headKey="parameterId"
      renderHead={({ line, number, put }) => (
        <Select
          size="small"
          className="text-xs"
          label={`Which ${what} line ${number} is about`}
          value={line.parameterId}
          options={parameters.map((parameter) => ({ value: parameter.id, label: labelOf(parameter, project) }))}
          placeholder={line.parameterId === null ? `Choose the ${what}` : 'Not there any more; choose again'}
          invalid={problemOf(line) !== undefined}
          onChange={(parameterId) => put({ parameterId })}
        />
      )}
      problemOf={(line) => problemOf(line) ?? (kind === 'outputTargets' ? problemAt([about.property, line.id, 'target']) : undefined)}
      renderExpression={({ line, number, put }) => {
        const parameter = parameters.find(({ id }) => id === line.parameterId)
        if (kind === 'outputTargets') return <TargetPicker label={`Where output ${number} goes`} value={line.target ?? null} invalid={problemAt([about.property, line.id, 'target']) !== undefined} onChange={(target) => put({ target })} />
        return <ExpressionField label={`Value of ${what} ${number}`} hideLabel value={line.expression ?? ''} scope={scope} expected={parameter?.target == null ? undefined : resolveTarget(project, parameter.target)?.type} placeholder="value" onChange={(expression) => put({ expression })} />
      }}
    />
  )
}

type Place = { readonly kind: 'inputValues' | 'outputTargets' | 'outcomeValues'; readonly flowId: string; readonly nodeId: string }

function parametersOf(project: Project, { kind, flowId, nodeId }: Place): Record<string, FlowParameter> {
  const own = project.flows[flowId]
  if (kind === 'outcomeValues') return own?.outputs ?? {}
  const calledId = own?.nodes[nodeId]?.config['flowId']
  const called = typeof calledId === 'string' ? project.flows[calledId] : undefined
  return (kind === 'inputValues' ? called?.inputs : called?.outputs) ?? {}
}

function labelOf({ target }: FlowParameter, project: Project): string {
  return (target === null ? undefined : resolveTarget(project, target)?.label) ?? 'Not chosen yet'
}

function isLine(line: unknown): line is Line {
  if (typeof line !== 'object' || line === null || !('id' in line) || typeof line.id !== 'string' || !('order' in line) || typeof line.order !== 'string') return false
  const isAbout = 'parameterId' in line && (line.parameterId === null || typeof line.parameterId === 'string')
  return isAbout && (('expression' in line && typeof line.expression === 'string') || ('target' in line && valueTargetSchema.nullable().safeParse(line.target).success))
}
