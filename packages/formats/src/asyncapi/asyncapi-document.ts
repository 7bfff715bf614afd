import { exampleOf, inOrder, validatePayload, type Channel, type Project, type Value } from '@halley/model'
import { exportedNames } from '../exported-names.ts'
import type { JsonObject } from '../json-text.ts'
import { channelHead, messagesOn, NO_KEY, type TopicPlace } from '../travelling.ts'
import { CHANNEL_NOTE, CHOICE_NOTE, notedPayloadSchema } from './annotations.ts'
import { securitySchemes, serversOf } from './servers.ts'

export type AsyncApiOptions = TopicPlace & {
  /** Where the server answers, such as `https://halley.example.com`; the address of `npm start` when left out. */
  readonly serverUrl?: string | undefined
  /** Of the document of several apps. */
  readonly title?: string | undefined
}

/** The parts of a document that several apps add to. */
type Parts = { readonly channels: JsonObject; readonly operations: JsonObject; readonly messages: JsonObject; readonly schemas: JsonObject }

/** The AsyncAPI 3.0 document of one project, as JSON: what a program outside may send to and receive from its app. */
export function asyncApiDocument(project: Project, options: AsyncApiOptions): JsonObject {
  return documentOf({ title: project.name, description: `The messages of ${project.name}, as a program outside sends and receives them.` }, partsOf(project, options, ''), options)
}

/**
 * The AsyncAPI 3.0 document of several apps that run on one server, as JSON; names in it begin with the app's technical name.
 *
 * @example asyncApiOf([helpdesk, shop], { org: 'acme', serverUrl: 'https://halley.example.com' })
 */
export function asyncApiOf(projects: readonly Project[], options: AsyncApiOptions): JsonObject {
  const prefixes = exportedNames(projects)
  const parts = projects.map((project) => partsOf(project, options, `${prefixes.get(project.id) ?? project.technicalName}.`))
  const merged = (part: keyof Parts): JsonObject => Object.fromEntries(parts.flatMap((one) => Object.entries(one[part])))
  const title = options.title ?? 'Events'
  return documentOf({ title, description: 'The messages of the apps that run here, as a program outside sends and receives them.' }, { channels: merged('channels'), operations: merged('operations'), messages: merged('messages'), schemas: merged('schemas') }, options)
}

function documentOf({ title, description }: { readonly title: string; readonly description: string }, parts: Parts, { serverUrl }: AsyncApiOptions): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: { title, version: '1.0.0', description },
    defaultContentType: 'application/json',
    servers: serversOf(serverUrl),
    channels: parts.channels,
    operations: parts.operations,
    components: { messages: parts.messages, schemas: { [EVENT_ATTRIBUTES]: eventAttributes, ...parts.schemas }, securitySchemes },
  }
}

/** Where in the components the attributes of an event are; technical names have no dot. */
const EVENT_ATTRIBUTES = 'event.attributes'

const eventAttributes: JsonObject = {
  title: 'Attributes of an event',
  description: 'CloudEvents 1.0 attributes that travel beside the payload.',
  type: 'object',
  properties: {
    id: { type: 'string', description: 'The same id from the same source within two minutes is a duplicate.' },
    source: { type: 'string', description: 'Who published it; written by the server.' },
    type: { type: 'string', description: 'The technical name of the message.' },
    subject: { type: 'string', description: 'The topic.' },
    time: { type: 'string', format: 'date-time' },
    sequence: { type: 'string', description: 'Rises with every event of the organisation.' },
    correlationid: { type: 'string' },
    causationid: { type: 'string' },
    traceparent: { type: 'string' },
  },
}

function partsOf(project: Project, place: TopicPlace, prefix: string): Parts {
  const [channels, messages, choices] = [inOrder(project.channels), inOrder(project.messages), inOrder(project.choices)]
  const [channelNames, messageNames, choiceNames] = [exportedNames(channels), exportedNames(messages), exportedNames(choices)]
  const keyOf = (names: ReadonlyMap<string, string>, id: string): string => prefix + (names.get(id) ?? id)
  const travellers = (channel: Channel): readonly { readonly key: string; readonly token: string }[] => messagesOn(project, channel).map(({ id, technicalName }) => ({ key: keyOf(messageNames, id), token: technicalName }))
  return {
    channels: Object.fromEntries(channels.map((channel) => [keyOf(channelNames, channel.id), channelObject(project, channel, { place, travellers: travellers(channel) })])),
    operations: Object.fromEntries(channels.filter((channel) => travellers(channel).length > 0).flatMap((channel) => operationsOf(channel, keyOf(channelNames, channel.id), travellers(channel).map(({ key }) => key)))),
    messages: Object.fromEntries(messages.map((message) => [keyOf(messageNames, message.id), {
      name: message.technicalName, title: message.name, ...described(message.description), contentType: 'application/json',
      headers: { $ref: `#/components/schemas/${EVENT_ATTRIBUTES}` },
      payload: { $ref: `#/components/schemas/${keyOf(messageNames, message.id)}` },
      ...examplesOf(project, message.id),
    }])),
    schemas: Object.fromEntries([
      ...messages.map((message): [string, Value] => [keyOf(messageNames, message.id), notedPayloadSchema(project, message, choiceNames)]),
      ...choices.map((choice): [string, Value] => {
        const options = inOrder(choice.options)
        return [`${prefix}choice.${choiceNames.get(choice.id) ?? choice.id}`, {
          title: choice.name, ...described(choice.description), type: 'string', ...(options.length > 0 && { oneOf: options.map(({ name, technicalName }) => ({ const: technicalName, title: name })) }),
          [CHOICE_NOTE]: { technicalName: choice.technicalName, options: options.map(({ name, technicalName, color, icon }) => ({ name, technicalName, ...(color !== undefined && { color }), ...(icon !== undefined && { icon }) })) },
        }]
      }),
    ]),
  }
}

type Travelling = { readonly place: TopicPlace; readonly travellers: readonly { readonly key: string; readonly token: string }[] }

function channelObject(project: Project, channel: Channel, { place, travellers }: Travelling): JsonObject {
  const { name, keyName, presence, lateJoiners, whenTooSlow, sendRoles, listenRoles, messageIds } = channel
  const tokens = [...new Set(travellers.map(({ token }) => token))]
  return {
    title: name,
    ...described(channel.description),
    address: `${channelHead(project, channel, place)}.{message}.${keyName === null ? NO_KEY : '{key}'}`,
    parameters: {
      message: { description: 'The technical name of the message.', ...(tokens.length > 0 && { enum: tokens }) },
      ...(keyName !== null && { key: { description: `${keyName}: letters, digits, \`_\` and \`-\` as they are. Any other key is \`-x-\` and then, for each byte of UTF-8 that is no letter or digit, \`_\` and two hexadecimal digits.` } }),
    },
    messages: Object.fromEntries(travellers.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }])),
    [CHANNEL_NOTE]: { technicalName: channel.technicalName, key: keyName, carries: messageIds.length === 0 ? 'all' : 'chosen', presence, lateJoiners, whenTooSlow, sendRoles, listenRoles },
  }
}

/** Named from the program's side: it sends to the app, and receives from it. */
function operationsOf(channel: Channel, key: string, messages: readonly string[]): [string, JsonObject][] {
  const operation = (action: 'send' | 'receive', summary: string): JsonObject => ({
    action, title: `${action === 'send' ? 'Send on' : 'Receive from'} ${channel.name}`, summary,
    channel: { $ref: `#/channels/${key}` },
    messages: messages.map((message) => ({ $ref: `#/channels/${key}/messages/${message}` })),
  })
  return [
    [`${key}.send`, operation('send', 'Publishes on a literal topic; the payload is validated before it is accepted.')],
    [`${key}.receive`, operation('receive', 'Subscribes to a pattern; `*` is exactly one token, `>` all the rest.')],
  ]
}

function examplesOf(project: Project, messageId: string): JsonObject {
  const example = exampleOf(project, messageId)
  // Nothing can be made up for a pattern; an example that is refused would be none.
  return example === undefined || !validatePayload(project, messageId, example).ok ? {} : { examples: [{ payload: example }] }
}

function described(description: string): JsonObject {
  return description === '' ? {} : { description }
}
