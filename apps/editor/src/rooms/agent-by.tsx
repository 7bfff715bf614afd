import { createAgentFlow, createConnection, inOrder, LIMITS, type Agent, type ConnectionType } from '@halley/model'
import { ArrowUpRight, Plus } from 'lucide-react'
import { Button, Field, IconButton, Select, TextArea } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { newId } from '../stores/new-id.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { jumpTo } from '../stores/view-store.ts'
import type { PutAgent } from './room-form.ts'

type ByType<Type extends Agent['by']['type']> = Extract<Agent['by'], { type: Type }>
type AgentByProps<Type extends Agent['by']['type']> = { readonly by: ByType<Type>; readonly agent: Agent; readonly put: PutAgent }

/** An agent that answers by an AI model: which, what it is told, and how much it remembers. */
export function AgentByModel({ by, agent, put }: AgentByProps<'model'>) {
  const connections = useProject((project) => project.connections)
  const mayChange = useMayChange()
  const models = inOrder(connections).filter(({ settings }) => settings.type === 'model' || settings.type === 'demoModel')
  const chosen = models.find(({ id }) => id === by.connectionId)
  const putModel = (key: string, recipe: (draft: ByType<'model'>) => void) => put(key, (draft) => { if (draft.by.type === 'model') recipe(draft.by) })
  const create = (name: string, type: ConnectionType) => () => put('model', (draft, project) => {
    if (draft.by.type === 'model') draft.by.connectionId = createConnection(project, { name, type }, newId)
  })
  return (
    <>
      <div data-field={`agents/${agent.id}/by/connectionId`} className="flex flex-col gap-1">
        <Field label="AI model" help={chosen?.settings.type === 'demoModel' ? 'Answers by simple rules, without a network.' : undefined}>
          <div className="flex items-center gap-1">
            <Select
              value={chosen?.id ?? ''}
              options={[...(chosen === undefined ? [{ value: '', label: models.length === 0 ? 'None in this project' : 'Choose an AI model' }] : []), ...models.map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(id) => putModel('model', (draft) => { draft.connectionId = id === '' ? null : id })}
            />
            {chosen === undefined ? null : <IconButton size="small" label={`Open ${chosen.name}`} icon={<ArrowUpRight />} onClick={() => jumpTo({ type: 'resource', collection: 'connections', id: chosen.id })} />}
          </div>
        </Field>
        {mayChange && chosen === undefined ? (
          <div className="flex flex-wrap gap-1">
            <Button size="small" variant="quiet" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={create('AI model', 'model')}>New AI model</Button>
            {models.some(({ settings }) => settings.type === 'demoModel') ? null : <Button size="small" variant="quiet" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={create('Demo model', 'demoModel')}>Demo model, without a network</Button>}
          </div>
        ) : null}
      </div>
      <Field label="Instructions" help="What it is and how it answers; people do not see this.">
        <TextArea rows={3} value={by.instructions} maxLength={LIMITS.expressionCharacters} placeholder="You help the people of our help desk. Answer in two sentences." onChange={(instructions) => putModel('instructions', (draft) => { draft.instructions = instructions })} />
      </Field>
      <Field label="Messages it remembers" help="So many of the last messages of the room are sent to the model with each question.">
        <NumberInput value={by.rememberedMessages} min={1} max={100} integer onChange={(count) => count !== undefined && putModel('remembered', (draft) => { draft.rememberedMessages = count })} />
      </Field>
    </>
  )
}

/** An agent that answers by an action flowchart. */
export function AgentByFlow({ by, agent, put }: AgentByProps<'flow'>) {
  const flows = useProject((project) => project.flows)
  const mayChange = useMayChange()
  const actions = inOrder(flows).filter(({ type }) => type === 'action')
  const chosen = flows[by.flowId ?? '']
  const putFlow = (flowId: string | null) => put('flow', (draft) => { if (draft.by.type === 'flow') draft.by.flowId = flowId })
  const create = () => put('flow', (draft, project) => {
    if (draft.by.type === 'flow') draft.by.flowId = createAgentFlow(project, `${agent.name} answers`, newId)
  })
  return (
    <div data-field={`agents/${agent.id}/by/flowId`} className="flex flex-col gap-1">
      <Field label="Action flowchart" help={<>Its input <code>text</code> is what was written, <code>author</code> by whom; it may have <code>key</code> and <code>room</code> as well. What its output <code>answer</code> holds at the end is said.</>}>
        <div className="flex items-center gap-1">
          <Select
            value={chosen?.id ?? ''}
            options={[...(chosen === undefined ? [{ value: '', label: actions.length === 0 ? 'No action flowcharts yet' : 'Choose an action flowchart' }] : chosen.type === 'action' ? [] : [{ value: chosen.id, label: chosen.name }]), ...actions.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(id) => putFlow(id === '' ? null : id)}
          />
          {chosen === undefined ? null : <IconButton size="small" label={`Open ${chosen.name}`} icon={<ArrowUpRight />} onClick={() => jumpTo({ type: 'resource', collection: 'flows', id: chosen.id })} />}
        </div>
      </Field>
      {mayChange && chosen === undefined ? <div><Button size="small" variant="quiet" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={create}>New action flowchart</Button></div> : null}
    </div>
  )
}
