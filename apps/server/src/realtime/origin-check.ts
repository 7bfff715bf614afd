import type { IncomingHttpHeaders } from 'node:http'

/** Names by which this machine calls itself; while only it is listened to, any other Host comes from a rebound name. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Says why a request may not change anything or open a connection, or undefined when it may.
 * A page of another site can make a browser connect to this machine, so the Origin must be this server's own address. A program
 * sends none, and is let through as long as it carries no cookie, which only a browser would.
 */
export function originProblem(headers: IncomingHttpHeaders): string | undefined {
  const { host, origin, cookie } = headers
  if (host === undefined || !LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) return `This server answers at 127.0.0.1 and localhost, not at "${(host ?? '').slice(0, 100)}".`
  if (origin === undefined) return cookie === undefined ? undefined : 'A request with a cookie must say its Origin.'
  if (origin === `http://${host}` || origin === `https://${host}`) return undefined
  return `Pages of ${origin.slice(0, 100)} may not use this server; open Halley at http://${host}.`
}
