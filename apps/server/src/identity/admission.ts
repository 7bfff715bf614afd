import type { IncomingHttpHeaders } from 'node:http'
import { LIMITS } from '@halley/model'
import type { ErrorCode, WireError } from '@halley/protocol'
import type { HeldConnections } from './held-connections.ts'
import type { Identities } from './identities.ts'
import { keysOf, userKeyOf, type Identity } from './identity.ts'

/** A connection that is let in: who it is of, and `release`, to be called when it is over. */
export type Admitted = { readonly ok: true; readonly identity: Identity; readonly release: () => void }

export type NotAdmitted = { readonly ok: false; readonly error: WireError & { readonly code: ErrorCode } }

/** A connection that wants in. `connection` is the same object for all that share one way to the client: they count once. */
export type Applicant = { readonly headers: IncomingHttpHeaders; /** An API token, given in the handshake. */ readonly token?: string | undefined; readonly connection: object; /** Ends it at once. */ readonly cut: () => void }

/** Lets connections in that last: it knows who they are of, counts them, and cuts them when what they live by ends. */
export class Admission {
  readonly #identities: Identities
  readonly #connections: HeldConnections
  /** The connections of each user, and how many share each. */
  readonly #byUser = new Map<string, Map<object, number>>()

  constructor(identities: Identities, connections: HeldConnections) {
    this.#identities = identities
    this.#connections = connections
  }

  /** Lets a connection in, or says why not. Rejects when the storage cannot be read. */
  async admit({ headers, token, connection, cut }: Applicant): Promise<Admitted | NotAdmitted> {
    for (;;) {
      const { generation } = this.#connections
      const identity = token === undefined ? await this.#identities.identify(headers) : await this.#identities.identifyToken(token)
      // Something ended in the meantime, perhaps what this was let in by.
      if (generation !== this.#connections.generation) continue
      if (identity === null) return notAdmitted(token === undefined ? 'signed_out' : 'token/expired', token === undefined ? 'Sign in first, or give an API token.' : 'The API token has expired or was revoked, or is none; make a new one.')
      return this.enter(identity, { connection, cut })
    }
  }

  /** Lets a connection in of somebody who is known at this moment. */
  enter(identity: Identity, { connection, cut }: Pick<Applicant, 'connection' | 'cut'>): Admitted | NotAdmitted {
    const userKey = userKeyOf(identity)
    if (userKey !== null && !this.#count(userKey, connection)) return { ok: false, error: { code: 'connections/too_many', message: `There are ${LIMITS.connectionsPerUser} connections of ${identity.type === 'token' ? 'this token' : 'you'} already; close some.`, limit: LIMITS.connectionsPerUser, value: LIMITS.connectionsPerUser + 1 } }
    return { ok: true, identity, release: this.#hold(identity, connection, cut) }
  }

  /** Counts what has ended or changed; who was known at one count is not known for certain at another. */
  get generation(): number {
    return this.#connections.generation
  }

  /** How many users have connections now. */
  get users(): number {
    return this.#byUser.size
  }

  #hold(identity: Identity, connection: object, cut: () => void): () => void {
    const letGo = this.#connections.hold(keysOf(identity), cut)
    const userKey = userKeyOf(identity)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      letGo()
      if (userKey !== null) this.#uncount(userKey, connection)
    }
  }

  #count(userKey: string, connection: object): boolean {
    const own = this.#byUser.get(userKey) ?? new Map<object, number>()
    if (!own.has(connection) && own.size >= LIMITS.connectionsPerUser) return false
    own.set(connection, (own.get(connection) ?? 0) + 1)
    this.#byUser.set(userKey, own)
    return true
  }

  #uncount(userKey: string, connection: object): void {
    const own = this.#byUser.get(userKey)
    const count = own?.get(connection)
    if (own === undefined || count === undefined) return
    if (count > 1) own.set(connection, count - 1)
    else own.delete(connection)
    if (own.size === 0) this.#byUser.delete(userKey)
  }
}

function notAdmitted(code: ErrorCode, message: string): NotAdmitted {
  return { ok: false, error: { code, message } }
}
