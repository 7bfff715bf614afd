import type { IncomingHttpHeaders } from 'node:http'
import type { ServerClock } from '../clock.ts'
import { hashSecret, newSecret } from '../random-ids.ts'
import { FIRST_ORG_ID, type OpenedLogin, type StoredOrg } from '../storage/identity-storage.ts'
import type { Storage } from '../storage/storage.ts'
import type { HeldConnections } from './held-connections.ts'
import { LOCAL_KEY, loginKey, type Identity } from './identity.ts'
import { IDLE_SECONDS, LOGIN_SECONDS, type LoginCookie } from './login-cookie.ts'

/** Milliseconds between notes that a sign-in or a token is in use: the disk is not asked at every request. */
const NOTE_LOGIN_EVERY_MS = 3_600_000
const NOTE_TOKEN_EVERY_MS = 60_000

/** Milliseconds after which a server that has no accounts looks whether another process at the same database has made one. */
const LOOK_AGAIN_MS = 1_000

/** Milliseconds between looks for sign-ins that are over. */
const FORGET_EVERY_MS = 3_600_000

/** How the clear text of every API token begins, so that one that lies around is recognised. */
export const TOKEN_PREFIX = 'hly_'

export type IdentitiesOptions = {
  readonly storage: Storage
  readonly clock: ServerClock
  readonly connections: HeldConnections
  readonly cookie: LoginCookie
  /** Other machines can reach the server: nobody gets in without an account. */
  readonly demandsAccounts: boolean
  readonly onFailure: (error: unknown, what: string) => void
}

/** Says who asks for something, by what a request or connection carries. */
export class Identities {
  readonly #options: IdentitiesOptions
  #hasPeople = false
  #lookedAtMs = -Infinity
  #localOrg: StoredOrg = { id: FIRST_ORG_ID, name: 'Local', token: 'local' }
  #cancelForgetting: () => void = () => undefined
  #isClosed = false

  constructor(options: IdentitiesOptions) {
    this.#options = options
  }

  /** Reads what there is, and from then on forgets sign-ins that are over. */
  async begin(): Promise<void> {
    await this.reload()
    await this.#forget()
  }

  /** Lets go of timers. */
  close(): void {
    this.#isClosed = true
    this.#cancelForgetting()
  }

  /** The code of a new link that makes the first owner, once, as the only one that does; null when there is one, or nobody demands one. */
  async newClaim(): Promise<string | null> {
    if (this.#hasPeople || !this.#options.demandsAccounts) return null
    const code = newSecret()
    await this.#options.storage.identity.saveClaim(hashSecret(code))
    return code
  }

  /** True while whoever sends a request with these headers is let in as `local`: nobody has an account, and no proxy has passed the request on for somebody elsewhere. */
  isLocal(headers: IncomingHttpHeaders): boolean {
    if (this.#options.demandsAccounts || this.#hasPeople || isForwarded(headers)) return false
    // Nobody waits for it: a database that does not answer must not keep out who needs no account.
    if (this.#options.clock.nowMs() - this.#lookedAtMs >= LOOK_AGAIN_MS && !this.#isClosed) this.reload().catch((error: unknown) => this.#options.onFailure(error, 'looking whether there are accounts'))
    return true
  }

  /** Is the first owner still to be made, by the link? */
  canClaim(): boolean {
    return this.#options.demandsAccounts && !this.#hasPeople
  }

  /** Reads whether there are accounts. Once there are, connections of before are cut. */
  async reload(): Promise<void> {
    const { storage, clock, connections } = this.#options
    this.#lookedAtMs = clock.nowMs()
    const [hasPeople, org] = await Promise.all([storage.identity.hasPeople(), storage.identity.readOrg(FIRST_ORG_ID)])
    this.#localOrg = org ?? this.#localOrg
    if (!hasPeople || this.#hasPeople) return
    this.#hasPeople = true
    connections.cut(LOCAL_KEY)
  }

  /** Who sent a request with these headers, or null: nobody who is known. Whoever calls has checked the Origin before. Rejects when the storage cannot be read. */
  async identify(headers: IncomingHttpHeaders): Promise<Identity | null> {
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1]
    if (token !== undefined) return this.identifyToken(token)
    const secret = this.#options.cookie.read(headers)
    const person = secret === undefined ? null : await this.identifySecret(secret)
    if (person !== null) return person
    return this.isLocal(headers) ? { type: 'local', org: this.#localOrg } : null
  }

  /** Whose sign-in a secret is of; null when it is over. */
  async identifySecret(secret: string): Promise<Identity | null> {
    const login = await this.#openLogin(secret)
    return login === null ? null : personOf(login)
  }

  /** Whose API token this is; null when there is none, or it has expired. */
  async identifyToken(token: string): Promise<Identity | null> {
    if (!token.startsWith(TOKEN_PREFIX)) return null
    const { storage, clock, onFailure } = this.#options
    const found = await storage.identity.findApiToken(hashSecret(token))
    const nowMs = clock.nowMs()
    if (found === null || (found.expiresAt !== null && found.expiresAt <= nowMs)) return null
    if (nowMs - (found.lastUsedAt ?? -Infinity) >= NOTE_TOKEN_EVERY_MS) storage.identity.seeApiToken(found.id, nowMs).catch((error: unknown) => onFailure(error, 'noting that a token is used'))
    const { id: tokenId, name, org, allow, appRoles, expiresAt } = found
    return { type: 'token', tokenId, name, org, allow, appRoles, expiresAt }
  }

  async #openLogin(secret: string): Promise<OpenedLogin | null> {
    const { storage, clock, onFailure } = this.#options
    const opened = await storage.identity.openLogin(hashSecret(secret))
    const nowMs = clock.nowMs()
    if (opened === null || nowMs - opened.login.createdAt >= LOGIN_SECONDS * 1_000 || nowMs - opened.login.seenAt >= IDLE_SECONDS * 1_000) return null
    if (nowMs - opened.login.seenAt >= NOTE_LOGIN_EVERY_MS) storage.identity.seeLogins([opened.login.idHash], nowMs).catch((error: unknown) => onFailure(error, 'noting that a sign-in is used'))
    return opened
  }

  async #forget(): Promise<void> {
    const { storage, clock, connections, onFailure } = this.#options
    const nowMs = clock.nowMs()
    try {
      // A connection is use, although nothing may be asked by it for days.
      await storage.identity.seeLogins(connections.namesAfter(loginKey('')), nowMs)
      const old = await storage.identity.deleteOldLogins({ createdBefore: nowMs - LOGIN_SECONDS * 1_000 + 1, seenBefore: nowMs - IDLE_SECONDS * 1_000 + 1 })
      for (const idHash of old) connections.cut(loginKey(idHash))
    } catch (error) {
      onFailure(error, 'forgetting old sign-ins')
    }
    if (!this.#isClosed) this.#cancelForgetting = clock.setTimer(FORGET_EVERY_MS, () => void this.#forget())
  }
}

function personOf({ login, person, membership }: OpenedLogin): Identity {
  const { id, name, email } = person
  return { type: 'person', person: { id, name, email }, loginHash: login.idHash, membership: membership === null ? null : { org: membership.org, role: membership.role, appRoles: membership.appRoles } }
}

function isForwarded(headers: IncomingHttpHeaders): boolean {
  return ['x-forwarded-for', 'x-real-ip', 'forwarded'].some((name) => headers[name] !== undefined)
}
