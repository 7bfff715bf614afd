import { headerValueProblem, LIMITS, requestHeaderProblem } from '@halley/model'
import { failure } from './call-failed.ts'
import type { OutgoingFailure, OutgoingHeader, OutgoingRequest } from './http-caller.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Header lines of one request: what a service takes is seldom over a hundred, and all of its headers 16 KiB. */
const HEADER_LINES = 100

/** A request that can be sent as it is; redirects change it. */
export type CheckedRequest = { readonly method: string; readonly url: URL; readonly headers: readonly OutgoingHeader[]; readonly body: Uint8Array | null }

/** Says what of a request cannot be sent, or gives it back in the form in which it is sent. */
export function checkRequest({ method, url: address, headers, body, timeoutMs, maxBytes }: OutgoingRequest, longest: number = LIMITS.httpBodyBytes): { readonly ok: true; readonly request: CheckedRequest } | OutgoingFailure {
  const url = checkAddress(address)
  if (!(url instanceof URL)) return url
  if (!METHODS.has(method)) return failure('http/invalid_request', `"${method.slice(0, 20)}" cannot be sent; the methods are ${[...METHODS].join(', ')}.`)
  if (!(timeoutMs >= 1 && timeoutMs <= LIMITS.requestMs)) return failure('http/invalid_request', `The time limit is ${timeoutMs} ms; it can be 1 to ${LIMITS.requestMs} ms.`)
  if (!(maxBytes >= 0 && maxBytes <= longest)) return failure('http/invalid_request', `The limit for the answer is ${maxBytes} bytes; it can be 0 to ${longest}.`)
  if (headers.length > HEADER_LINES) return failure('http/invalid_request', `The request has ${headers.length} headers; the limit is ${HEADER_LINES}.`)
  for (const { name, value } of headers) {
    const problem = requestHeaderProblem(name)
    if (problem !== undefined) return failure('http/invalid_request', problem)
    const valueProblem = headerValueProblem(value)
    if (valueProblem !== undefined) return failure('http/invalid_request', `The value of the header "${name}" ${valueProblem}.`)
  }
  if (body === null) return { ok: true, request: { method, url, headers, body } }
  if (method === 'GET' || method === 'HEAD') return failure('http/invalid_request', `A request with ${method} has no body; choose POST, or leave the body out.`)
  const bytes = new TextEncoder().encode(body)
  if (bytes.length > LIMITS.httpBodyBytes) return failure('http/too_large', `The body of the request has ${bytes.length} bytes; the limit is ${LIMITS.httpBodyBytes}. Send less at once.`)
  return { ok: true, request: { method, url, headers, body: bytes } }
}

/** Reads an address to call, from a request or from a redirect; `base` is where a redirect came from. */
export function checkAddress(address: string, base?: string): URL | OutgoingFailure {
  if (!URL.canParse(address, base)) return failure('http/invalid_url', 'The address is not a whole URL; write one such as https://api.example.com/orders.')
  const url = new URL(address, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return failure('http/invalid_url', `An address that begins with ${url.protocol.slice(0, 20)} cannot be called; use https: or http:.`)
  if (url.username !== '' || url.password !== '') return failure('http/invalid_url', 'The address has a name or password before its host. Put them into a connection, where they stay secret.')
  url.hash = ''
  return url
}
