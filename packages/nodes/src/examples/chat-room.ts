import { emptyProject, type Channel, type Choice, type ChoiceOption, type Field, type FieldType, type Flow, type Message, type Persona, type Project, type Room } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, named, node, resource, screen } from './build-example.ts'

const roomType: FieldType = { type: 'singleChoice', choiceId: 'rooms' }
const field = (fieldId: string) => ({ type: 'field', fieldId }) as const

/** People talk in rooms, which keep what was said; who is there now, and a wave to all of them, go over a channel with the same key. */
export function chatRoom(): Project {
  return {
    ...emptyProject({ id: 'chat-room', name: 'Chat room', technicalName: 'chat' }),
    messages: listed<Message>({ ...resource('waved', 'Waved', 'Waved'), description: 'Somebody waved to all in the room.', hue: 4, members: memberFields({ who: ['Who', 'who', { type: 'text' }, 'needed'] }) }),
    channels: listed<Channel>({ ...channel('room', 'room', { keyName: 'room', messageIds: ['waved'], description: 'Who is in a room now, and what does not last. The key is the room.' }), presence: true }),
    rooms: listed<Room>({ ...resource('conversation', 'Conversation', 'conversation'), description: 'What was said in each room. It lasts.', keyName: 'Room', roles: [], agents: {}, agentHops: 4, keepDays: null }),
    fields: listed<Field>({ ...resource('inRoom', 'Room', 'room'), valueType: roomType, default: 'lobby' }, { ...resource('waves', 'Waves', 'waves'), valueType: { type: 'number' }, default: 0 }),
    choices: listed<Choice>({ ...resource('rooms', 'Room', 'rooms'), options: listed<ChoiceOption>({ id: 'lobby', ...named('Lobby', 'lobby'), color: 'blue' }, { id: 'garden', ...named('Garden', 'garden'), color: 'green' }) }),
    personas: listed<Persona>({ ...resource('ann', 'Ann', 'ann'), roles: [], homeFlowId: null }, { ...resource('ben', 'Ben', 'ben'), roles: [], homeFlowId: null }),
    flows: listed<Flow>(talk(), wave()),
    settings: { homeFlowId: 'talk', onApplicationStartFlowId: null },
  }
}

function talk() {
  const door = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Hello {user.name}' },
    { id: 'inRoom', kind: 'input', label: 'Room', target: field('inRoom'), required: true, placeholder: '', multiline: false },
    { id: 'enter', kind: 'button', label: 'Enter', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
  )
  const room = screen(
    { id: 'heading', kind: 'heading', level: 1, text: '{room}' },
    { id: 'here', kind: 'presence', channelId: 'room', key: 'room', layout: 'avatars', emptyText: 'Nobody is here.', most: 8 },
    { id: 'conversation', kind: 'roomMessages', roomId: 'conversation', key: 'room', emptyText: 'Nobody has said anything yet.', canStop: false },
    { id: 'composer', kind: 'roomComposer', roomId: 'conversation', key: 'room', placeholder: 'Say something' },
    { id: 'wave', kind: 'button', label: 'Wave', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
    { id: 'leave', kind: 'button', label: 'Leave the room', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
    { id: 'waved', kind: 'conditional', when: 'waves > 0', children: [{ id: 'count', kind: 'text', text: 'You waved ({waves}).' }] },
  )
  return flow(
    { id: 'talk', name: 'Talk', technicalName: 'talk', type: 'flowchart', description: 'What everybody starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('door', 'user-interaction', [1, 0], { name: 'Choose a room', screen: door, defaultButtonId: 'enter' }),
      node('listen', 'comet-message', [2, 0], { action: 'listen', channelId: 'room', key: 'room', listenTo: 'specific', listenMessageIds: ['waved'], response: 'flow', flowId: 'wave', until: 'screenLeft' }),
      node('room', 'user-interaction', [1, 1.375], { name: 'Room', screen: room }),
      node('note', 'note', [0, 1.375], { text: 'Each room has a **key**: what is said in the garden does not reach the lobby. The **conversation** is a Room resource and lasts; a wave is a comet message and is gone when nobody listens.' }),
      node('fill', 'assignment', [2, 1.875], { assignments: lines({ target: { type: 'messageMember', messageId: 'waved', memberId: 'who' }, expression: 'user.name' }, { target: field('waves'), expression: 'waves + 1' }) }),
      node('tell', 'comet-message', [1, 3.25], { action: 'send', channelId: 'room', messageId: 'waved', key: 'room', deliverTo: 'others' }),
      node('failed', 'user-interaction', [0, 4.0625], { name: 'Not waved', overlay: true, placement: 'banner', autoCloseMs: 8_000, screen: screen({ id: 'why', kind: 'text', text: 'Nobody saw you wave: {error.text}' }) }),
    ],
    edges(
      ['start', 'default', 'door'], ['door', 'enter', 'listen'], ['listen', 'default', 'room'], ['room', 'wave', 'fill'], ['room', 'leave', 'door'],
      ['fill', 'default', 'tell'], ['tell', 'default', 'listen'], ['tell', 'error', 'failed'], ['failed', 'closed', 'listen'],
    ),
  )
}

function wave() {
  return flow(
    { id: 'wave', name: 'Somebody waves', technicalName: 'somebodyWaves', type: 'flowchart', description: 'Runs for each wave.' },
    [
      node('start', 'start', [0, 0]),
      node('toast', 'user-interaction', [1, 0], { name: 'Somebody waves', overlay: true, placement: 'toast', autoCloseMs: 6_000, screen: screen({ id: 'text', kind: 'text', text: '**{Waved.who}** waves.' }) }),
      node('end', 'end', [2, 0], { name: 'Seen' }),
    ],
    edges(['start', 'default', 'toast'], ['toast', 'closed', 'end']),
  )
}
