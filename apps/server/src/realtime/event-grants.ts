import { covers } from '@halley/bus'
import type { EventsAuth, WireError } from '@halley/protocol'
import { LOCAL_ORG } from '../sessions/topic-names.ts'

/** What a program may do, and what its events say of who sent them. */
export type EventGrant = {
  readonly org: string
  /** The `source` of what it publishes: publish ids are known by it. */
  readonly source: string
  /** How the log calls it. */
  readonly name: string
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
}

/** Says what a program that connects may do, or why it may not connect: the one place that is asked. */
export type EventGrants = { grantOf(auth: EventsAuth): Promise<EventGrant | WireError> }

/** On loopback, where nobody has an account: everything of this server's org. */
export const loopbackGrants: EventGrants = {
  grantOf: ({ client }) => {
    const everything = [`events.${LOCAL_ORG}.>`]
    return Promise.resolve({ org: LOCAL_ORG, source: `program/${client ?? LOCAL_ORG}`, name: client === undefined ? 'A program' : `Program ${client}`, publish: everything, subscribe: everything })
  },
}

/** Why a pattern or topic is outside of what is granted; undefined when it is inside. It must be well-formed. */
export function grantProblem(granted: readonly string[], wanted: string, what: 'subscribe to' | 'publish on'): WireError | undefined {
  if (granted.some((pattern) => covers(pattern, wanted))) return undefined
  const given = granted.length === 0 ? 'nothing' : granted.map((pattern) => `"${pattern}"`).join(', ')
  return { code: 'forbidden', message: `This connection may ${what} ${given}, and "${wanted}" goes beyond it.${adviceFor(granted, wanted)}` }
}

/** Where the grant and what is wanted first part, and what to write there. */
function adviceFor(granted: readonly string[], wanted: string): string {
  const [first] = granted
  if (granted.length !== 1 || first === undefined) return ''
  const tokens = wanted.split('.')
  const index = first.split('.').findIndex((token, place) => token !== '*' && token !== '>' && token !== tokens[place])
  const token = first.split('.')[index]
  return token === undefined ? '' : ` Token ${index + 1} is "${tokens[index] ?? ''}"; write "${token}".`
}
