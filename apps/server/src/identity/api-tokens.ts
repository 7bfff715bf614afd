import { covers, parsePattern } from '@halley/bus'
import type { accountApi, ApiToken, Capability } from '@halley/protocol'
import type { z } from 'zod'
import type { ServerClock } from '../clock.ts'
import { hashSecret, newSecret, newServerId } from '../random-ids.ts'
import type { StoredApiToken, StoredOrg } from '../storage/identity-storage.ts'
import type { Storage } from '../storage/storage.ts'
import type { HeldConnections } from './held-connections.ts'
import { TOKEN_PREFIX } from './identities.ts'
import { tokenKey } from './identity.ts'
import { refused, type Refused } from './refusals.ts'

/** Characters of a clear token by which people know it again: the prefix and four of its 44. */
const START_CHARACTERS = TOKEN_PREFIX.length + 4

export type NewApiToken = z.infer<typeof accountApi.createToken.request>

export type ApiTokensOptions = { readonly storage: Pick<Storage, 'identity'>; readonly clock: ServerClock; readonly connections: HeldConnections }

/** The API tokens of organisations: what programs outside come in with. */
export class ApiTokens {
  readonly #options: ApiTokensOptions

  constructor(options: ApiTokensOptions) {
    this.#options = options
  }

  async list(orgId: string): Promise<readonly ApiToken[]> {
    return (await this.#options.storage.identity.listApiTokens(orgId)).map(toEntry)
  }

  /** Makes a token. The clear text is in the answer and nowhere else. */
  async create(org: StoredOrg, createdBy: string, { name, allow, appRoles, expiresAt }: NewApiToken): Promise<{ readonly ok: true; readonly token: string; readonly entry: ApiToken } | Refused> {
    const { storage, clock } = this.#options
    for (const [index, capability] of allow.entries()) {
      const problem = capabilityProblem(org, capability)
      if (problem !== undefined) return refused({ status: 422, title: 'Not a capability', pointer: `/allow/${index}/pattern`, ...problem })
    }
    if (expiresAt !== null && expiresAt <= clock.nowMs()) return refused({ status: 422, code: 'account/invalid', title: 'In the past', detail: 'The token would have expired already; give a time to come, or null for none.', pointer: '/expiresAt' })
    // Two secrets: 256 bits, since a token is guessed at without anybody's e-mail address.
    const token = `${TOKEN_PREFIX}${newSecret()}${newSecret()}`
    const stored: StoredApiToken = { id: newServerId('token-'), orgId: org.id, name, start: token.slice(0, START_CHARACTERS), tokenHash: hashSecret(token), allow, appRoles, createdBy, createdAt: clock.nowMs(), expiresAt, lastUsedAt: null }
    await storage.identity.saveApiToken(stored)
    return { ok: true, token, entry: toEntry(stored) }
  }

  /** Ends a token with all its connections. */
  async revoke(orgId: string, id: string): Promise<{ readonly ok: true } | Refused> {
    const { storage, connections } = this.#options
    if (!(await storage.identity.deleteApiToken(orgId, id))) return refused({ status: 404, code: 'token/not_found', title: 'No such token', detail: 'There is no such API token; it may have been revoked.' })
    connections.cut(tokenKey(id))
    return { ok: true }
  }
}

/** Why an organisation cannot give a capability; undefined when it can. */
export function capabilityProblem({ token }: Pick<StoredOrg, 'token'>, { pattern }: Capability): { readonly code: 'topic_invalid' | 'forbidden'; readonly detail: string } | undefined {
  const parsed = parsePattern(pattern)
  if (!parsed.ok) return { code: 'topic_invalid', detail: parsed.message }
  const everything = `events.${token}.>`
  return covers(everything, pattern) ? undefined : { code: 'forbidden', detail: `"${pattern}" goes beyond this organisation; begin it with "events.${token}.", such as "${everything}" for everything.` }
}

function toEntry({ id, name, start, allow, appRoles, createdBy, createdAt, expiresAt, lastUsedAt }: StoredApiToken): ApiToken {
  return { id, name, start, allow: [...allow], appRoles: [...appRoles], createdBy, createdAt, expiresAt, lastUsedAt }
}
