import { addAgent, inOrder, LIMITS, type Room } from '@halley/model'
import { Plus } from 'lucide-react'
import { Button, Field, FormSection, useFocusAdded } from '../kit/index.ts'
import { NumberInput } from '../messages/number-input.tsx'
import { RuleProblems } from '../rules/rule-problems.tsx'
import { newId } from '../stores/new-id.ts'
import { change, useMayChange } from '../stores/project-store.ts'
import { AgentCard } from './agent-card.tsx'
import { useRoomProblems, type PutRoom } from './room-form.ts'

/** The agents of a room, and how long they may answer each other. */
export function AgentsSection({ room, put }: { readonly room: Room; readonly put: PutRoom }) {
  const focus = useFocusAdded()
  const mayChange = useMayChange()
  const agents = inOrder(room.agents)
  const problems = useRoomProblems(room.id, ['agents'], true)
  const add = () => change(`Add agent to ${room.name}`, (draft) => {
    const id = addAgent(draft, room.id, { name: 'Assistant' }, newId)
    if (id !== null) focus.expect(id)
  })
  return (
    <FormSection title="Agents" lead="Those in it who are no people: they answer by an AI model or by a flowchart.">
      <div data-field="agents" className="room-agents">
        {agents.length === 0 ? <p className="text-sm text-ink-soft">No agents: only people write here.</p> : (
          <ol aria-label="Agents" className="room-agents">
            {agents.map((agent, index) => <AgentCard key={agent.id} rowRef={focus.rowRef(agent.id)} room={room} agent={agent} index={index} count={agents.length} />)}
          </ol>
        )}
        <RuleProblems problems={problems} />
        {mayChange ? <Button className="self-start" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={add}>Add an agent</Button> : null}
      </div>
      {agents.length === 0 ? null : (
        <div data-field="agentHops">
          <Field label="Answers of agents in a row, at most" help="Then a person has to write before an agent answers again; the log says so.">
            <NumberInput value={room.agentHops} min={1} max={LIMITS.hops} integer onChange={(hops) => hops !== undefined && put('agentHops', (draft) => { draft.agentHops = hops })} />
          </Field>
        </div>
      )}
    </FormSection>
  )
}
