import { parsePattern } from '@halley/bus'
import type { Message, Project } from '@halley/model'
import { didYouMean } from '../expressions/nearest-name.ts'
import { ROOM_MESSAGE_TOKEN } from './room-message.ts'

type Problem = { readonly code: string; readonly severity: 'error' | 'warning' | 'hint'; readonly text: string }

/** What the events are that a rule's pattern names, as far as this project knows. */
export type RulePattern = {
  /** The one message that it names, where that is one of this project. */
  readonly message: Message | null
  /** Is it about what is written in rooms? */
  readonly isAboutRooms: boolean
  readonly problems: readonly Problem[]
}

/** Every topic of a project has six: `events.{org}.{app}.{channel}.{message}.{key}`. */
const TOPIC_TOKENS = 6

/**
 * Reads the pattern of a rule. A message is known by name when the app is `*` or this one, the channel is `*` or one of this
 * project, and the message is named; what is written in rooms is known where the message is `message_posted`.
 */
export function readRulePattern(pattern: string, project: Project): RulePattern {
  const wrong = (code: string, text: string): RulePattern => ({ message: null, isAboutRooms: false, problems: [{ code, severity: 'error', text }] })
  if (pattern.trim() === '') return wrong('rule/no_pattern', `Say which messages this is about, such as events.*.${project.technicalName}.*.*.*.`)
  const parsed = parsePattern(pattern)
  if (!parsed.ok) return wrong('rule/pattern_invalid', parsed.message)
  const { tokens, pairs } = parsed
  const placed = pairs.length > 0 ? tokens.slice(0, TOPIC_TOKENS) : tokens
  const [family = '', , app = '>', channel = '>', message = '>'] = placed
  if (family !== 'events' && family !== '*' && family !== '>') return wrong('rule/pattern_family', `Topics of messages begin with events, so "${family}" matches none; write events.*.${project.technicalName}.*.*.*.`)
  if (!mayBeWhole(placed)) return wrong('rule/pattern_length', `A topic has ${TOPIC_TOKENS} tokens, events.{organisation}.{app}.{channel}.{message}.{key}, and this pattern has ${placed.length}, so it matches none. Write * for a token that may be anything, or > at the end for all the rest.`)
  return inProject({ app, channel, message }, project)
}

/** May a topic of six tokens match? */
function mayBeWhole(tokens: readonly string[]): boolean {
  return tokens.at(-1) === '>' ? tokens.length <= TOPIC_TOKENS : tokens.length === TOPIC_TOKENS
}

type Named = { readonly app: string; readonly channel: string; readonly message: string }

function inProject({ app, channel, message }: Named, project: Project): RulePattern {
  const isOwn = app === project.technicalName
  const found = (problems: readonly Problem[], more: Partial<RulePattern> = {}): RulePattern => ({ message: null, isAboutRooms: false, ...more, problems })
  if (!isOwn && !isOpen(app)) return found([{ code: 'rule/matches_nothing_here', severity: 'hint', text: `This is about the app "${app}", so nothing that "${project.name}" sends notifies anybody.` }])
  const at = Object.values(project.channels).find(({ technicalName }) => technicalName === channel)
  const room = Object.values(project.rooms).find(({ technicalName }) => technicalName === channel)
  if (!isOpen(channel) && at === undefined && room === undefined) {
    const text = `"${project.name}" has no channel and no room \`${channel}\`.${didYouMean(channel, [...Object.values(project.channels), ...Object.values(project.rooms)].map(({ technicalName }) => technicalName))}`
    return found([isOwn ? { code: 'rule/channel_missing', severity: 'error', text: `${text} Write * for every channel.` } : { code: 'rule/matches_nothing_here', severity: 'hint', text: `${text} Nothing that this app sends notifies anybody.` }])
  }
  if (isOpen(message)) return found([], { isAboutRooms: room !== undefined })
  if (message === ROOM_MESSAGE_TOKEN) {
    if (at !== undefined) return found([{ code: 'rule/message_missing', severity: 'error', text: `\`${ROOM_MESSAGE_TOKEN}\` is what happens in rooms, and \`${channel}\` is a channel.` }])
    return Object.keys(project.rooms).length > 0 ? found([], { isAboutRooms: true }) : found([{ code: 'rule/matches_nothing_here', severity: 'hint', text: `"${project.name}" has no rooms, so nothing that is written here notifies anybody.` }])
  }
  if (room !== undefined) return found([{ code: 'rule/message_missing', severity: 'error', text: `In a room there is \`${ROOM_MESSAGE_TOKEN}\` alone, not \`${message}\`. Write events.*.${project.technicalName}.${channel}.${ROOM_MESSAGE_TOKEN}.*.` }])
  const named = Object.values(project.messages).find(({ technicalName }) => technicalName === message)
  if (named === undefined) {
    const text = `"${project.name}" has no message \`${message}\`.${didYouMean(message, Object.values(project.messages).map(({ technicalName }) => technicalName))}`
    return found([isOwn ? { code: 'rule/message_missing', severity: 'error', text: `${text} Write * for every message.` } : { code: 'rule/matches_nothing_here', severity: 'hint', text: `${text} Nothing that this app sends notifies anybody.` }])
  }
  const travels = at === undefined || at.messageIds.length === 0 || at.messageIds.includes(named.id)
  return found(travels ? [] : [{ code: 'rule/message_not_on_channel', severity: 'warning', text: `"${named.name}" does not travel on the channel "${at.name}", so this matches nothing.` }], { message: named })
}

function isOpen(token: string): boolean {
  return token === '*' || token === '>'
}
