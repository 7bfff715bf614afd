import type { IncomingHttpHeaders } from 'node:http'

/** Seconds that a sign-in lasts at most, whatever is done with it: 30 days. */
export const LOGIN_SECONDS = 30 * 24 * 3_600

/** Seconds without any use after which a sign-in ends: 7 days. */
export const IDLE_SECONDS = 7 * 24 * 3_600

/** How a browser holds a sign-in. */
export type LoginCookie = {
  /** The secret of the sign-in that a request carries; undefined when it carries none. */
  read(headers: IncomingHttpHeaders): string | undefined
  /** The `Set-Cookie` that gives a browser its secret, or takes it away. */
  write(secret: string | null): string
}

/**
 * Makes the cookie for the address at which people use the server. Over TLS its name begins with `__Host-`, so that browsers take
 * it from this very host alone, and never send it in clear text; without TLS, which is for one's own machine, browsers would not keep such a one.
 */
export function loginCookie({ isSecure }: { readonly isSecure: boolean }): LoginCookie {
  const name = isSecure ? '__Host-halley' : 'halley'
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return {
    read: ({ cookie }) => {
      for (const part of (cookie ?? '').split(';')) {
        const at = part.indexOf('=')
        if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
      }
      return undefined
    },
    write: (secret) => (secret === null ? `${name}=; ${attributes}; Max-Age=0` : `${name}=${secret}; ${attributes}; Max-Age=${LOGIN_SECONDS}`),
  }
}
