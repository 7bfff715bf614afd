import { accountApi, type ApiToken, type Capability } from '@halley/protocol'
import { systemClock } from '../clock.ts'
import { FIRST_ORG_ID } from '../storage/identity-storage.ts'
import { openStorage, type StoragePlace } from '../storage/open-storage.ts'
import { ApiTokens } from './api-tokens.ts'
import { HeldConnections } from './held-connections.ts'

/** A token that is to be made, and where the data of the server is. */
export type OfflineApiToken = Omit<StoragePlace, 'onProblem'> & {
  readonly name: string
  readonly allow: readonly Capability[]
  readonly appRoles?: readonly string[]
  /** Epoch milliseconds; null or left out: never. */
  readonly expiresAt?: number | null
}

/**
 * Makes an API token for the first organisation without a server, right in its data: for whoever has the machine, and nobody else
 * needs to. A server that runs takes it at once. Answers the clear token once, or one sentence that says what is wrong.
 */
export async function createApiToken({ name, allow, appRoles = [], expiresAt = null, ...place }: OfflineApiToken): Promise<{ readonly ok: true; readonly token: string; readonly entry: ApiToken } | { readonly ok: false; readonly message: string }> {
  const asked = accountApi.createToken.request.safeParse({ name, allow, appRoles, expiresAt })
  if (!asked.success) return { ok: false, message: `"${asked.error.issues[0]?.path.join('.') ?? ''}" ${asked.error.issues[0]?.message ?? 'is not valid'}.` }
  const problems: unknown[] = []
  const storage = await openStorage({ ...place, onProblem: (error) => problems.push(error) })
  try {
    const org = await storage.identity.readOrg(FIRST_ORG_ID)
    if (org === null) return { ok: false, message: 'The data has no organisation.' }
    const answer = await new ApiTokens({ storage, clock: systemClock, connections: new HeldConnections() }).create(org, 'the command line', asked.data)
    return answer.ok ? answer : { ok: false, message: answer.problem.detail }
  } finally {
    await storage.close()
  }
}
