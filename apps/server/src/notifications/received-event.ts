import { ROOM_MESSAGE_TOKEN, type Program, type ReceivedEvent } from '@halley/engine'
import type { BusEvent } from '@halley/bus'
import type { Value } from '@halley/model'
import { publicationOf } from '../sessions/message-context.ts'
import { appToken, tokenToKey, type RunsIn } from '../sessions/topic-names.ts'

/** An event as rules are asked about it. */
export type EventForRules = {
  readonly event: ReceivedEvent
  /** Null of an encrypted one, which nobody opens for a rule. */
  readonly payload: Value
  /** As the bus has it. */
  readonly data: Value
  readonly isEncrypted: boolean
  readonly topic: string
  /** The person who caused it; null when no person did, or nobody knows. */
  readonly actorId: string | null
}

/** Reads an event of the bus, or of the log: of one of this app, with the channel and message of its model. `by` is who caused one that has no context any more. */
export function eventForRules({ event, seq, context, by }: { readonly event: BusEvent; readonly seq: number; readonly context?: unknown; readonly by?: string | undefined }, { project }: Pick<Program, 'project'>, runsIn: RunsIn): EventForRules {
  const [, , app = '', channel = '', message = '', key = '_'] = event.subject.split('.')
  const isOwn = app === appToken(project, runsIn.environment)
  const idOf = (things: Readonly<Record<string, { readonly id: string; readonly technicalName: string }>>, name: string): string => (isOwn ? (Object.values(things).find(({ technicalName }) => technicalName === name)?.id ?? '') : '')
  const publication = publicationOf({ event, seq, context, epoch: '', prev: 0, subscriptions: [], replay: false })
  // What the bus carries is JSON.
  const data = event.data as Value
  return {
    topic: event.subject, data, isEncrypted: event.encrypted, payload: event.encrypted ? null : data,
    actorId: by ?? publication?.by ?? actorOf(event, message),
    event: { channelId: idOf(project.channels, channel), channel, messageId: idOf(project.messages, message), message, key: tokenToKey(key), id: event.id, seq, sentAt: event.time, sender: publication?.sender.persona ?? event.source, hops: event.hops },
  }
}

/** Who sent what no session did: a person by a program of theirs, or the author of what was written in a room. */
function actorOf({ source, data }: BusEvent, message: string): string | null {
  const person = personOf(source)
  if (person !== undefined) return person
  const author: unknown = message === ROOM_MESSAGE_TOKEN && typeof data === 'object' && data !== null ? Reflect.get(data, 'authorId') : undefined
  return typeof author === 'string' ? author : null
}

/** The person whose program has this source; undefined for what is no person's. */
export function personOf(source: string): string | undefined {
  return /^person\/([^/]+)/.exec(source)?.[1]
}
