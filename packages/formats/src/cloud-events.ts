import { deriveTechnicalName, exampleOf, inOrder, type Project } from '@halley/model'
import type { JsonObject } from './json-text.ts'
import { appToken, NO_KEY, topicHeads, type TopicPlace } from './travelling.ts'

/** When the events of an example happened: the same text every time. */
const EXAMPLE_TIME = '2026-01-31T09:30:00Z'

/**
 * An example CloudEvent 1.0 for every message on every channel, as a JSON batch that can be posted; messages that travel on no channel
 * have no topic, and so no subject.
 */
export function cloudEventExamples(project: Project, place: TopicPlace): readonly JsonObject[] {
  const heads = topicHeads(project, place)
  const travelling = new Set(heads.map(({ message }) => message.id))
  const source = `/${place.org}/${appToken(project, place)}`
  const event = (messageId: string, type: string, topic: { readonly subject?: string; readonly id: string }): JsonObject => ({
    specversion: '1.0', id: topic.id, source, type, ...(topic.subject !== undefined && { subject: topic.subject }), time: EXAMPLE_TIME, datacontenttype: 'application/json', data: exampleOf(project, messageId) ?? {},
  })
  return [
    ...heads.map(({ channel, message, head }) => event(message.id, message.technicalName, {
      id: `example-${channel.technicalName}-${message.technicalName}`,
      subject: `${head}.${channel.keyName === null ? NO_KEY : exampleKey(channel.keyName)}`,
    })),
    ...inOrder(project.messages).filter(({ id }) => !travelling.has(id)).map(({ id, technicalName }) => event(id, technicalName, { id: `example-${technicalName}` })),
  ]
}

/** Characters of a key's name that an example of it begins with. */
const KEY_NAME_CHARACTERS = 40

function exampleKey(keyName: string): string {
  return `${deriveTechnicalName(keyName, 'lower').slice(0, KEY_NAME_CHARACTERS)}_1`
}
