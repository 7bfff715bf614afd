import { inOrder, membersIn, type Members, type Project, type Value } from '@halley/model'
import type { SessionState, SessionUser } from './session-state.ts'

/** A fresh session: every field at its default (or unknown), every list empty, nothing running. */
export function newSession(identity: { sessionId: string; user: SessionUser }, project: Project): SessionState {
  return { sessionId: identity.sessionId, user: identity.user, data: initialData(project), received: {}, current: {}, currentAt: {}, runs: [], screens: [], listeners: [], presence: {}, streams: [], hidden: {}, nextId: 1 }
}

/** The session's data before anything ran, by technical name. */
export function initialData(project: Project): { [name: string]: Value } {
  const data: { [name: string]: Value } = {}
  for (const field of inOrder(project.fields)) data[field.technicalName] = field.default ?? null
  for (const list of inOrder(project.lists)) if (list.storage === 'session') data[list.technicalName] = []
  for (const message of inOrder(project.messages)) data[message.technicalName] = emptyRecord(message.members)
  return data
}

/** A record with every field at its default (or unknown) and every list empty. */
export function emptyRecord(members: Members, parentId: string | null = null): Value {
  const record: { [name: string]: Value } = {}
  for (const member of membersIn(members, parentId)) {
    record[member.technicalName] = member.type === 'list' ? [] : (member.default ?? null)
  }
  return record
}
