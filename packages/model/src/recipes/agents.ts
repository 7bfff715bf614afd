import { AGENT_ANSWER, isText } from '../agent-flow.ts'
import { deriveTechnicalName, freeName, technicalNameProblem } from '../names.ts'
import type { Project } from '../project.ts'
import type { Agent } from '../room.ts'
import { createField } from './create-data.ts'
import { createFlow } from './create-flow.ts'
import type { NewId } from './new-id.ts'
import { addNode, connect } from './nodes.ts'
import { orderAt } from './order-keys.ts'
import { takenTechnicalNames } from './taken-names.ts'

/** An agent of a room. */
export type AgentRef = { readonly roomId: string; readonly agentId: string }

/** Adds an agent to a room: it answers when it is mentioned, by an AI model that is still to be chosen. Returns its id; null when the room is gone. */
export function addAgent(draft: Project, roomId: string, options: { readonly name: string; readonly by?: Agent['by']; readonly answers?: Agent['answers'] }, newId: NewId): string | null {
  const room = draft.rooms[roomId]
  if (room === undefined) return null
  const id = newId()
  const others = Object.values(room.agents)
  const name = freeName(options.name, new Set(others.map((other) => other.name)))
  room.agents[id] = {
    id, order: orderAt(others), name, technicalName: deriveTechnicalName(name, 'lower', handlesOf(others)), technicalNameSetByHand: false,
    answers: options.answers ?? 'mentioned', by: options.by ?? { type: 'model', connectionId: null, instructions: '', rememberedMessages: 20 },
  }
  return id
}

/** Gives an agent another Name; what it is mentioned by follows until that was set by hand. */
export function renameAgent(draft: Project, { roomId, agentId }: AgentRef, name: string): void {
  const agents = draft.rooms[roomId]?.agents ?? {}
  const agent = agents[agentId]
  if (agent === undefined || name.trim() === '' || name.trim() === agent.name) return
  const others = Object.values(agents).filter(({ id }) => id !== agentId)
  agent.name = freeName(name.trim(), new Set(others.map((other) => other.name)))
  if (!agent.technicalNameSetByHand) agent.technicalName = deriveTechnicalName(agent.name, 'lower', handlesOf(others))
}

/** Sets by hand what an agent is mentioned by. Returns what is wrong with it, in words, and then does nothing. An empty one is derived again from the Name. */
export function setAgentTechnicalName(draft: Project, { roomId, agentId }: AgentRef, technicalName: string): string | undefined {
  const agents = draft.rooms[roomId]?.agents ?? {}
  const agent = agents[agentId]
  if (agent === undefined) return undefined
  const taken = handlesOf(Object.values(agents).filter(({ id }) => id !== agentId))
  const derived = technicalName.trim() === ''
  const wanted = derived ? deriveTechnicalName(agent.name, 'lower', taken) : technicalName.trim()
  const problem = technicalNameProblem(wanted, taken)
  if (problem !== undefined) return problem
  agent.technicalNameSetByHand = !derived
  agent.technicalName = wanted
  return undefined
}

/** Moves an agent to a place among those of its room. */
export function moveAgent(draft: Project, { roomId, agentId }: AgentRef, index: number): void {
  const agents = draft.rooms[roomId]?.agents ?? {}
  const agent = agents[agentId]
  if (agent !== undefined) agent.order = orderAt(Object.values(agents).filter(({ id }) => id !== agentId), index)
}

/** Takes an agent out of its room. What it said stays. */
export function deleteAgent(draft: Project, { roomId, agentId }: AgentRef): void {
  const room = draft.rooms[roomId]
  if (room !== undefined) delete room.agents[agentId]
}

/**
 * Adds an action flowchart that an agent answers by: with the inputs `text` and `author` and the output `answer`, which are fields
 * of the session, and an Assignment that says what was written. Returns its id. A name that is taken by something else is left
 * out, which the problems of the room then say.
 */
export function createAgentFlow(draft: Project, name: string, newId: NewId): string {
  const flowId = createFlow(draft, { name, type: 'action' }, newId)
  const flow = draft.flows[flowId]
  if (flow === undefined) return flowId
  const fieldNamed = (technicalName: string, label: string): string | undefined => {
    const known = Object.values(draft.fields).find((field) => field.technicalName === technicalName)
    if (known !== undefined) return isText(known.valueType) ? known.id : undefined
    return takenTechnicalNames(draft, 'fields').has(technicalName) ? undefined : createField(draft, { name: label, technicalName }, newId)
  }
  const fields = { text: fieldNamed('text', 'What was written'), author: fieldNamed('author', 'Who wrote it'), answer: fieldNamed(AGENT_ANSWER, 'Answer') }
  const put = (parameters: typeof flow.inputs, fieldId: string | undefined): void => {
    if (fieldId === undefined) return
    const id = newId()
    parameters[id] = { id, order: orderAt(Object.values(parameters)), target: { type: 'field', fieldId } }
  }
  put(flow.inputs, fields.text)
  put(flow.inputs, fields.author)
  put(flow.outputs, fields.answer)
  const [start, end] = ['start', 'end'].map((kind) => Object.values(flow.nodes).find((node) => node.kind === kind)?.id)
  if (fields.answer === undefined || fields.text === undefined || start === undefined || end === undefined) return flowId
  const line = newId()
  const assign = addNode(draft, flowId, {
    kind: 'assignment', version: 1, position: { x: 160, y: 0 },
    config: { assignments: { [line]: { id: line, order: orderAt([]), target: { type: 'field', fieldId: fields.answer }, expression: '"You wrote: " + text' } } },
  }, newId)
  if (assign === null) return flowId
  connect(draft, flowId, { from: start, exit: 'default', to: assign })
  connect(draft, flowId, { from: assign, exit: 'default', to: end })
  return flowId
}

function handlesOf(agents: readonly Pick<Agent, 'technicalName'>[]): Set<string> {
  return new Set(agents.map(({ technicalName }) => technicalName))
}
