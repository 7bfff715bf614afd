import type { FlowType, Project } from '@halley/model'
import type { ValueType } from '@halley/engine'
import { setNodeConfig, valueTargetSchema } from '@halley/model'
import { RolesField } from '../data/roles-field.tsx'
import { useScope, useScopeOfRows } from '../data/use-scope.ts'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { TemplateField } from '../expression-field/template-field.tsx'
import { Checkbox, Field, Select, TextArea, TextInput } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { change } from '../stores/project-store.ts'
import { AssignmentsEditor } from './assignments-editor.tsx'
import { CasesEditor } from './cases-editor.tsx'
import { DurationField } from './duration-field.tsx'
import { MemberValuesEditor } from './member-values-editor.tsx'
import { MessageTextPicker } from './message-text-picker.tsx'
import { MessagesPicker } from './messages-picker.tsx'
import { NamedTemplatesEditor } from './named-templates-editor.tsx'
import { NoticeLinkField } from './notice-link-field.tsx'
import { NoticeWaysField } from './notice-ways-field.tsx'
import { setProperty, type ConfigValue, type FormRow, type FormSubject } from './node-form.ts'
import { ParameterLinesEditor } from './parameter-lines-editor.tsx'
import { ResponseMappingEditor } from './response-mapping-editor.tsx'
import { ResourcePicker, type PickedCollection } from './resource-picker.tsx'
import { ScreenField } from './screen-field.tsx'
import { TargetPicker } from './target-picker.tsx'

export type FormControlProps = {
  readonly subject: FormSubject
  readonly row: FormRow
  readonly flowType: FlowType
  /** What is wrong with the part of the config at a path, in words. */
  readonly problemAt: (path: readonly string[]) => string | undefined
  /** Characters to show in an expression, when a problem was jumped to. */
  readonly reveal: { readonly from: number; readonly to: number } | undefined
}

const collections: Readonly<Record<'channel' | 'message' | 'flow' | 'navigation' | 'connection' | 'room', PickedCollection>> = { channel: 'channels', message: 'messages', flow: 'flows', navigation: 'navigation', connection: 'connections', room: 'rooms' }
const expectedTypes: Readonly<Record<string, ValueType | undefined>> = { text: { type: 'text' }, number: { type: 'number' }, yesNo: { type: 'yesNo' }, duration: { type: 'duration' }, dateTime: { type: 'dateTime' } }

/** One property: the control that its kind's form asks for, with label, help and what is wrong. */
export function FormControl({ subject, row, flowType, problemAt, reveal }: FormControlProps) {
  const scope = useScope()
  const scopeOfRows = useScopeOfRows()
  const { key, field, value, isMixed } = row
  const { label } = field
  const set = (next: ConfigValue | undefined) => setProperty(subject, { key, label }, next)
  const text = typeof value === 'string' && !isMixed ? value : ''
  const help = isMixed ? 'The selected nodes differ here; a change sets all of them.' : field.help
  const error = problemAt([key])
  const around = { label, ...(help !== undefined && { help }), error }
  const [nodeId = ''] = subject.nodeIds
  const isSeveral = subject.nodeIds.length > 1
  const oneByOne = <p className="text-xs text-ink-faint">Edited one node at a time.</p>

  switch (field.control) {
    case 'text':
      return <Field {...around}><TextInput value={text} placeholder={isMixed ? 'Different values' : ''} onChange={set} /></Field>
    case 'markdown':
      return <Field {...around}><TextArea rows={6} value={text} placeholder={isMixed ? 'Different values' : 'Markdown'} onChange={set} /></Field>
    case 'checkbox':
      return <Checkbox label={label} {...(help !== undefined && { help })} checked={isMixed ? 'mixed' : value === true} onChange={set} />
    case 'number':
      return <Field {...around}><NumberInput value={typeof value === 'number' && !isMixed ? value : undefined} onChange={set} /></Field>
    case 'duration':
      return <Field {...around}><DurationField label={label} valueMs={typeof value === 'number' ? value : 0} onChange={set} /></Field>
    case 'select': {
      const chosen = isMixed ? undefined : field.options.find((option) => option.value === value)
      return <Field {...around} {...(chosen?.help !== undefined && field.help === undefined && { help: chosen.help })}><Select value={isMixed ? null : text} placeholder={isMixed ? 'Different values' : 'Choose…'} options={field.options.map((option) => ({ value: option.value, label: option.label }))} onChange={set} /></Field>
    }
    case 'expression':
      return <ExpressionField label={label} value={text} onChange={set} scope={field.scope === 'row' ? scopeOfRows : scope} expected={expectedTypes[field.expects]} optional={field.optional === true} help={help} placeholder={isMixed ? 'Different values' : field.placeholder} reveal={reveal} />
    case 'template':
      return <TemplateField label={label} value={text} onChange={set} scope={scope} multiline={field.multiline} help={help} placeholder={isMixed ? 'Different values' : field.placeholder} reveal={reveal} />
    case 'channel':
    case 'message':
    case 'flow':
    case 'navigation':
    case 'connection':
    case 'room':
      return (
        <Field {...around}>
          <ResourcePicker
            collection={collections[field.control]}
            value={typeof value === 'string' && !isMixed ? value : null}
            mayCreate={field.create === true}
            optional={field.optional === true}
            flowTypes={flowType === 'action' ? field.flowTypes?.toSorted((one) => (one === 'action' ? -1 : 1)) : field.flowTypes}
            connectionType={field.connectionType?.(row.config)}
            placeholder={isMixed ? 'Different values' : undefined}
            onPick={(id, create) => (create === undefined ? set(id) : setCreated(subject, { key, label }, create))}
          />
        </Field>
      )
    case 'messageText':
      return <Field {...around}><MessageTextPicker subject={subject} value={typeof value === 'string' && !isMixed ? value : null} onChange={set} /></Field>
    case 'messages':
      return <><MessagesPicker label={label} value={isMixed ? [] : idsIn(value)} onChange={set} />{error === undefined ? null : <p role="alert" className="text-xs text-danger">{error}</p>}</>
    case 'roles':
      return <RolesField label={label} help={help ?? ''} error={error} placeholder={isMixed ? 'Different values' : 'No role'} roles={isMixed ? [] : idsIn(value)} onChange={(roles) => set([...roles])} />
    case 'noticeWays':
      return <NoticeWaysField label={label} value={value} isMixed={isMixed} help={help} error={error} onChange={set} />
    case 'noticeLink':
      return <NoticeLinkField subject={subject} property={key} label={label} value={value} isMixed={isMixed} help={help} problemAt={problemAt} reveal={reveal} />
    case 'screen':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <ScreenField flowId={subject.flowId} nodeId={nodeId} value={value} />}</Group>
    case 'assignments':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <AssignmentsEditor flowId={subject.flowId} nodeId={nodeId} property={key} value={value} problemAt={problemAt} />}</Group>
    case 'list': {
      const list = valueTargetSchema.safeParse(value)
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <TargetPicker only="lists" label={label} value={list.success ? list.data : null} invalid={error !== undefined} onChange={set} />}</Group>
    }
    case 'memberValues':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <MemberValuesEditor flowId={subject.flowId} nodeId={nodeId} property={key} value={value} problemAt={problemAt} />}</Group>
    case 'cases':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <CasesEditor flowId={subject.flowId} nodeId={nodeId} property={key} value={value} />}</Group>
    case 'inputValues':
    case 'outputTargets':
    case 'outcomeValues':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <ParameterLinesEditor kind={field.control} flowId={subject.flowId} nodeId={nodeId} property={key} value={value} problemAt={problemAt} />}</Group>
    case 'namedTemplates':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <NamedTemplatesEditor flowId={subject.flowId} nodeId={nodeId} property={key} value={value} problemAt={problemAt} />}</Group>
    case 'responseMapping':
      return <Group label={label} help={help} error={error}>{isSeveral ? oneByOne : <ResponseMappingEditor flowId={subject.flowId} nodeId={nodeId} property={key} value={value} problemAt={problemAt} />}</Group>
    case 'unavailable':
      return <Checkbox label={label} help={field.because} checked={false} disabled onChange={() => undefined} />
    case 'hidden':
      return null
  }
}

function Group({ label, help, error, children }: { readonly label: string; readonly help: string | undefined; readonly error: string | undefined; readonly children: React.ReactNode }) {
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1">
      <span className="text-xs font-medium text-ink-soft">{label}</span>
      {error !== undefined ? <p role="alert" className="text-xs text-danger">{error}</p> : help === undefined ? null : <p className="text-xs text-ink-faint">{help}</p>}
      {children}
    </div>
  )
}

// The new resource and its use are one step: undo takes both back.
function setCreated({ flowId, nodeIds }: FormSubject, { key, label }: { readonly key: string; readonly label: string }, create: (draft: Project) => string): void {
  change(`New ${label.toLowerCase()}`, (draft) => {
    const id = create(draft)
    for (const nodeId of nodeIds) setNodeConfig(draft, { flowId, nodeId }, key, id)
  })
}

function idsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []
}
