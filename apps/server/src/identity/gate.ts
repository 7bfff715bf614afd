import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage/storage.ts'
import { Accounts } from './accounts.ts'
import { Admission } from './admission.ts'
import { ApiTokens } from './api-tokens.ts'
import { AttemptLimits } from './attempt-limits.ts'
import { HeldConnections } from './held-connections.ts'
import { Identities } from './identities.ts'
import { loginCookie, type LoginCookie } from './login-cookie.ts'
import { Passwords } from './passwords.ts'
import { People } from './people.ts'

export type GateOptions = {
  readonly storage: Storage
  readonly clock: ServerClock
  /** Other machines can reach the server. */
  readonly demandsAccounts: boolean
  /** People reach the server over TLS. */
  readonly isSecure: boolean
  readonly onFirstOrgNamed: () => Promise<void>
  readonly onFailure: (error: unknown, what: string) => void
}

/** Everything by which the server knows who somebody is and what they may. */
export type Gate = {
  readonly identities: Identities
  readonly accounts: Accounts
  readonly people: People
  readonly tokens: ApiTokens
  readonly admission: Admission
  readonly connections: HeldConnections
  readonly cookie: LoginCookie
}

/** Makes the parts of identity for one server. */
export function createGate({ storage, clock, demandsAccounts, isSecure, onFirstOrgNamed, onFailure }: GateOptions): Gate {
  const connections = new HeldConnections()
  const cookie = loginCookie({ isSecure })
  const passwords = new Passwords()
  const identities = new Identities({ storage, clock, connections, cookie, demandsAccounts, onFailure })
  const accounts = new Accounts({ storage, clock, identities, connections, passwords, attempts: new AttemptLimits(), onFirstOrgNamed })
  return {
    identities, accounts, connections, cookie,
    people: new People({ storage, clock, accounts, connections, passwords }),
    tokens: new ApiTokens({ storage, clock, connections }),
    admission: new Admission(identities, connections),
  }
}
