import { inOrder, renameFolder, type Field as DataField, type FieldType, type NavigationItem, type Persona } from '@halley/model'
import { useMemo, useState } from 'react'
import { ExpressionField } from '../expression-field/expression-field.tsx'
import { Button, Field, Select, TextInput } from '../kit/index.ts'
import { RetypeDialog } from '../messages/breaking-dialogs.tsx'
import { DefaultValueField } from '../messages/default-value-field.tsx'
import { FieldTypePicker } from '../messages/field-type-picker.tsx'
import { isAnotherType, retype } from '../messages/retype.ts'
import { usagesOf } from '../resources/usages.ts'
import { change, useProject } from '../stores/project-store.ts'
import { showTab } from '../stores/view-store.ts'
import { EndpointProperties } from './endpoint-properties.tsx'
import { EmailField } from './email-field.tsx'
import { FlowParameters } from './flow-parameters.tsx'
import { HueField } from './hue-field.tsx'
import { ResourceDescription, ResourceNames } from './resource-names.tsx'
import { RolesField } from './roles-field.tsx'
import { useScope } from './use-scope.ts'
import { UserId } from './user-id.tsx'

type Id = { readonly id: string }

/** A message's names, hue and description; its fields are edited in the centre. */
export function MessageProperties({ id }: Id) {
  const hue = useProject((project) => project.messages[id]?.hue ?? 0)
  return (
    <>
      <ResourceNames tree="messages" id={id} />
      <HueField value={hue} onChange={(next) => change('Change the colour of a message', (draft) => {
        const message = draft.messages[id]
        if (message !== undefined) message.hue = next
      })} />
      <ResourceDescription tree="messages" id={id} />
      <Button onClick={() => showTab({ type: 'message', messageId: id })}>Edit its fields</Button>
    </>
  )
}

/** A field of the session: names, type with its limits, default. */
export function FieldProperties({ id }: Id) {
  const project = useProject((current) => current)
  const [nextType, setNextType] = useState<FieldType | null>(null)
  const usages = useMemo(() => usagesOf(project, { collection: 'fields', id }), [project, id])
  const field = project.fields[id]
  if (field === undefined) return null
  const put = (key: string, recipe: (draft: DataField) => void) =>
    change(`Change field ${field.name}`, (draft) => {
      const target = draft.fields[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  const giveType = (type: FieldType) => put('type', (draft) => retype(draft, type))
  return (
    <>
      <ResourceNames tree="fields" id={id} />
      <FieldTypePicker
        value={field.valueType}
        choiceName={field.name}
        onChange={(type) => (isAnotherType(field.valueType, type) && usages.length > 0 ? setNextType(type) : giveType(type))}
      />
      {nextType !== null && (
        <RetypeDialog
          memberName={field.name}
          type={nextType}
          usages={usages}
          recipe={(draft) => {
            const target = draft.fields[id]
            if (target !== undefined) retype(target, nextType)
          }}
          onClose={() => setNextType(null)}
          onChange={() => {
            giveType(nextType)
            setNextType(null)
          }}
        />
      )}
      <DefaultValueField
        type={field.valueType}
        value={field.default}
        onChange={(value) => put('default', (draft) => {
          if (value === undefined) delete draft.default
          else draft.default = value
        })}
      />
      <ResourceDescription tree="fields" id={id} />
    </>
  )
}

/** A list's names and where its rows are kept; what a row has is edited in the centre. */
export function ListProperties({ id }: Id) {
  const storage = useProject((project) => project.lists[id]?.storage)
  return (
    <>
      <ResourceNames tree="lists" id={id} />
      <p className="text-xs text-ink-faint">{storage === 'stored' ? <>Stored list: its rows are kept in the database and shared by everybody who uses the app. Each has <code>id</code> and <code>lastModified</code> by itself.</> : 'Session list: each session has rows of its own, while it lives.'}</p>
      <ResourceDescription tree="lists" id={id} />
      <Button onClick={() => showTab({ type: 'list', listId: id })}>Edit its fields</Button>
    </>
  )
}

/** A choice's names; its options are edited in the centre. */
export function ChoiceProperties({ id }: Id) {
  return (
    <>
      <ResourceNames tree="choices" id={id} />
      <ResourceDescription tree="choices" id={id} />
      <Button onClick={() => showTab({ type: 'choice', choiceId: id })}>Edit its options</Button>
    </>
  )
}

/** A flowchart's names and what it is for in the project. */
export function FlowProperties({ id }: Id) {
  const type = useProject((project) => project.flows[id]?.type)
  const name = useProject((project) => project.flows[id]?.name ?? '')
  const isHome = useProject((project) => project.settings.homeFlowId === id)
  const isOnStart = useProject((project) => project.settings.onApplicationStartFlowId === id)
  return (
    <>
      <ResourceNames tree="flows" id={id} />
      <p className="text-xs text-ink-faint">{type === 'action' ? 'Action flowchart: shows no screens, so it can run where nobody looks.' : type === 'endpoint' ? 'Endpoint flow: answers an HTTP request.' : 'Flowchart: may show screens.'}</p>
      {type === 'flowchart' && (isHome ? <p className="text-xs text-ink-soft">This is Home: clients start here.</p> : <Button onClick={() => change(`Set ${name} as Home`, (draft) => { draft.settings.homeFlowId = id })}>Set as Home</Button>)}
      {type === 'action' && (
        <Button onClick={() => change(isOnStart ? 'On application start is no flowchart' : `Run ${name} on application start`, (draft) => { draft.settings.onApplicationStartFlowId = isOnStart ? null : id })}>
          {isOnStart ? 'Do not run on application start' : 'Run on application start'}
        </Button>
      )}
      {type === 'endpoint' ? <EndpointProperties flowId={id} /> : <><FlowParameters flowId={id} which="inputs" /><FlowParameters flowId={id} which="outputs" /></>}
      <ResourceDescription tree="flows" id={id} />
    </>
  )
}

/** A navigation item: the flowchart it starts and when it is visible. */
export function NavigationProperties({ id }: Id) {
  const item = useProject((project) => project.navigation[id])
  const scope = useScope()
  if (item === undefined) return null
  const put = (key: string, recipe: (draft: NavigationItem) => void) =>
    change(`Change navigation ${item.name}`, (draft) => {
      const target = draft.navigation[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  return (
    <>
      <ResourceNames tree="navigation" id={id} />
      <FlowField label="Flowchart" none="None yet" value={item.flowId} onChange={(flowId) => put('flow', (draft) => { draft.flowId = flowId })} />
      <ExpressionField label="Visible when" value={item.visibleWhen} scope={scope} expected={yesNo} placeholder="Always" onChange={(source) => put('visible', (draft) => { draft.visibleWhen = source })} />
      <ResourceDescription tree="navigation" id={id} />
    </>
  )
}

const yesNo = { type: 'yesNo' } as const

/** A persona: e-mail address, roles, and the flowchart that it starts with. */
export function PersonaProperties({ id }: Id) {
  const persona = useProject((project) => project.personas[id])
  if (persona === undefined) return null
  const put = (key: string, recipe: (draft: Persona) => void) =>
    change(`Change persona ${persona.name}`, (draft) => {
      const target = draft.personas[id]
      if (target !== undefined) recipe(target)
    }, { mergeKey: `${id}-${key}` })
  return (
    <>
      <ResourceNames tree="personas" id={id} />
      <UserId id={id} />
      <EmailField value={persona.email ?? ''} onChange={(email) => put('email', (draft) => {
        if (email === '') delete draft.email
        else draft.email = email
      })} />
      <RolesField label="Roles" help="What user.roles holds." placeholder="No roles" roles={persona.roles} onChange={(roles) => put('roles', (draft) => { draft.roles = [...roles] })} />
      <FlowField label="Starts with" none="The project's Home" value={persona.homeFlowId} onChange={(flowId) => put('home', (draft) => { draft.homeFlowId = flowId })} />
      <ResourceDescription tree="personas" id={id} />
    </>
  )
}

/** A folder's name. */
export function FolderProperties({ id }: Id) {
  const name = useProject((project) => project.folders[id]?.name ?? '')
  const [typed, setTyped] = useState<string | null>(null)
  const store = () => {
    if (typed !== null && typed.trim() !== '' && typed.trim() !== name) change(`Rename ${name} to ${typed.trim()}`, (draft) => renameFolder(draft, id, typed))
    setTyped(null)
  }
  return <Field label="Name"><TextInput value={typed ?? name} maxLength={80} onChange={setTyped} onBlur={store} onKeyDown={(event) => event.key === 'Enter' && store()} /></Field>
}

type FlowFieldProps = { readonly label: string; readonly none: string; readonly value: string | null; readonly onChange: (flowId: string | null) => void }

function FlowField({ label, none, value, onChange }: FlowFieldProps) {
  const flows = useProject((project) => project.flows)
  const options = useMemo(() => inOrder(flows).filter((flow) => flow.type === 'flowchart').map((flow) => ({ value: flow.id, label: flow.name })), [flows])
  return (
    <Field label={label} error={value !== null && flows[value] === undefined ? 'This flowchart was deleted; choose another one.' : null}>
      <Select value={value ?? ''} options={[{ value: '', label: none }, ...options]} onChange={(flowId) => onChange(flowId === '' ? null : flowId)} />
    </Field>
  )
}
