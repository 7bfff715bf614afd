import { emptyProject, type Channel, type Field, type FieldType, type Flow, type Message, type Persona, type Project } from '@halley/model'
import { channel, edges, flow, lines, listed, memberFields, node, resource, screen } from './build-example.ts'

const words: FieldType = { type: 'text', maxLength: 500 }
const answer = (memberId: string) => ({ type: 'messageMember', messageId: 'answer', memberId }) as const
const field = (fieldId: string) => ({ type: 'field', fieldId }) as const

/** What stands in for a model: any text with values in it. */
const spoken = `You asked: **{question}**

Halley shows this answer **while it is being written**. Whoever listens on the channel *assistant* sees the same words in the same moment; whoever opens the page in the middle gets all of it so far, and then the rest.

- Each listener got the message once, when the stream opened.
- When it has ended, the log has it as one message, with all of its text.
- Stop ends it for everybody, and its source is told.

To hear a model instead of this text, make a connection of the type *AI model* and choose it as the source of the Stream node.`

/** Somebody asks, and an answer appears while it is being written: for who asked, and for an officer who looks on and may stop it. */
export function streamingAssistant(): Project {
  return {
    ...emptyProject({ id: 'streaming-assistant', name: 'Streaming assistant', technicalName: 'assistant' }),
    messages: listed<Message>({ ...resource('answer', 'Answer', 'Answer'), description: 'What the assistant answers to a question.', hue: 6, members: memberFields({ asked: ['Question', 'question', words, 'needed'], said: ['Text', 'text', { type: 'richText' }] }) }),
    channels: listed<Channel>(channel('assistant', 'assistant', { messageIds: ['answer'], description: 'Answers, while they are being written.' })),
    fields: listed<Field>({ ...resource('question', 'Question', 'question'), valueType: words }, { ...resource('isAnswering', 'Answering', 'answering'), valueType: { type: 'yesNo' }, default: false }),
    personas: listed<Persona>({ ...resource('visitor', 'Visitor', 'visitor'), roles: [], homeFlowId: 'ask' }, { ...resource('officer', 'Officer', 'officer'), roles: ['officer'], homeFlowId: 'watch' }),
    flows: listed<Flow>(ask(), watch(), show()),
    settings: { homeFlowId: 'ask', onApplicationStartFlowId: null },
  }
}

function ask() {
  const page = screen(
    { id: 'heading', kind: 'heading', level: 1, text: 'Ask the assistant' },
    {
      id: 'form', kind: 'conditional', when: 'answering == false',
      children: [
        { id: 'inQuestion', kind: 'input', label: 'Your question', target: field('question'), required: true, placeholder: 'How does streaming work?', multiline: true },
        { id: 'ask', kind: 'button', label: 'Ask', tone: 'primary', action: { type: 'exit' }, storesInputs: true },
      ],
    },
    { id: 'answer', kind: 'streamText', source: 'Answer.text', format: 'markdown', placeholder: 'The answer appears here.', canStop: true },
  )
  return flow(
    { id: 'ask', name: 'Ask', technicalName: 'ask', type: 'flowchart', description: 'What a visitor starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('page', 'user-interaction', [1, 0], { name: 'Ask', screen: page, defaultButtonId: 'ask' }),
      node('fill', 'assignment', [2, 0], { assignments: lines({ target: answer('asked'), expression: 'trim(question)' }, { target: field('isAnswering'), expression: 'true' }) }),
      node('stream', 'stream', [2, 1.5], { sourceType: 'text', text: spoken, wordMs: 60, channelId: 'assistant', messageId: 'answer', memberId: 'said' }),
      node('ready', 'assignment', [1, 1.5], { assignments: lines({ target: field('isAnswering'), expression: 'false' }, { target: field('question'), expression: 'null' }) }),
      node('failed', 'user-interaction', [2, 3.25], { name: 'No answer', overlay: true, placement: 'banner', autoCloseMs: 8_000, screen: screen({ id: 'why', kind: 'text', text: 'There is no answer: {error.text}' }) }),
      node('note', 'note', [0, 1.5], { text: 'The **Stream** node sends a message whose text grows. Here its source is a text; an AI model or a web service work the same.' }),
    ],
    edges(
      ['start', 'default', 'page'], ['page', 'ask', 'fill'], ['fill', 'default', 'stream'], ['fill', 'error', 'failed'],
      ['stream', 'done', 'ready'], ['stream', 'cancelled', 'ready'], ['stream', 'error', 'failed'], ['failed', 'closed', 'ready'], ['ready', 'default', 'page'], ['ready', 'error', 'page'],
    ),
  )
}

function watch() {
  return flow(
    { id: 'watch', name: 'Look on', technicalName: 'lookOn', type: 'flowchart', description: 'What an officer starts with.' },
    [
      node('start', 'start', [0, 0]),
      node('listen', 'comet-message', [1, 0], { action: 'listen', channelId: 'assistant', listenTo: 'specific', listenMessageIds: ['answer'], response: 'flow', flowId: 'show' }),
      node('desk', 'user-interaction', [2, 0], { name: 'Desk', screen: screen({ id: 'heading', kind: 'heading', level: 1, text: 'Answers' }, { id: 'text', kind: 'text', text: 'Each answer opens beside this while it is being written.' }) }),
    ],
    edges(['start', 'default', 'listen'], ['listen', 'default', 'desk']),
  )
}

function show() {
  const panel = screen(
    { id: 'asked', kind: 'heading', level: 2, text: '{Answer.question}' },
    { id: 'said', kind: 'streamText', source: 'Answer.text', format: 'markdown', placeholder: 'The assistant is thinking.', canStop: true },
    { id: 'close', kind: 'button', label: 'Close', tone: 'plain', action: { type: 'exit' }, storesInputs: false },
  )
  return flow(
    { id: 'show', name: 'Show the answer', technicalName: 'showTheAnswer', type: 'flowchart', description: 'Runs for each answer, as soon as it begins.' },
    [
      node('start', 'start', [0, 0]),
      node('panel', 'user-interaction', [1, 0], { name: 'The assistant answers', overlay: true, placement: 'sidePanel', screen: panel }),
      node('end', 'end', [2, 0], { name: 'Read' }),
    ],
    edges(['start', 'default', 'panel'], ['panel', 'close', 'end'], ['panel', 'closed', 'end']),
  )
}
