import { readRulePattern, ROOM_MESSAGE_NAME, roomMessageValue, ruleScopes, type RuleScopes } from '@halley/engine'
import { exampleOf, membersIn, type Project, type Value } from '@halley/model'
import { useProject } from '../stores/project-store.ts'
import { ANY_TOKEN, keyOfToken, readParts } from './pattern-parts.ts'

/** What the expressions of a rule may name, and an event of the kind that it is about to try them with. */
export type RuleContext = RuleScopes & {
  /** The message that its pattern names: what people call it, and how its first field is written. Null where it names none. */
  readonly about: { readonly name: string; readonly example: string; readonly hue: number | null } | null
  /** Values of an event that could be: with the example of the message. */
  readonly sample: Readonly<Record<string, Value>>
}

type Sources = Pick<Project, 'name' | 'technicalName' | 'messages' | 'channels' | 'rooms' | 'choices'>
let last: { readonly sources: Sources; readonly pattern: string; readonly context: RuleContext } | null = null

/** The context of a rule with this pattern; the same object until what it is made of changes. */
export function useRuleContext(pattern: string): RuleContext {
  return useProject((project) => contextOf(project, pattern))
}

/** Kept for the rule that was asked for last, for a scope also keeps what was compiled in it. */
export function contextOf(project: Project, pattern: string): RuleContext {
  const { name, technicalName, messages, channels, rooms, choices } = project
  const sources = { name, technicalName, messages, channels, rooms, choices }
  if (last !== null && last.pattern === pattern && isSame(last.sources, sources)) return last.context
  last = { sources, pattern, context: makeContext(project, pattern) }
  return last.context
}

function isSame(left: Sources, right: Sources): boolean {
  return left.name === right.name && left.technicalName === right.technicalName && left.messages === right.messages && left.channels === right.channels && left.rooms === right.rooms && left.choices === right.choices
}

function makeContext(project: Project, pattern: string): RuleContext {
  const { message, isAboutRooms } = readRulePattern(pattern, project)
  const event = sampleEvent(project, pattern, message?.technicalName ?? null)
  const scopes = ruleScopes(pattern, project)
  if (isAboutRooms) {
    const written = roomMessageValue({ id: '1', text: 'Can you help me?', author: { type: 'person', id: 'ada', name: 'Ada' }, mentions: [] }, { name: String(event['channel']) })
    return { ...scopes, about: { name: 'what is written', example: `${ROOM_MESSAGE_NAME}.text`, hue: null }, sample: { event, [ROOM_MESSAGE_NAME]: written } }
  }
  if (message === null) return { ...scopes, about: null, sample: { event } }
  const [field] = membersIn(message.members, null)
  return {
    ...scopes,
    about: { name: message.name, example: field === undefined ? message.technicalName : `${message.technicalName}.${field.technicalName}`, hue: message.hue },
    sample: { event, [message.technicalName]: exampleOf(project, message.id) ?? null },
  }
}

const SAMPLE_TIME = '2026-01-31T09:30:00Z'

function sampleEvent(project: Project, pattern: string, message: string | null): { readonly [name: string]: Value } {
  const parts = readParts(pattern, project.technicalName)
  const named = [...Object.values(project.channels), ...Object.values(project.rooms)].find(({ technicalName }) => technicalName === parts?.channel)
  const key = parts === null || parts.key === ANY_TOKEN || parts.key === '_' ? null : keyOfToken(parts.key)
  return { channel: named?.name ?? 'Channel', key: key ?? (named?.keyName == null ? null : '42'), message: message ?? 'Message', id: 'sample', seq: 1, sentAt: SAMPLE_TIME, sender: 'Ada', stream: null }
}
