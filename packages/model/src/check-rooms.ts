import { AGENT_ANSWER, agentAnswerOf, agentInputNames, isText, namedInputs } from './agent-flow.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Flow } from './flow.ts'
import { inOrder } from './ids.ts'
import type { Project } from './project.ts'
import type { Agent, Room } from './room.ts'

type Note = (code: string, severity: Diagnostic['severity'], text: string, ...path: readonly string[]) => void

/** Problems of rooms: agents that could not answer, or that nobody could tell apart. */
export function checkRooms(project: Project): Diagnostic[] {
  return inOrder(project.rooms).flatMap((room) => {
    const found: Diagnostic[] = []
    const note: Note = (code, severity, text, ...path) => void found.push({ code: `room/${code}`, severity, text, place: { type: 'resource', collection: 'rooms', id: room.id, path } })
    checkRoom(room, project, note)
    return found
  })
}

function checkRoom(room: Room, project: Project, note: Note): void {
  const agents = inOrder(room.agents)
  const handles = new Map<string, Agent>()
  for (const agent of agents) {
    const other = handles.get(agent.technicalName)
    if (other === undefined) handles.set(agent.technicalName, agent)
    else note('agent_same_name', 'error', `"${other.name}" and "${agent.name}" are both mentioned as @${agent.technicalName}; give one of them another technical name.`, 'agents', agent.id, 'technicalName')
    const noteAgent: Note = (code, severity, text, ...path) => note(code, severity, `${agent.name}: ${text}`, 'agents', agent.id, ...path)
    if (agent.by.type === 'model') checkModel(agent.by.connectionId, project, noteAgent)
    else checkFlow(agent.by.flowId, project, noteAgent)
  }
  const always = agents.filter(({ answers }) => answers === 'always')
  if (always.length > 1) note('agents_answer_each_other', 'hint', `${always.map(({ name }) => name).join(' and ')} answer everything, so they answer each other until ${room.agentHops} answers were given in a row. Let all but one answer when they are mentioned.`, 'agents')
}

function checkModel(connectionId: string | null, project: Project, note: Note): void {
  const connection = project.connections[connectionId ?? '']
  if (connectionId === null) note('agent_no_model', 'error', 'Choose the AI model that it answers by.', 'by', 'connectionId')
  else if (connection === undefined) note('agent_model_missing', 'error', 'The connection to its AI model was deleted; choose another.', 'by', 'connectionId')
  else if (connection.settings.type !== 'model' && connection.settings.type !== 'demoModel') note('agent_model_missing', 'error', `"${connection.name}" is no AI model; choose a connection that is.`, 'by', 'connectionId')
}

function checkFlow(flowId: string | null, project: Project, note: Note): void {
  const flow = project.flows[flowId ?? '']
  if (flowId === null) note('agent_no_flow', 'error', 'Choose the action flowchart that it answers by.', 'by', 'flowId')
  else if (flow === undefined) note('agent_flow_missing', 'error', 'The flowchart that it answers by was deleted; choose another.', 'by', 'flowId')
  else if (flow.type !== 'action') note('agent_flow_not_action', 'error', `"${flow.name}" is no action flowchart; nobody would see its screens, and nobody asks it by HTTP. Choose one that is.`, 'by', 'flowId')
  else checkParameters(flow, project, note)
}

function checkParameters(flow: Flow, project: Project, note: Note): void {
  if (agentAnswerOf(project, flow) === undefined) note('agent_no_answer', 'error', `"${flow.name}" has no output \`${AGENT_ANSWER}\` that is a text, so nothing is said. Add one in its properties.`, 'by', 'flowId')
  const inputs = namedInputs(project, flow)
  if (!inputs.some(({ name }) => name === 'text')) note('agent_no_text', 'warning', `"${flow.name}" has no input \`text\`, so it does not know what was written. Add one in its properties.`, 'by', 'flowId')
  for (const { name, valueType } of inputs) {
    if (!agentInputNames.some((given) => given === name)) note('agent_input_unknown', 'warning', `"${flow.name}" takes \`${name}\`, which no room gives; it stays as it is. A room gives ${agentInputNames.join(', ')}.`, 'by', 'flowId')
    else if (!isText(valueType)) note('agent_input_type', 'error', `"${flow.name}" takes \`${name}\`, which a room gives as a text; make it a text.`, 'by', 'flowId')
  }
}
