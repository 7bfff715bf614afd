import { emptyProject, type Agent, type Connection, type Flow, type Persona, type Project, type Room } from '@halley/model'
import { edges, flow, listed, node, resource, screen, type DrawnWidget } from './build-example.ts'

/** Somebody who answers by the built-in demo model. */
function agent(id: string, name: string, answers: Agent['answers'], instructions: string): Omit<Agent, 'order'> {
  return { id, name, technicalName: id, technicalNameSetByHand: false, answers, by: { type: 'model', connectionId: 'demo', instructions, rememberedMessages: 20 } }
}

function room(id: string, name: string, description: string, { agents, agentHops }: Pick<Room, 'agents' | 'agentHops'>): Omit<Room, 'order'> {
  return { ...resource(id, name, id), description, keyName: null, roles: [], agents, agentHops, keepDays: null }
}

/** People and an agent share a room that lasts, and its answers stream in; a second agent answers when it is mentioned; in another room two agents answer each other until the limit stops them. */
export function assistant(): Project {
  const ada = agent('ada', 'Ada', 'always', 'You help visitors of a shop. Answer in a few sentences.')
  return {
    ...emptyProject({ id: 'assistant', name: 'Assistant', technicalName: 'deskAssistant' }),
    connections: listed<Connection>({ ...resource('demo', 'Demo model', 'demoModel'), description: 'Built in: no network, no key. Change its type to hear a real AI model.', settings: { type: 'demoModel' } }),
    rooms: listed<Room>(
      room('desk', 'Desk', 'Ada answers whatever is written, but what is said to Cleo: Cleo answers as @cleo alone.', { agents: listed<Agent>(ada, agent('cleo', 'Cleo', 'mentioned', 'You keep the stock of the shop. Answer in one sentence.')), agentHops: 4 }),
      room('debate', 'Debate', 'Ada and Ben answer everything, so each other, too: after three answers in a row a person has to write again.', { agents: listed<Agent>(ada, agent('ben', 'Ben', 'always', 'You see everything from the other side. Answer in one sentence.')), agentHops: 3 }),
    ),
    personas: listed<Persona>({ ...resource('ann', 'Ann', 'ann'), roles: [], homeFlowId: null }, { ...resource('bob', 'Bob', 'bob'), roles: [], homeFlowId: null }),
    flows: listed<Flow>(talk()),
    settings: { homeFlowId: 'talk', onApplicationStartFlowId: null },
  }
}

/** The screen of a room: who is in it, what was said, and where one writes. */
function roomScreen(roomId: string, { title, emptyText, way }: { readonly title: string; readonly emptyText: string; readonly way: DrawnWidget }) {
  return screen(
    { id: 'heading', kind: 'heading', level: 1, text: title },
    { id: 'people', kind: 'roomParticipants', roomId, key: '', layout: 'avatars' },
    { id: 'messages', kind: 'roomMessages', roomId, key: '', emptyText, canStop: true },
    { id: 'composer', kind: 'roomComposer', roomId, key: '', placeholder: 'Write a message' },
    way,
  )
}

function talk() {
  const to = (id: string, label: string): DrawnWidget => ({ id, kind: 'button', label, tone: 'plain', action: { type: 'exit' }, storesInputs: false })
  const desk = roomScreen('desk', { title: 'Ask Ada', emptyText: 'Ask something: what time it is, 12 * (3 + 4), or a summary of what was said. Begin with @cleo, and Cleo answers in place of Ada.', way: to('toDebate', 'To the debate') })
  const debate = roomScreen('debate', { title: 'Debate', emptyText: 'Write something, and see Ada and Ben answer each other until they have to stop.', way: to('toDesk', 'Back to Ada') })
  return flow(
    { id: 'talk', name: 'Talk', technicalName: 'talk', type: 'flowchart', description: 'What everybody starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('desk', 'user-interaction', [1, 0], { name: 'Desk', screen: desk }),
      node('debate', 'user-interaction', [2, 0], { name: 'Debate', screen: debate }),
      node('note', 'note', [0, 1.375], { text: 'A **room** lasts: leave it and come back, and the conversation is there with what you have not read. Its **agents** answer by themselves; here by the built-in demo model.' }),
    ],
    edges(['start', 'default', 'desk'], ['desk', 'toDebate', 'debate'], ['debate', 'toDesk', 'desk']),
  )
}
