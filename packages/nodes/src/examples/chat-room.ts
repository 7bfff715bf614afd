import { emptyProject, type Channel, type Choice, type ChoiceOption, type DataList, type Field, type Flow, type FieldType, type Message, type Persona, type Project } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, named, node, resource, screen } from './build-example.ts'

const text: FieldType = { type: 'text', maxLength: 500 }
const roomType: FieldType = { type: 'singleChoice', choiceId: 'rooms' }
const said = (memberId: string) => ({ type: 'messageMember', messageId: 'said', memberId }) as const
const field = (fieldId: string) => ({ type: 'field', fieldId }) as const

/** People talk in rooms: each room is a key of one channel, and what was said is kept in a stored list. */
export function chatRoom(): Project {
  return {
    ...emptyProject({ id: 'chat-room', name: 'Chat room', technicalName: 'chat' }),
    messages: listed<Message>({ ...resource('said', 'Said', 'Said'), description: 'Somebody said something.', hue: 4, members: memberFields({ author: ['Author', 'author', { type: 'text' }, 'needed'], words: ['Text', 'text', text, 'needed'] }) }),
    channels: listed<Channel>({ ...channel('room', 'room', { keyName: 'room', messageIds: ['said'], description: 'The key is the room.' }), presence: true }),
    fields: listed<Field>({ ...resource('inRoom', 'Room', 'room'), valueType: roomType, default: 'lobby' }, { ...resource('draft', 'Draft', 'draft'), valueType: text }),
    lists: listed<DataList>({ ...resource('lines', 'Lines', 'lines'), description: 'What was said, in all rooms.', storage: 'stored', members: memberFields({ lineRoom: ['Room', 'room', roomType, 'needed'], lineAuthor: ['Author', 'author', { type: 'text' }, 'needed'], lineText: ['Text', 'text', text, 'needed'] }) }),
    choices: listed<Choice>({ ...resource('rooms', 'Room', 'rooms'), options: listed<ChoiceOption>({ id: 'lobby', ...named('Lobby', 'lobby'), color: 'blue' }, { id: 'garden', ...named('Garden', 'garden'), color: 'green' }) }),
    personas: listed<Persona>({ ...resource('ann', 'Ann', 'ann'), roles: [], homeFlowId: null }, { ...resource('ben', 'Ben', 'ben'), roles: [], homeFlowId: null }),
    flows: listed<Flow>(talk()),
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
    { id: 'inDraft', kind: 'input', label: 'Say something', target: field('draft'), required: true, placeholder: 'Hello!', multiline: false },
    { id: 'say', kind: 'button', label: 'Say', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
    { id: 'leave', kind: 'button', label: 'Leave the room', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
    {
      id: 'talk', kind: 'repeater', source: 'reverse(lines.filter(line, line.room == room))', layout: 'list', emptyText: 'Nobody has said anything yet.',
      children: [{ id: 'line', kind: 'text', text: "**{row.author}** · {format(row.lastModified, 'HH:mm')}  \n{row.text}" }],
    },
  )
  return flow(
    { id: 'talk', name: 'Talk', technicalName: 'talk', type: 'flowchart', description: 'What everybody starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('door', 'user-interaction', [1, 0], { name: 'Choose a room', screen: door, defaultButtonId: 'enter' }),
      node('listen', 'comet-message', [2, 0], { action: 'listen', channelId: 'room', key: 'room', listenTo: 'specific', listenMessageIds: ['said'], response: 'refresh', until: 'screenLeft' }),
      node('room', 'user-interaction', [1, 1.375], { name: 'Room', screen: room, defaultButtonId: 'say' }),
      node('note', 'note', [0, 1.375], { text: 'Each room is a **key** of one channel: what is said in the garden does not reach the lobby. Listening ends when the room’s screen is left.' }),
      node('fill', 'assignment', [2, 1.875], { assignments: lines({ target: said('author'), expression: 'user.name' }, { target: said('words'), expression: 'trim(draft)' }) }),
      node('keep', 'list-action', [1, 3], { list: { type: 'list', listId: 'lines' }, action: 'add', values: lines({ memberId: 'lineRoom', expression: 'room' }, { memberId: 'lineAuthor', expression: 'Said.author' }, { memberId: 'lineText', expression: 'Said.text' }) }),
      node('tell', 'comet-message', [2, 3], { action: 'send', channelId: 'room', messageId: 'said', key: 'room', deliverTo: 'others' }),
      node('clear', 'assignment', [1, 4.4375], { assignments: lines({ target: field('draft'), expression: 'null' }) }),
      node('failed', 'user-interaction', [0, 4.0625], { name: 'Not said', overlay: true, placement: 'banner', autoCloseMs: 8_000, screen: screen({ id: 'why', kind: 'text', text: 'This was not said: {error.text}' }) }),
    ],
    edges(
      ['start', 'default', 'door'], ['door', 'enter', 'listen'], ['listen', 'default', 'room'], ['room', 'say', 'fill'], ['room', 'leave', 'door'], ['fill', 'default', 'keep'],
      ['keep', 'default', 'tell'], ['keep', 'error', 'failed'], ['tell', 'default', 'clear'], ['tell', 'error', 'failed'], ['clear', 'default', 'listen'], ['failed', 'closed', 'listen'],
    ),
  )
}
