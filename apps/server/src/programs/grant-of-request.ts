import type { IncomingHttpHeaders } from 'node:http'
import type { WireError } from '@halley/protocol'
import type { EventGrant, EventGrants } from '../realtime/event-grants.ts'

/** What whoever makes a request over HTTP may do as a program, or why nothing: the one place that is asked. Never the address: it stands in logs. */
export function grantOfRequest({ headers }: { readonly headers: IncomingHttpHeaders }, grants: EventGrants): Promise<EventGrant | WireError> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1]
  return grants.grantOf({ protocol: 1, ...(token !== undefined && { token }) }, { headers })
}
