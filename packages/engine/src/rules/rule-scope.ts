import type { Message, Project } from '@halley/model'
import type { DescribedType, Scope } from '../expressions/index.ts'
import { eventRecord, recordOf } from '../scope.ts'
import { ROOM_MESSAGE_NAME, roomMessageRecord } from './room-message.ts'
import { readRulePattern } from './rule-pattern.ts'

/** What a rule's expressions may name: `event`, and the message that its pattern is about. Nothing of a session, for there is none. */
export type RuleScopes = {
  /** Of its condition and its recipients. */
  readonly ofEvent: Scope
  /** Of its title, body and address: `recipient` as well. */
  readonly ofTexts: Scope
}

const recipient: DescribedType = {
  type: 'record', label: 'Who is notified', help: 'Each person gets a text of their own.',
  fields: { id: { type: 'text', label: 'Id' }, name: { type: 'text', label: 'Name' }, roles: { type: 'list', of: { type: 'text' }, label: 'Roles' } },
}

/** The scopes of a rule with such a pattern, for checking and for completing what is typed. */
export function ruleScopes(pattern: string, project: Project): RuleScopes {
  return scopesAbout(readRulePattern(pattern, project), project)
}

/** The same for a pattern that was read. */
export function scopesAbout({ message, isAboutRooms }: { readonly message: Message | null; readonly isAboutRooms: boolean }, project: Project): RuleScopes {
  const about: Readonly<Record<string, DescribedType>> = isAboutRooms ? { [ROOM_MESSAGE_NAME]: roomMessageRecord } : message === null ? {} : { [message.technicalName]: { ...recordOf(message.members, project), label: message.name } }
  const variables = { event, ...about }
  return { ofEvent: { variables }, ofTexts: { variables: { ...variables, recipient } } }
}

const event: DescribedType = { ...eventRecord, label: 'The message that this is about', help: 'When it was sent, by whom, on which channel.' }
