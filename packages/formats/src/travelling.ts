import { inOrder, type Channel, type Message, type Project } from '@halley/model'

/** Whose topics are written: the organisation's token, and whether the published app is meant or the draft that is being drawn. */
export type TopicPlace = { readonly org: string; readonly environment?: 'published' | 'draft' | undefined }

/** A message on a channel: the first five tokens of its topics. */
export type TopicHead = { readonly channel: Channel; readonly message: Message; readonly head: string }

/** The last token of a topic whose channel has no key. */
export const NO_KEY = '_'

/** The token of a topic that stands for the app: a published app's technical name, or one of the draft's own. */
export function appToken(project: Project, { environment }: TopicPlace): string {
  return environment === 'draft' ? `draft-${project.id}` : project.technicalName
}

/** The messages that may travel on a channel, in the order of the project; all of them when none is chosen. */
export function messagesOn(project: Project, channel: Channel): readonly Message[] {
  const all = inOrder(project.messages)
  const chosen = new Set(channel.messageIds)
  return chosen.size === 0 ? all : all.filter(({ id }) => chosen.has(id))
}

/** The first four tokens of a channel's topics: `events.{org}.{app}.{channel}`. */
export function channelHead(project: Project, channel: Channel, place: TopicPlace): string {
  return `events.${place.org}.${appToken(project, place)}.${channel.technicalName}`
}

/** Every message on every channel on which it may travel. */
export function topicHeads(project: Project, place: TopicPlace): readonly TopicHead[] {
  return inOrder(project.channels).flatMap((channel) => messagesOn(project, channel).map((message) => ({ channel, message, head: `${channelHead(project, channel, place)}.${message.technicalName}` })))
}
