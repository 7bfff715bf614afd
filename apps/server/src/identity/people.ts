import { INVITATION_HOURS, MIN_PASSWORD_CHARACTERS, type accountApi, type Invitation, type OrgRole, type Person } from '@halley/protocol'
import type { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import { hashSecret, newSecret, newServerId } from '../random-ids.ts'
import type { StoredInvitation, StoredMember } from '../storage/identity-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { within, type Accounts, type Caller, type SignedIn } from './accounts.ts'
import type { HeldConnections } from './held-connections.ts'
import { memberKey } from './identity.ts'
import type { Passwords } from './passwords.ts'
import { refused, type Refused } from './refusals.ts'

export type PeopleOptions = { readonly storage: Storage; readonly clock: ServerClock; readonly accounts: Accounts; readonly connections: HeldConnections; readonly passwords: Passwords }

/** Who invites, and to which organisation. */
export type Inviter = { readonly orgId: string; readonly name: string }

/** The people of organisations: invitations, roles, and who is taken out. */
export class People {
  readonly #options: PeopleOptions

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  async list(orgId: string): Promise<readonly Person[]> {
    return (await this.#options.storage.identity.members(orgId)).map(toPerson)
  }

  /** Changes what a person is; their connections come back with it. */
  async change(orgId: string, personId: string, change: { readonly role?: OrgRole | undefined; readonly appRoles?: readonly string[] | undefined }): Promise<{ readonly ok: true; readonly person: Person } | Refused> {
    const { storage, connections } = this.#options
    const answer = await storage.identity.changeMember(orgId, personId, change)
    if (answer !== 'done') return MEMBER_REFUSALS[answer]
    connections.cut(memberKey(orgId, personId))
    const person = (await this.list(orgId)).find(({ id }) => id === personId)
    return person === undefined ? MEMBER_REFUSALS.not_found : { ok: true, person }
  }

  /** Takes a person out of an organisation. */
  async remove(orgId: string, personId: string): Promise<{ readonly ok: true } | Refused> {
    const { storage, connections } = this.#options
    const answer = await storage.identity.removeMember(orgId, personId)
    if (answer !== 'done') return MEMBER_REFUSALS[answer]
    connections.cut(memberKey(orgId, personId))
    return { ok: true }
  }

  async invitations(orgId: string): Promise<readonly Invitation[]> {
    const { storage, clock } = this.#options
    return (await storage.identity.listInvitations(orgId, clock.nowMs())).map(toInvitation)
  }

  /** Invites somebody; gives the code that stands in the link, which is known to nobody afterwards. */
  async invite({ orgId, name }: Inviter, { email, role, appRoles }: z.infer<typeof accountApi.invite.request>): Promise<{ readonly ok: true; readonly id: string; readonly code: string; readonly expiresAt: number } | Refused> {
    const { storage, clock } = this.#options
    const members = await storage.identity.members(orgId)
    if (members.some(({ person }) => person.email === email)) return refused({ status: 409, code: 'invitation/member', title: 'Is here already', detail: `Somebody with the address ${email} is in the organisation already.`, pointer: '/email' })
    const id = newServerId('invitation-')
    const code = newSecret()
    const createdAt = clock.nowMs()
    const expiresAt = createdAt + INVITATION_HOURS * 3_600_000
    await storage.identity.saveInvitation({ id, orgId, email, role, appRoles, codeHash: hashSecret(code), invitedBy: name, createdAt, expiresAt })
    return { ok: true, id, code, expiresAt }
  }

  async withdraw(orgId: string, id: string): Promise<{ readonly ok: true } | Refused> {
    if (await this.#options.storage.identity.deleteInvitation(orgId, id)) return { ok: true }
    return refused({ status: 404, code: 'invitation/not_found', title: 'No such invitation', detail: 'There is no such invitation; it may have been used or withdrawn.' })
  }

  /** What an invitation is to. */
  async look(code: string): Promise<{ readonly ok: true; readonly invitation: z.infer<typeof accountApi.lookAtInvitation.reply> } | Refused> {
    const { storage, clock } = this.#options
    const found = await storage.identity.findInvitation(hashSecret(code), clock.nowMs())
    if (found === null) return INVITATION_GONE
    const { org, email, role, invitedBy } = found
    return { ok: true, invitation: { org: org.name, email, role, invitedBy, hasAccount: (await storage.identity.findPerson(email)) !== null } }
  }

  /** Takes an invitation up: a new person with a name and password, or one who has an account and gives its password. */
  async accept({ code, name, password }: z.infer<typeof accountApi.acceptInvitation.request>, caller: Caller): Promise<SignedIn | Refused> {
    const { storage, clock, accounts, passwords } = this.#options
    const codeHash = hashSecret(code)
    const found = await storage.identity.findInvitation(codeHash, clock.nowMs())
    if (found === null) return INVITATION_GONE
    const known = await storage.identity.findPerson(found.email)
    if (known !== null) {
      const checked = await accounts.checkPassword(found.email, password, caller)
      if ('problem' in checked) return { ...checked, problem: { ...checked.problem, status: checked.problem.code === 'sign_in/wrong' ? 401 : checked.problem.status, pointer: '/password' } }
      return this.#join({ codeHash, at: clock.nowMs(), person: { id: known.id } }, caller)
    }
    if (name === undefined) return refused({ status: 422, code: 'account/invalid', title: 'A name is missing', detail: 'Say what others are to call you.', pointer: '/name' })
    if (password.length < MIN_PASSWORD_CHARACTERS) return refused({ status: 422, code: 'account/invalid', title: 'The password is too short', detail: `The password must have at least ${MIN_PASSWORD_CHARACTERS} characters.`, pointer: '/password' })
    const passwordHash = await within(() => passwords.hash(password))
    if (typeof passwordHash !== 'string') return passwordHash
    const person = { id: newServerId('person-'), name, email: found.email, passwordHash, createdAt: clock.nowMs() }
    return this.#join({ codeHash, at: clock.nowMs(), person }, caller)
  }

  async #join(acceptance: Parameters<Storage['identity']['acceptInvitation']>[0], caller: Caller): Promise<SignedIn | Refused> {
    const orgId = await this.#options.storage.identity.acceptInvitation(acceptance)
    return orgId === null ? INVITATION_GONE : this.#options.accounts.begin(acceptance.person.id, caller, orgId)
  }
}

const INVITATION_GONE = refused({ status: 404, code: 'invitation/gone', title: 'The invitation is gone', detail: 'The invitation was used, withdrawn or is older than a week; ask for a new one.', pointer: '/code' })

const MEMBER_REFUSALS = {
  not_found: refused({ status: 404, code: 'people/not_found', title: 'No such person', detail: 'There is no such person in the organisation.' }),
  last_owner: refused({ status: 409, code: 'people/last_owner', title: 'The last owner', detail: 'An organisation needs an owner; make somebody else one first.' }),
} as const

function toPerson({ person, role, appRoles, joinedAt }: StoredMember): Person {
  return { id: person.id, name: person.name, email: person.email, role, appRoles: [...appRoles], joinedAt }
}

function toInvitation({ id, email, role, appRoles, invitedBy, createdAt, expiresAt }: StoredInvitation): Invitation {
  return { id, email, role, appRoles: [...appRoles], invitedBy, createdAt, expiresAt }
}
