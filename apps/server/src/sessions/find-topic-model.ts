import type { Channel, Message, Project } from '@halley/model'
import type { Environment, WireError } from '@halley/protocol'
import { roomOfTopic } from '../rooms/room-topic.ts'
import type { Projects } from '../projects/projects.ts'
import type { DeliveryLedger } from './delivery-ledger.ts'
import type { ProjectSessions } from './project-sessions.ts'
import type { PublishedApps } from './published-apps.ts'
import type { SessionHost } from './session-host.ts'
import { draftIdOf, tokenToKey } from './topic-names.ts'

/** Names that a refusal lists. */
const NAMES_SHOWN = 10

/** What a topic names in a model: the app's project and sessions, its channel and message. */
export type TopicModel = { readonly project: Project; readonly environment: Environment; readonly ledger: DeliveryLedger; readonly channel: Channel; readonly message: Message; readonly key: string | null }

export type ModelPlaces = { readonly projects: Projects; readonly sessions: SessionHost; readonly published: PublishedApps }

/** Finds what a topic names; null when it is of no app that is here. A name that its app does not have is an error with the ones that it has, and so is a topic of an app with less or more tokens than those of messages. */
export async function findTopicModel(topic: string, places: ModelPlaces): Promise<TopicModel | { readonly error: WireError } | null> {
  const [family, org, app = '', channelName, messageName, keyToken, ...rest] = topic.split('.')
  if (family !== 'events') return null
  const running = await sessionsOf(app, places)
  if (running === null || running.runsIn.org !== org || !running.canRun()) return null
  // Carried as it is, it would reach those who listen on the channel without its roles and its message being asked for.
  if (keyToken === undefined || rest.length > 0) return { error: wrongLength(topic) }
  const { project } = running.program
  const room = roomOfTopic(project, topic)
  if (room !== undefined) return { error: { code: 'forbidden', message: `The topic is of the room "${room.name}": only what was posted there is published on it. Programs may listen to it.`, token: room.technicalName, tokenIndex: 3 } }
  const channel = Object.values(project.channels).find(({ technicalName }) => technicalName === channelName)
  if (channel === undefined) return { error: unknownName({ kind: 'channel', place: 3, token: channelName ?? '', known: Object.values(project.channels) }) }
  const message = Object.values(project.messages).find(({ technicalName }) => technicalName === messageName)
  if (message === undefined) return { error: unknownName({ kind: 'message', place: 4, token: messageName ?? '', known: Object.values(project.messages) }) }
  const key = tokenToKey(keyToken)
  if (channel.keyName === null && key !== null) return { error: { code: 'topic_invalid', message: `The channel "${channel.name}" has no key, so token 6 "${keyToken}" of the topic must be "_".`, token: keyToken, tokenIndex: 5 } }
  return { project, environment: running.runsIn.environment, ledger: running.ledger, channel, message, key }
}

/** Roles that what is published on a topic of a running app is for: those of its channel, or of its room; undefined when there is neither. */
export function findTopicRoles(topic: string, places: ModelPlaces): readonly string[] | undefined {
  const project = findRunningProject(topic, places)
  return project === undefined ? undefined : (roomOfTopic(project, topic)?.roles ?? channelOf(project, topic)?.listenRoles)
}

/** The channel of a topic whose app runs; undefined when there is none. */
export function findTopicChannel(topic: string, places: ModelPlaces): Channel | undefined {
  const project = findRunningProject(topic, places)
  return project === undefined ? undefined : channelOf(project, topic)
}

function channelOf({ channels }: Project, topic: string): Channel | undefined {
  const [, , , name] = topic.split('.')
  return Object.values(channels).find(({ technicalName }) => technicalName === name)
}

function findRunningProject(topic: string, { sessions, published }: ModelPlaces): Project | undefined {
  const [, org, app = ''] = topic.split('.')
  const draftId = draftIdOf(app)
  const running = draftId === undefined ? published.findByName(app)?.sessions : sessions.find(draftId)
  if (running === undefined || running.runsIn.org !== org || !running.canRun()) return undefined
  return running.program.project
}

/** Finds the channel that topics begin with, `events.{org}.{app}.{channel}`; null when it is of no app of the org that is here. */
export async function findChannel(channel: string, places: ModelPlaces): Promise<{ readonly channel: Channel } | { readonly error: WireError } | null> {
  const [, org, app = '', name] = channel.split('.')
  const running = await sessionsOf(app, places)
  if (running === null || running.runsIn.org !== org || !running.canRun()) return null
  const channels = Object.values(running.program.project.channels)
  const found = channels.find(({ technicalName }) => technicalName === name)
  return found === undefined ? { error: unknownName({ kind: 'channel', place: 3, token: name ?? '', known: channels }) } : { channel: found }
}

type Unknown = { readonly kind: 'channel' | 'message'; readonly place: number; readonly token: string; readonly known: readonly { readonly technicalName: string }[] }

function unknownName({ kind, place, token, known }: Unknown): WireError {
  const names = known.slice(0, NAMES_SHOWN).map(({ technicalName }) => `"${technicalName}"`)
  const advice = names.length === 0 ? `it has no ${kind}s` : `write ${names.join(', ')}${known.length > names.length ? ', …' : ''}`
  return { code: 'topic_invalid', message: `Token ${place + 1} "${token}" of the topic is no ${kind} of this app; ${advice}.`, token, tokenIndex: place }
}

function wrongLength(topic: string): WireError {
  const tokens = topic.split('.')
  return { code: 'topic_invalid', message: `A topic of this app has 6 tokens, and "${topic}" has ${tokens.length}; write events.{org}.{app}.{channel}.{message}.{key}, with "_" for no key.`, token: tokens[6] ?? tokens.at(-1), tokenIndex: Math.min(tokens.length - 1, 6) }
}

async function sessionsOf(app: string, { projects, sessions, published }: ModelPlaces): Promise<ProjectSessions | null> {
  const draftId = draftIdOf(app)
  if (draftId === undefined) return published.findByName(app)?.sessions ?? null
  const room = await projects.open(draftId)
  return room === null ? null : sessions.of(room)
}
