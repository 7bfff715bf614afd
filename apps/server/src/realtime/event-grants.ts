import type { IncomingHttpHeaders } from 'node:http'
import { covers } from '@halley/bus'
import type { Capability, EventsAuth, WireError } from '@halley/protocol'
import type { Socket } from 'socket.io'
import type { Admission, Applicant } from '../identity/admission.ts'
import type { Identities } from '../identity/identities.ts'
import { may, orgOf, type Identity } from '../identity/identity.ts'
import { NO_ORG } from '../identity/refusals.ts'
import { LOCAL_ORG } from '../sessions/topic-names.ts'
import type { ChannelListening, createChannelListening } from './channel-listening.ts'
import { ConnectRefusal } from './handshake.ts'
import type { SocketDoor } from './socket-door.ts'

/** What a program may do, and what its events say of who sent them. */
export type EventGrant = {
  /** The token of the org. */
  readonly org: string
  /** The `source` of what it publishes: publish ids are known by it. */
  readonly source: string
  /** How the log calls it. */
  readonly name: string
  /** Patterns of the topics that it may publish on. */
  readonly publish: readonly string[]
  /** Patterns whose parts it may subscribe to. */
  readonly subscribe: readonly string[]
  /** Patterns of the channels whose presence it may see and be part of. */
  readonly presence: readonly string[]
  /** Patterns of the channels whose history it may read. */
  readonly history: readonly string[]
  /** Its roles in modelled apps, by which channels are open to it; null where all are. */
  readonly appRoles: readonly string[] | null
  /** When it ends by itself, epoch milliseconds; null: never. */
  readonly expiresAt: number | null
  /** By which channels are closed to these roles; undefined where all are open. */
  readonly listening?: ChannelListening
  /** Has it ended, or was it changed, so that its connection was cut? Left out where that never happens. */
  readonly wasCut?: () => boolean
  /** Counts a connection that lasts, and cuts it as soon as the grant ends or changes; gives what is to be called when it is over, or why there may be no more. Sockets have it done already. */
  readonly hold?: (held: Pick<Applicant, 'connection' | 'cut'>) => { readonly ok: true; readonly release: () => void } | { readonly ok: false; readonly error: WireError }
}

/** By what somebody is known beside the handshake: what a request carries, and the socket that is to be let in. */
export type GrantApplicant = { readonly headers: IncomingHttpHeaders; readonly socket?: Socket }

/** Says what a program that connects may do, or why it may not connect: the one place that is asked. */
export type EventGrants = { grantOf(auth: EventsAuth, applicant: GrantApplicant): Promise<EventGrant | WireError> }

/** On loopback, where nobody has an account: everything of this server's org. */
export const loopbackGrants: EventGrants = { grantOf: ({ client }) => Promise.resolve(localGrant(LOCAL_ORG, client)) }

/** Grants by accounts: of an API token where one is given, else of whoever is signed in. A socket that gets one is held: it is cut when that ends. */
export function createEventGrants({ identities, admission, door, listening }: { /** What roles in apps may listen to. */ readonly listening: ReturnType<typeof createChannelListening>; readonly identities: Identities; readonly admission: Admission; readonly door: SocketDoor }): EventGrants {
  const identityOf = async (token: string | undefined, { headers, socket }: GrantApplicant): Promise<Identity | WireError> => {
    if (socket !== undefined) {
      const answer = await door.admit(socket, { token })
      return answer instanceof ConnectRefusal ? answer.data : answer
    }
    const identity = token === undefined ? await identities.identify(headers) : await identities.identifyToken(token)
    return identity ?? { code: token === undefined ? 'signed_out' : 'token/expired', message: token === undefined ? 'Sign in first, or give an API token in the Authorization header: Bearer hly_….' : 'The API token has expired or was revoked, or is none; make a new one.' }
  }
  return {
    grantOf: async ({ token, client }, applicant) => {
      const { generation } = admission
      const identity = await identityOf(token ?? undefined, applicant)
      if ('code' in identity) return identity
      const granted = grantOfIdentity(identity, client)
      if (granted === null) {
        if (applicant.socket !== undefined) door.letGo(applicant.socket)
        return { code: 'forbidden', message: NO_ORG.detail }
      }
      const grant = { ...granted, ...(granted.appRoles !== null && { listening: listening(granted.appRoles, [...granted.subscribe, ...granted.history]) }) }
      const { socket } = applicant
      if (socket !== undefined) return { ...grant, wasCut: () => door.wasCut(socket) }
      return {
        ...grant,
        hold: (held) => (generation === admission.generation ? admission.enter(identity, held) : { ok: false, error: { code: 'unavailable', message: 'What this was granted may have changed in the meantime; ask again.' } }),
      }
    },
  }
}

function localGrant(org: string, client: string | undefined): EventGrant {
  const everything = [`events.${org}.>`]
  return { org, source: `program/${client ?? org}`, name: client === undefined ? 'A program' : `Program ${client}`, publish: everything, subscribe: everything, presence: everything, history: everything, appRoles: null, expiresAt: null }
}

/**
 * What somebody may do with events; null for a person who is in no organisation. `client` is how the program calls itself over its
 * reconnections: two of one token with different names never take each other's publishes for their own.
 */
export function grantOfIdentity(identity: Identity, client?: string): EventGrant | null {
  const org = orgOf(identity)
  if (org === null) return null
  const everything = [`events.${org.token}.>`]
  switch (identity.type) {
    case 'local':
      return localGrant(org.token, client)
    case 'person': {
      const { person, membership } = identity
      const reading = may(identity, 'event/subscribe') ? everything : []
      return { org: org.token, source: sourceOf(`person/${person.id}`, client), name: person.name, publish: may(identity, 'event/publish') ? everything : [], subscribe: reading, presence: reading, history: reading, appRoles: membership?.appRoles ?? [], expiresAt: null }
    }
    case 'token': {
      const { tokenId, name, allow, appRoles, expiresAt } = identity
      const patternsOf = (action: Capability['action']): string[] => allow.filter((one) => one.action === action).map(({ pattern }) => pattern)
      return { org: org.token, source: sourceOf(`program/${tokenId}`, client), name, publish: patternsOf('publish'), subscribe: patternsOf('subscribe'), presence: patternsOf('presence'), history: patternsOf('history'), appRoles, expiresAt }
    }
  }
}

function sourceOf(source: string, client: string | undefined): string {
  return client === undefined ? source : `${source}/${client}`
}

/** Why a pattern or topic is outside of what is granted; undefined when it is inside. It must be well-formed. */
export function grantProblem(granted: readonly string[], wanted: string, what: 'subscribe to' | 'publish on' | 'be present on' | 'read the history of'): WireError | undefined {
  if (granted.some((pattern) => covers(pattern, wanted))) return undefined
  const given = granted.length === 0 ? 'nothing' : granted.map((pattern) => `"${pattern}"`).join(', ')
  return { code: 'forbidden', message: `This connection may ${what} ${given}, and "${wanted}" goes beyond it.${adviceFor(granted, wanted)}` }
}

/** Where the grant and what is wanted first part, and what to write there. */
function adviceFor(granted: readonly string[], wanted: string): string {
  const [only] = granted
  if (granted.length !== 1 || only === undefined) return ''
  const grant = only.split('.')
  const tokens = wanted.split('.')
  const index = grant.findIndex((token, place) => (token === '*' ? tokens[place] === undefined || tokens[place] === '>' : token !== tokens[place] && (token !== '>' || tokens[place] === undefined)))
  // What stands behind the end of the grant, such as a filter of its last token.
  if (index === -1) return tokens.length > grant.length ? ` It has more than ${grant.length} tokens; leave "${tokens.slice(grant.length).join('.')}" out.` : ''
  const rest = grant.slice(index).join('.')
  const token = tokens[index]
  if (token === undefined) return ` It ends with token ${tokens.length}; write ".${rest}" behind it.`
  return ` Token ${index + 1} is "${token}"; write "${token === '>' ? rest : (grant[index] ?? '')}".`
}
