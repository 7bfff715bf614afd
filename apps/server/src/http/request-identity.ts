import type { FastifyRequest } from 'fastify'
import { nameOf, orgOf, type Identity } from '../identity/identity.ts'
import type { EditAuthor } from '../storage/storage.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null where nobody is known, and on routes that are for everybody. */
    identity: Identity | null
  }
}

/** The id of the organisation in whose name a request is made. Only on routes that demand a permission. */
export function orgIdOf(request: FastifyRequest): string {
  const org = request.identity === null ? null : orgOf(request.identity)
  if (org === null) throw new Error(`The route ${request.routeOptions.url ?? ''} lets in who has no organisation.`)
  return org.id
}

/** What whoever changes projects over HTTP is called in their history: the person, or without accounts the way. */
export function authorOf({ identity }: FastifyRequest): EditAuthor {
  return { clientId: 'http', name: (identity === null ? null : nameOf(identity)) ?? 'HTTP API' }
}
