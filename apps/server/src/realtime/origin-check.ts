import type { IncomingHttpHeaders } from 'node:http'

/** Names by which this machine calls itself. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Addresses at which nobody but this machine can reach a server. */
const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '::1']

/** True when a server that listens at this host is reached by this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOSTS.includes(host)
}

/** True when an address leads nowhere but to the machine on which it is used. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname.replace(/^\[|\]$/g, ''))
}

export type OriginRules = {
  /** Only this machine can reach the server: its own names are good at any port, and no other Host is, but those of `origins`. */
  readonly isLoopback: boolean
  /** Origins whose pages may use the server: that of its public address, and those that the operator names. */
  readonly origins: readonly string[]
}

/** Says why a request may not change anything or open a connection, or undefined when it may. */
export type OriginCheck = (headers: IncomingHttpHeaders) => string | undefined

/**
 * Makes the check. A page of another site can make a browser connect here, with the cookie of whoever sits before it, so the Origin
 * must be one of exactly those that are known. A program sends none, and is let through as long as it carries no cookie, which only a browser would.
 */
export function createOriginCheck({ isLoopback, origins }: OriginRules): OriginCheck {
  const hosts = new Set(origins.map((origin) => new URL(origin).host))
  return ({ host, origin, cookie }) => {
    const isOwnName = isLoopback && host !== undefined && LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))
    // While only this machine is listened to, any other Host comes from a name that was made to lead here.
    if (isLoopback && !isOwnName && (host === undefined || !hosts.has(host))) return `This server answers at 127.0.0.1 and localhost, not at "${(host ?? '').slice(0, 100)}"; set HALLEY_PUBLIC_URL when a proxy passes another name on.`
    if (origin === undefined) return cookie === undefined ? undefined : 'A request with a cookie must say its Origin.'
    if (origins.includes(origin) || (isOwnName && (origin === `http://${host}` || origin === `https://${host}`))) return undefined
    return `Pages of ${origin.slice(0, 100)} may not use this server; open Halley at ${isOwnName ? `http://${host}` : (origins[0] ?? 'its own address')}.`
  }
}
