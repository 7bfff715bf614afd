import type { IncomingMessage } from 'node:http'
import { CallFailed, failure } from './call-failed.ts'
import { checkAddress, type CheckedRequest } from './check-request.ts'

/** Redirects that one call follows: one to https, one for a slash at the end, and one more. */
export const REDIRECTS_AT_MOST = 3

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Gives the request that an answer redirects to, or undefined when it does not redirect. Throws `CallFailed` for one to another host: that
 * host would get the headers, and with them the secret, that were meant for the first.
 */
export function redirectedRequest(answer: IncomingMessage, request: CheckedRequest): CheckedRequest | undefined {
  const { statusCode: status = 0, headers: { location } } = answer
  if (!REDIRECTS.has(status) || location === undefined) return undefined
  const url = checkAddress(location, request.url.href)
  if (!(url instanceof URL)) throw new CallFailed(failure('http/redirect', `"${request.url.hostname}" redirects (${status}) to an address that cannot be called.`))
  if (!isSameHost(request.url, url)) {
    throw new CallFailed(failure('http/redirect', `"${request.url.hostname}" redirects (${status}) to ${url.protocol}//${url.host.slice(0, 100)}, which is another host and is not followed. If you trust it, put that address into the node or connection.`))
  }
  // As browsers do: after these, the other address is read; 307 and 308 ask for the same once more.
  const becomesGet = status === 303 ? request.method !== 'HEAD' : (status === 301 || status === 302) && request.method === 'POST'
  if (!becomesGet) return { ...request, url }
  return { url, method: 'GET', body: null, headers: request.headers.filter(({ name }) => !name.toLowerCase().startsWith('content-')) }
}

/** The same host and port; from http: to https: where neither says a port. */
function isSameHost(from: URL, to: URL): boolean {
  if (from.hostname !== to.hostname || from.port !== to.port) return false
  return from.protocol === to.protocol || (from.port === '' && to.protocol === 'https:')
}
