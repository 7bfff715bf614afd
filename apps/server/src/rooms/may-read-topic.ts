import { ROOM_MESSAGE_TOKEN } from '@halley/engine'
import { may, type Identity } from '../identity/identity.ts'
import { findTopicRoles, type ModelPlaces } from '../sessions/find-topic-model.ts'
import { draftIdOf } from '../sessions/topic-names.ts'

/** May somebody read what is for these roles? Null is of a room that is in no model any more: nobody knows whom it was for. An owner, who gives roles, need not give one to themselves. */
export function isFor(identity: Identity | null, roles: readonly string[] | null): boolean {
  if (identity?.type !== 'person' || roles?.length === 0 || may(identity, 'people/manage')) return true
  return roles?.some((role) => identity.membership?.appRoles.includes(role)) === true
}

/** Was it said in a published room? */
export function isOfPublishedRoom(topic: string): boolean {
  const [, , app = '', , message] = topic.split('.')
  return message === ROOM_MESSAGE_TOKEN && draftIdOf(app) === undefined
}

/** May somebody who has the project open read what was said on a topic? What was said in a published room is for those whom the room is for, wherever it is told again. */
export function mayReadTopic(identity: Identity | null, topic: string, places: ModelPlaces): boolean {
  return !isOfPublishedRoom(topic) || isFor(identity, findTopicRoles(topic, places) ?? null)
}
