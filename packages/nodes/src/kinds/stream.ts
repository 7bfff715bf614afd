import { defineNodeKind, type CompiledExpression, type CompiledTemplate, type Form, type ModelContext, type NodeProblem, type Outcome, type PreparedTarget, type RunContext, type StreamEnd, type StreamSource } from '@halley/engine'
import { idSchema, LIMITS } from '@halley/model'
import { z } from 'zod'
import { audience, keyOf } from './comet-message.ts'
import { textMembersOf } from './message-text.ts'
import { addressProblem, writeAddress } from './request-address.ts'

const config = z.object({
  sourceType: z.enum(['text', 'http', 'model']).default('text'),
  // A text
  text: z.string().max(4_000).default(''),
  /** Milliseconds between two words. */
  wordMs: z.number().int().min(0).max(1_000).default(40),
  // HTTP stream and AI model
  connectionId: idSchema.nullable().default(null),
  /** A whole address; with a connection, what follows its address. */
  url: z.string().max(4_000).default(''),
  format: z.enum(['text', 'events']).default('text'),
  /** Where the text is in an event's JSON, such as `choices.0.text`; empty for all of its data. */
  field: z.string().trim().max(200).default(''),
  // AI model
  system: z.string().max(4_000).default(''),
  prompt: z.string().max(4_000).default(''),
  maxTokens: z.number().int().min(1).max(100_000).nullable().default(null),
  temperature: z.number().min(0).max(2).nullable().default(null),
  // Where it goes
  channelId: idSchema.nullable().default(null),
  messageId: idSchema.nullable().default(null),
  /** The text of the message that grows; null is its only one. */
  memberId: idSchema.nullable().default(null),
  key: z.string().max(4_000).default(''),
  deliverTo: z.enum(['all', 'others', 'me', 'users', 'roles']).default('all'),
  recipients: z.string().max(4_000).default(''),
  secure: z.boolean().default(false),
  /** Milliseconds that it may last, and that may pass without anything new. */
  limitMs: z.number().int().min(1_000).max(LIMITS.streamMs).default(120_000),
  idleMs: z.number().int().min(1_000).max(LIMITS.streamIdleMs).default(30_000),
})

type Config = z.infer<typeof config>

const isText = ({ sourceType }: Config): boolean => sourceType === 'text'
const isHttp = ({ sourceType }: Config): boolean => sourceType === 'http'
const isModel = ({ sourceType }: Config): boolean => sourceType === 'model'
const toSome = ({ deliverTo }: Config): boolean => deliverTo === 'users' || deliverTo === 'roles'

const form: Form<Config> = {
  sourceType: {
    control: 'select', label: 'Source',
    options: [
      { value: 'text', label: 'Text', help: 'A text with values in it, sent word by word: to try things out, and to let a text appear calmly.' },
      { value: 'http', label: 'HTTP stream', help: 'What a web service answers, as it comes.' },
      { value: 'model', label: 'AI model', help: 'What an AI model answers to a prompt, word by word.' },
    ],
  },
  text: { control: 'template', label: 'Text', visible: isText, help: 'Values stand in braces.', placeholder: 'A summary of {Ticket.subject}' },
  wordMs: { control: 'duration', label: 'Time between words', visible: isText, help: 'At most 1 s.' },
  connectionId: { control: 'connection', label: 'Connection', create: true, optional: true, connectionType: ({ sourceType }) => (sourceType === 'model' ? 'model' : 'http'), visible: (now) => !isText(now), help: 'The service and how to sign in there. An AI model needs a connection of that type; an HTTP stream may have a whole address instead.' },
  url: { control: 'template', label: 'Address', visible: isHttp, placeholder: 'https://api.example.com/news', help: 'With a connection, the path after its address. It is read with GET.' },
  format: { control: 'select', label: 'Read as', visible: isHttp, options: [{ value: 'text', label: 'Text', help: 'The whole answer is the text.' }, { value: 'events', label: 'Server-Sent Events', help: 'The data of the events, one after the other, is the text.' }] },
  field: { control: 'text', label: 'Field of the data', visible: (now) => isHttp(now) && now.format === 'events', help: 'Where the text is in the JSON of an event, such as delta.text. Empty: all of the data is text.' },
  system: { control: 'template', label: 'Instructions', visible: isModel, help: 'What the model is and how it answers. Sent before the prompt.' },
  prompt: { control: 'template', label: 'Prompt', visible: isModel, help: 'What the model is asked.', placeholder: 'Summarise for an officer: {Ticket.text}' },
  maxTokens: { control: 'number', label: 'Tokens at most', visible: isModel, help: 'Empty leaves it to the service.' },
  temperature: { control: 'number', label: 'Temperature', visible: isModel, help: '0 is the most sober, 2 the least. Empty leaves it to the service.' },
  channelId: { control: 'channel', label: 'Channel name', create: true, help: 'The channel on which it goes. A new name makes a new channel.' },
  messageId: { control: 'message', label: 'Message', create: true, help: 'Its other fields go with the values assigned to them.' },
  memberId: { control: 'messageText', label: 'Text that grows', help: 'A text field of the message; a stream text on a screen shows it growing.' },
  key: { control: 'expression', label: 'Key', expects: 'text', optional: true, help: 'Which instance of the channel, such as a conversation id.', placeholder: 'No key' },
  deliverTo: {
    control: 'select', label: 'Deliver to', help: 'Which sessions that listen get it. All but me keeps a session from answering itself.',
    options: [{ value: 'all', label: 'All listeners' }, { value: 'others', label: 'All but me' }, { value: 'me', label: 'Only me' }, { value: 'users', label: 'Users' }, { value: 'roles', label: 'Roles' }],
  },
  recipients: { control: 'expression', label: 'Who', expects: 'any', visible: toSome, placeholder: '["officer"]', help: 'A text or a list of texts: ids of users, or names of roles.' },
  secure: { control: 'unavailable', label: 'Security', because: 'Texts that stream are not encrypted yet. Send the message with a Comet message node where it must be.' },
  limitMs: { control: 'duration', label: 'Time limit', help: `At most ${LIMITS.streamMs / 60_000} minutes. Then Error is taken.` },
  idleMs: { control: 'duration', label: 'Longest pause', help: `Without anything new for so long, Error is taken; at most ${LIMITS.streamIdleMs / 1_000} s.` },
}

type Prepared = {
  readonly text: CompiledTemplate | undefined
  readonly url: CompiledTemplate | undefined
  readonly system: CompiledTemplate | undefined
  readonly prompt: CompiledTemplate | undefined
  readonly key: CompiledExpression | undefined
  readonly recipients: CompiledExpression | undefined
  readonly target: PreparedTarget | undefined
}

/** Sends a message whose text grows word by word, from a text, a web service or an AI model. */
export const stream = defineNodeKind<Config, Prepared>({
  kind: 'stream',
  version: 1,
  title: 'Stream',
  help: 'Sends a message whose text grows while its source gives more. Listeners get it when it opens, with an empty text, and answer then; from then on the text grows wherever it is shown, and who comes later sees the whole of it; an action flowchart, and whoever has no screen, gets it when it is whole. The session goes on meanwhile. When the source has ended, the message is in the log as a whole, the own copy of the message has the text, and Done is taken; when somebody stops it, the source is told and Cancelled is taken. Error is taken as by a Send, and when the source fails, is silent for too long, or gives more than fits into a message.',
  group: 'comet',
  waits: false,
  config,
  form,
  look: { icon: 'waves', tone: 'comet', summary, messageId: ({ messageId }) => messageId },
  exits: () => [{ id: 'done', label: 'Done' }, { id: 'cancelled', label: 'Cancelled' }, { id: 'error', label: 'Error', tone: 'error' }],
  traffic: ({ channelId, messageId }) => ({ sends: { channelId, messageId } }),
  carries: ({ messageId, memberId }) => [
    ...['url', 'system', 'prompt'].map((part) => ({ from: [part], to: { type: 'request' as const } })),
    ...(messageId === null || memberId === null ? [] : [{ from: ['text'], to: { type: 'target' as const, target: { type: 'messageMember' as const, messageId, memberId } } }]),
  ],
  check,
  prepare: (now, context) => {
    const messageId = now.messageId ?? ''
    const memberId = memberOf(now, context)
    return {
      text: isText(now) ? context.template(['text'], now.text) : undefined,
      url: isHttp(now) ? context.template(['url'], now.url) : undefined,
      system: isModel(now) ? context.template(['system'], now.system) : undefined,
      prompt: isModel(now) ? context.template(['prompt'], now.prompt) : undefined,
      key: context.expression(['key'], now.key),
      recipients: toSome(now) ? context.expression(['recipients'], now.recipients) : undefined,
      target: memberId === null ? undefined : context.target({ type: 'messageMember', messageId, memberId }),
    }
  },
  enter: (prepared, context, now) => {
    const { project } = context
    const memberId = memberOf(now, context)
    if (now.channelId === null || project.channels[now.channelId] === undefined) return fail('comet/channel_missing', 'The channel does not exist.')
    if (now.messageId === null || memberId === null) return fail('comet/message_missing', 'The message, or its text that grows, does not exist.')
    const key = keyOf(prepared.key, context)
    if (key.problem !== undefined) return key.problem
    const to = audience(now, prepared, context)
    if ('problem' in to) return to.problem
    const source = sourceOf(now, prepared, context)
    if ('outcome' in source) return source.outcome
    return { type: 'stream', channelId: now.channelId, messageId: now.messageId, memberId, key: key.value, deliverTo: to.to, source, limitMs: now.limitMs, idleMs: now.idleMs }
  },
  resume: ({ target }, context, resumption) => {
    if (resumption.type !== 'effect') return { type: 'leave', exit: 'done' }
    const { result } = resumption
    if (!result.ok) return { type: 'fail', code: result.code, text: result.text }
    // The server answers this effect with a StreamEnd, and with nothing else.
    const { state, text } = (result.value ?? { state: 'complete', text: '', reason: null }) as StreamEnd
    if (target !== undefined) context.set(target, text)
    return { type: 'leave', exit: state === 'cancelled' ? 'cancelled' : 'done' }
  },
})

/** The field that grows: the chosen one while it is a text, or the only text of the message. */
function memberOf({ messageId, memberId }: Config, { project }: Pick<ModelContext, 'project'>): string | null {
  const texts = textMembersOf(project, messageId)
  if (memberId !== null) return texts.some(({ id }) => id === memberId) ? memberId : null
  return texts.length === 1 ? (texts[0]?.id ?? null) : null
}

function summary({ sourceType, channelId, messageId, memberId, connectionId }: Config, { project }: ModelContext): string {
  const message = project.messages[messageId ?? '']
  const member = textMembersOf(project, messageId).find(({ id }) => id === memberId)
  const what = `${message?.name ?? '…'}${member === undefined ? '' : ` › ${member.name}`} on ${project.channels[channelId ?? '']?.name ?? '…'}`
  const connection = project.connections[connectionId ?? '']?.name
  return sourceType === 'text' ? `Stream ${what}, word by word` : `Stream ${what} from ${connection ?? (sourceType === 'model' ? 'an AI model' : 'a web service')}`
}

function check(now: Config, { project }: ModelContext): NodeProblem[] {
  const problems: NodeProblem[] = []
  const error = (code: string, text: string, path: string): void => void problems.push({ code, severity: 'error', text, path: [path] })
  const channel = project.channels[now.channelId ?? '']
  const message = project.messages[now.messageId ?? '']
  if (channel === undefined) error('comet/channel_missing', now.channelId === null ? 'Choose a channel, or type the name of a new one.' : 'The channel was deleted; choose another.', 'channelId')
  if (message === undefined) error('comet/message_missing', now.messageId === null ? 'Choose the message whose text grows.' : 'The message was deleted; choose another.', 'messageId')
  else if (channel !== undefined && channel.messageIds.length > 0 && !channel.messageIds.includes(message.id)) error('comet/message_not_on_channel', `${message.name} may not travel on "${channel.name}"; allow it in the channel or choose another.`, 'messageId')
  const texts = textMembersOf(project, now.messageId)
  if (message !== undefined && texts.length === 0) error('stream/no_text', `${message.name} has no text field that could grow; add one, or choose another message.`, 'memberId')
  else if (message !== undefined && memberOf(now, { project }) === null) error('stream/no_text', now.memberId === null ? `Choose which text of ${message.name} grows.` : 'The text that grows was deleted, or is no text any more; choose another.', 'memberId')
  if (toSome(now) && now.recipients.trim() === '') error('comet/recipients_missing', 'Say whom the message goes to.', 'recipients')
  if (now.secure) error('stream/not_encrypted', 'Texts that stream are not encrypted yet, and what is marked as secure is never sent in clear text. Send the message with a Comet message node.', 'secure')
  const connection = project.connections[now.connectionId ?? '']
  if (!isText(now) && now.connectionId !== null && connection === undefined) error('stream/connection_missing', 'The connection was deleted; choose another.', 'connectionId')
  if (isText(now) && now.text.trim() === '') error('stream/no_source', 'Write the text that is sent.', 'text')
  if (isModel(now)) {
    if (now.connectionId === null) error('stream/connection_missing', 'Choose the connection to the AI model, or type the name of a new one.', 'connectionId')
    else if (connection !== undefined && connection.settings.type !== 'model' && connection.settings.type !== 'demoModel') error('stream/connection_no_model', `"${connection.name}" is no connection to an AI model; choose another, or change its type.`, 'connectionId')
    else if (connection?.settings.type === 'model' && connection.settings.model.trim() === '') error('stream/connection_no_model', `"${connection.name}" does not say which model it is; write its name in the connection.`, 'connectionId')
    if (now.prompt.trim() === '') error('stream/no_source', 'Write what the model is asked.', 'prompt')
  }
  if (isHttp(now)) {
    const address = addressProblem(now.url, now.connectionId !== null)
    if (address !== undefined) error('stream/address_invalid', address, 'url')
    if (now.format === 'events' && !/^$|^[^.\s]+(\.[^.\s]+)*$/.test(now.field)) error('stream/field_invalid', 'Write names with points between them, such as choices.0.text.', 'field')
  }
  return problems
}

type Failing = { readonly outcome: Outcome }

function sourceOf(now: Config, { text, url, system, prompt }: Prepared, context: RunContext): StreamSource | Failing {
  const written = (template: CompiledTemplate | undefined): string => (template === undefined ? '' : context.text(template))
  switch (now.sourceType) {
    case 'text':
      return { type: 'text', text: written(text), wordMs: now.wordMs }
    case 'http': {
      const address = writeAddress(url, [], { context, isWhole: now.connectionId === null })
      return address.ok ? { type: 'http', connectionId: now.connectionId, url: address.text, format: now.format, field: now.field } : { outcome: fail(address.code, address.text) }
    }
    case 'model': {
      const asked = written(prompt)
      if (now.connectionId === null) return { outcome: fail('http/connection_missing', 'No connection to an AI model is chosen.') }
      if (asked.trim() === '') return { outcome: fail('stream/no_source', 'The prompt is empty; the model was not asked.') }
      return { type: 'model', connectionId: now.connectionId, system: written(system), prompt: asked, maxTokens: now.maxTokens, temperature: now.temperature }
    }
  }
}

function fail(code: string, text: string): Outcome {
  return { type: 'fail', code, text }
}
