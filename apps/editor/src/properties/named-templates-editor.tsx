import { useScope } from '../data/use-scope.ts'
import { TemplateField } from '../expression-field/template-field.tsx'
import { TextInput } from '../kit/index.ts'
import { ConfigLines } from './config-lines.tsx'
import { linesIn } from './node-form.ts'

type Line = { readonly id: string; readonly order: string; readonly name: string; readonly value: string }
export type ConfigLinesEditorProps = { readonly flowId: string; readonly nodeId: string; readonly property: string; readonly value: unknown; readonly problemAt: (path: readonly string[]) => string | undefined }

/** Names, each with a text that may have expressions in it: headers, parts of a query. */
export function NamedTemplatesEditor({ value, problemAt, ...about }: ConfigLinesEditorProps) {
  const scope = useScope()
  const problemOf = (line: Line) => problemAt([about.property, line.id, 'name'])
  return (
    <ConfigLines<Line>
      {...about}
      lines={linesIn(value, isLine)}
      one="a line"
      fresh={() => ({ name: '', value: '' })}
      headKey="name"
      renderHead={({ line, number, put }) => <TextInput mono aria-label={`Name of line ${number}`} value={line.name} maxLength={100} placeholder="name" onChange={(name) => put({ name })} />}
      problemOf={problemOf}
      renderExpression={({ line, number, put }) => <TemplateField label={`Value of line ${number}`} hideLabel value={line.value} scope={scope} placeholder="text with {expressions}" onChange={(text) => put({ value: text })} />}
    />
  )
}

function isLine(line: unknown): line is Line {
  return typeof line === 'object' && line !== null && 'id' in line && typeof line.id === 'string' && 'order' in line && typeof line.order === 'string' && 'name' in line && typeof line.name === 'string' && 'value' in line && typeof line.value === 'string'
}
