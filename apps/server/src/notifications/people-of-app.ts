import type { Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { IdentityStorage } from '../storage/identity-storage.ts'
import type { NoticeApp } from '../storage/notification-storage.ts'

/** Somebody who can be notified. */
export type NoticePerson = {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  /** Null where none is known. */
  readonly email: string | null
  /** Of a persona, its technical name, which its page has in its address; null for a person who signs in. */
  readonly persona: string | null
}

/** Milliseconds for which the members of an organisation are remembered: long enough for a burst of events, too short to be noticed. */
const REMEMBERED_MS = 1_000

/** Who is in an app: the personas of its model, or in a published one the members of its organisation, as soon as somebody has an account. */
export class PeopleOfApps {
  readonly #identity: Pick<IdentityStorage, 'members'>
  readonly #clock: ServerClock
  readonly #members = new Map<string, { readonly at: number; readonly people: Promise<readonly NoticePerson[]> }>()

  constructor(identity: Pick<IdentityStorage, 'members'>, clock: ServerClock) {
    this.#identity = identity
    this.#clock = clock
  }

  /** Rejects with `StorageUnavailable`. */
  async of({ environment, orgId }: Pick<NoticeApp, 'environment'> & { readonly orgId: string }, project: Project): Promise<readonly NoticePerson[]> {
    const members = environment === 'published' ? await this.#membersOf(orgId) : []
    return members.length > 0 ? members : Object.values(project.personas).map(({ id, name, roles, email, technicalName }) => ({ id, name, roles, email: email === undefined || email.trim() === '' ? null : email.trim(), persona: technicalName }))
  }

  #membersOf(orgId: string): Promise<readonly NoticePerson[]> {
    const nowMs = this.#clock.nowMs()
    const known = this.#members.get(orgId)
    if (known !== undefined && nowMs - known.at < REMEMBERED_MS) return known.people
    const read = async (): Promise<readonly NoticePerson[]> => (await this.#identity.members(orgId)).map(({ person, appRoles }) => ({ id: person.id, name: person.name, roles: appRoles, email: person.email, persona: null }))
    const people = read()
    this.#members.set(orgId, { at: nowMs, people })
    // The next one asks again.
    people.catch(() => this.#members.delete(orgId))
    return people
  }
}

/** Who gets a notification, each once and without who caused it, and which of the names are nobody's. */
export function recipientsAmong(people: readonly NoticePerson[], { users, roles }: { readonly users: readonly string[]; readonly roles: readonly string[] }, actorId: string | null): { readonly recipients: readonly NoticePerson[]; readonly isActorOne: boolean; readonly unknown: readonly string[] } {
  const wanted = new Set(users)
  const addresses = new Set(users.filter((user) => user.includes('@')).map((user) => user.toLowerCase()))
  const found = new Set<string>()
  const named = people.filter(({ id, email, persona, roles: own }) => {
    const address = email?.toLowerCase()
    const byName = [id, ...(persona !== null ? [persona] : [])].filter((name) => wanted.has(name))
    for (const name of byName) found.add(name)
    if (address !== undefined && addresses.has(address)) found.add(address)
    return byName.length > 0 || (address !== undefined && addresses.has(address)) || own.some((role) => roles.includes(role))
  })
  return {
    recipients: named.filter(({ id }) => id !== actorId),
    isActorOne: named.some(({ id }) => id === actorId),
    unknown: users.filter((user) => !found.has(user) && !found.has(user.toLowerCase())),
  }
}
