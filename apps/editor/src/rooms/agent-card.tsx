import { deleteAgent, inOrder, moveAgent, renameAgent, setAgentTechnicalName, technicalNameProblem, type Agent, type Room } from '@halley/model'
import { ArrowDown, ArrowUp, Bot, Trash2 } from 'lucide-react'
import { useState, type KeyboardEvent, type RefCallback } from 'react'
import { Field, IconButton, Select, TextInput } from '../kit/index.ts'
import { RuleProblems } from '../rules/rule-problems.tsx'
import { change } from '../stores/project-store.ts'
import { AgentByFlow, AgentByModel } from './agent-by.tsx'
import { putAgent, useRoomProblems } from './room-form.ts'

export type AgentCardProps = { readonly room: Room; readonly agent: Agent; readonly index: number; readonly count: number; readonly rowRef: RefCallback<HTMLElement> }

const answerOptions: readonly { readonly value: Agent['answers']; readonly label: string; readonly help: string }[] = [
  { value: 'mentioned', label: 'When it is mentioned', help: 'A message that holds its @name.' },
  { value: 'always', label: 'Always', help: 'Everything that somebody else writes, but what is said to another agent by its @name.' },
  { value: 'never', label: 'Never by itself', help: 'It is there, and is asked by a flowchart only.' },
]

/** One agent of a room: what it is called, when it answers, and by what. `rowRef` is for its names, which have the focus when it is added. */
export function AgentCard({ room, agent, index, count, rowRef }: AgentCardProps) {
  const about = { roomId: room.id, agentId: agent.id }
  const put = putAgent(room, agent)
  const problems = useRoomProblems(room.id, ['agents', agent.id])
  const move = (to: number) => change(`Move agent ${agent.name}`, (draft) => moveAgent(draft, about, to))
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const to = index + (event.key === 'ArrowUp' ? -1 : 1)
    if (to >= 0 && to < count) move(to)
  }
  const chosen = answerOptions.find(({ value }) => value === agent.answers)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut of what its buttons do; keys come from the fields inside
    <li aria-label={`Agent ${agent.name}`} className="room-agent" data-field={`agents/${agent.id}`} onKeyDown={onKeyDown}>
      <div className="room-agent-head">
        <span aria-hidden="true" className="room-agent-face"><Bot className="size-4" /></span>
        <span className="min-w-0 flex-1 truncate text-sm font-semibold">{agent.name}</span>
        <span className="flex shrink-0">
          <IconButton size="small" label={`Move ${agent.name} up`} shortcut="Alt+↑" icon={<ArrowUp />} disabled={index === 0} onClick={() => move(index - 1)} />
          <IconButton size="small" label={`Move ${agent.name} down`} shortcut="Alt+↓" icon={<ArrowDown />} disabled={index === count - 1} onClick={() => move(index + 1)} />
          <IconButton size="small" label={`Delete ${agent.name}`} icon={<Trash2 />} onClick={() => change(`Delete agent ${agent.name}`, (draft) => deleteAgent(draft, about))} />
        </span>
      </div>
      <AgentNames room={room} agent={agent} rowRef={rowRef} />
      <div className="room-pair">
        <Field label="Answers" help={chosen?.help}>
          <Select value={agent.answers} options={answerOptions} onChange={(value) => put('answers', (draft) => { draft.answers = answerOptions.find((option) => option.value === value)?.value ?? 'mentioned' })} />
        </Field>
        <Field label="By">
          <Select value={agent.by.type} options={[{ value: 'model', label: 'An AI model' }, { value: 'flow', label: 'A flowchart' }]} onChange={(type) => put('by', (draft) => {
            if (type !== draft.by.type) draft.by = type === 'flow' ? { type, flowId: null } : { type: 'model', connectionId: null, instructions: '', rememberedMessages: 20 }
          })} />
        </Field>
      </div>
      {agent.by.type === 'model' ? <AgentByModel by={agent.by} agent={agent} put={put} /> : <AgentByFlow by={agent.by} agent={agent} put={put} />}
      <RuleProblems problems={problems} />
    </li>
  )
}

// Both are stored on leaving or Enter, as every name.
function AgentNames({ room, agent, rowRef }: Pick<AgentCardProps, 'room' | 'agent' | 'rowRef'>) {
  const [name, setName] = useState<string | null>(null)
  const [handle, setHandle] = useState<string | null>(null)
  const about = { roomId: room.id, agentId: agent.id }
  const taken = new Set(inOrder(room.agents).filter(({ id }) => id !== agent.id).map(({ technicalName }) => technicalName))
  const problem = handle === null || handle === '' ? undefined : technicalNameProblem(handle, taken)
  const storeName = () => {
    if (name !== null && name.trim() !== '' && name.trim() !== agent.name) change(`Rename agent ${agent.name} to ${name.trim()}`, (draft) => renameAgent(draft, about, name))
    setName(null)
  }
  const storeHandle = () => {
    if (handle !== null && problem === undefined && handle !== agent.technicalName) change(`Mention of ${agent.name}`, (draft) => void setAgentTechnicalName(draft, about, handle))
    setHandle(null)
  }
  return (
    <div ref={rowRef} className="room-pair">
      <Field label="Name" error={name !== null && name.trim() === '' ? 'A name cannot be empty.' : null}>
        <TextInput value={name ?? agent.name} maxLength={80} onChange={setName} onBlur={storeName} onKeyDown={(event) => event.key === 'Enter' && storeName()} />
      </Field>
      <div data-field={`agents/${agent.id}/technicalName`}>
        <Field label="Mentioned as @" error={problem} help={agent.technicalNameSetByHand ? 'Set by hand; empty follows the name again.' : 'Follows the name.'}>
          <TextInput mono value={handle ?? agent.technicalName} maxLength={63} onChange={(text) => setHandle(text.replace(/^@/, ''))} onBlur={storeHandle} onKeyDown={(event) => event.key === 'Enter' && storeHandle()} />
        </Field>
      </div>
    </div>
  )
}
