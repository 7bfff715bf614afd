import type { accountApi } from '@halley/protocol'
import type { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import { hashSecret, newSecret, newServerId } from '../random-ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { AttemptLimits } from './attempt-limits.ts'
import type { HeldConnections } from './held-connections.ts'
import type { Identities } from './identities.ts'
import { loginKey, personKey, type Identity } from './identity.ts'
import { TooManyPasswords, type Passwords } from './passwords.ts'
import { refused, WRONG_PASSWORD, type Refused } from './refusals.ts'

type Person = Extract<Identity, { type: 'person' }>

/** Somebody who is signed in now, with the secret that their browser is to hold. */
export type SignedIn = { readonly ok: true; readonly secret: string }

/** Where a request comes from: the network address, and the secret of the sign-in that it carries. */
export type Caller = { readonly address: string; /** Let in without an account. */ readonly isLocal: boolean; readonly secret: string | undefined }

export type AccountsOptions = {
  readonly storage: Storage
  readonly clock: ServerClock
  readonly identities: Identities
  readonly connections: HeldConnections
  readonly passwords: Passwords
  readonly attempts: AttemptLimits
  /** The first organisation has a name and a token of its own now: what runs in it begins again there. */
  readonly onFirstOrgNamed: () => Promise<void>
}

type FirstOwner = z.infer<typeof accountApi.createFirstAccount.request>

/** Signs people in and out, makes the first owner, and moves people between organisations. */
export class Accounts {
  readonly #options: AccountsOptions

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  /** Makes the first owner; with the code of the link that was printed, or null for somebody at this machine (`isLocal`) while there are no accounts. */
  async createFirstOwner(code: string | null, owner: FirstOwner, caller: Caller): Promise<SignedIn | Refused> {
    const { storage, clock, identities, passwords } = this.#options
    // Before the work of hashing: who has no code makes nobody wait.
    if (code === null ? !caller.isLocal : !identities.canClaim()) return code === null ? ACCOUNTS_ON : CLAIM_WRONG
    const passwordHash = await within(() => passwords.hash(owner.password))
    if (typeof passwordHash !== 'string') return passwordHash
    const person = { id: newServerId('person-'), name: owner.name, email: owner.email, passwordHash, createdAt: clock.nowMs() }
    const answer = await storage.identity.createFirstOwner({ person, org: { name: owner.orgName, token: owner.orgToken }, claimHash: code === null ? null : hashSecret(code) })
    if (answer !== 'done') return answer === 'people_exist' && code === null ? ACCOUNTS_ON : CLAIM_WRONG
    await identities.reload()
    await this.#options.onFirstOrgNamed()
    return this.begin(person.id, caller)
  }

  async signIn({ email, password }: z.infer<typeof accountApi.signIn.request>, caller: Caller): Promise<SignedIn | Refused> {
    const person = await this.checkPassword(email, password, caller)
    return 'problem' in person ? { ...person, problem: { ...person.problem, status: person.problem.code === 'sign_in/wrong' ? 401 : person.problem.status } } : this.begin(person.id, caller)
  }

  /** Finds the person of an e-mail address and password; as quickly for an address that nobody has. Refuses with 403 `sign_in/wrong`, 429 or 503. */
  async checkPassword(email: string, password: string, { address }: Pick<Caller, 'address'>): Promise<{ readonly id: string } | Refused> {
    const { storage, clock, attempts, passwords } = this.#options
    const attempt = attempts.begin({ email, address }, clock.nowMs())
    if ('retryAfterSeconds' in attempt) return refused({ status: 429, code: 'rate_limited', title: 'Too many tries', detail: `There were too many wrong tries; wait ${attempt.retryAfterSeconds} seconds.` }, attempt.retryAfterSeconds)
    const person = await storage.identity.findPerson(email)
    const isRight = await within(() => passwords.check(password, person?.passwordHash ?? null))
    if (typeof isRight !== 'boolean') return isRight
    if (!isRight || person === null) return refused({ status: 403, ...WRONG_PASSWORD })
    attempt.succeeded()
    return { id: person.id }
  }

  /** Signs a person in under a new secret; the sign-in that the browser had is over. In the organisation of the given id, or the first of theirs by name. */
  async begin(personId: string, { secret: former }: Pick<Caller, 'secret'>, orgId?: string): Promise<SignedIn> {
    const { storage, clock } = this.#options
    if (former !== undefined) await this.signOut(former)
    const secret = newSecret()
    const org = orgId ?? (await storage.identity.orgsOf(personId))[0]?.id ?? null
    await storage.identity.saveLogin({ idHash: hashSecret(secret), personId, orgId: org, createdAt: clock.nowMs(), seenAt: clock.nowMs() })
    return { ok: true, secret }
  }

  /** Ends a sign-in with all its connections. */
  async signOut(secret: string): Promise<void> {
    const { storage, connections } = this.#options
    const idHash = hashSecret(secret)
    await storage.identity.deleteLogin(idHash)
    connections.cut(loginKey(idHash))
  }

  /** Changes the password and ends every other sign-in of the person. */
  async changePassword({ person, loginHash }: Person, { current, next }: z.infer<typeof accountApi.changePassword.request>, caller: Pick<Caller, 'address'>): Promise<{ readonly ok: true } | Refused> {
    const { storage, connections, passwords } = this.#options
    const checked = await this.checkPassword(person.email, current, caller)
    if ('problem' in checked) return checked.problem.code === 'sign_in/wrong' ? refused({ ...checked.problem, detail: 'That is not your password.', pointer: '/current' }) : checked
    const passwordHash = await within(() => passwords.hash(next))
    if (typeof passwordHash !== 'string') return passwordHash
    await storage.identity.setPassword(person.id, passwordHash)
    await storage.identity.deleteLoginsOf(person.id, loginHash)
    connections.cut(personKey(person.id))
    return { ok: true }
  }

  /** Goes to another organisation of the person. */
  async switchOrg({ person, loginHash }: Person, orgId: string): Promise<{ readonly ok: true } | Refused> {
    const { storage, connections } = this.#options
    if (!(await storage.identity.orgsOf(person.id)).some(({ id }) => id === orgId)) return refused({ status: 404, code: 'org/not_found', title: 'No such organisation', detail: 'You are in no such organisation.', pointer: '/orgId' })
    await storage.identity.moveLogin(loginHash, orgId)
    connections.cut(loginKey(loginHash))
    return { ok: true }
  }

  /** Makes an organisation with the person as its owner, and goes there. */
  async createOrg(person: Person, { name, token }: z.infer<typeof accountApi.createOrg.request>): Promise<{ readonly ok: true } | Refused> {
    const { storage, clock } = this.#options
    const id = newServerId('org-')
    if (!(await storage.identity.createOrg({ id, name, token }, person.person.id, clock.nowMs()))) return refused({ status: 409, code: 'org/token_taken', title: 'The token is taken', detail: `Another organisation has the token "${token}" in its topics; choose another.`, pointer: '/token' })
    return this.switchOrg(person, id)
  }

  /** Gives an organisation another name for people. */
  renameOrg(orgId: string, name: string): Promise<void> {
    return this.#options.storage.identity.renameOrg(orgId, name)
  }

  /** Everything that `GET /me` says of somebody's organisations. */
  async orgsOf(identity: Identity | null): Promise<Awaited<ReturnType<Storage['identity']['orgsOf']>>> {
    if (identity?.type === 'person') return this.#options.storage.identity.orgsOf(identity.person.id)
    return identity?.type === 'local' ? [{ ...identity.org, role: 'owner' }] : []
  }
}

const ACCOUNTS_ON = refused({ status: 409, code: 'account/exists', title: 'Accounts are on', detail: 'Accounts are on already, or this server is reached from other machines; ask an owner for an invitation, or take the link that the start has printed.' })

const CLAIM_WRONG = refused({ status: 403, code: 'claim/invalid', title: 'The link does not work', detail: 'The link for the first owner was used already, or is of an earlier start; start the server again for a new one.', pointer: '/code' })

/** Does the work of hashing, or says that there is too much of it. */
export async function within<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TooManyPasswords)) throw error
    return refused({ status: 503, code: 'unavailable', title: 'Too much at once', detail: 'Too many people sign in at the same moment; try again in a few seconds.' }, 2)
  }
}
