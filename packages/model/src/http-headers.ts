/** A field name of HTTP, as RFC 9110 has it. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/

/** What a line of a header may hold: tabs, and what Latin-1 prints. A line break would begin another header. */
// eslint-disable-next-line no-control-regex
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers that belong to a single connection or say how the body is cut; the server writes them itself. */
const OF_CONNECTION: readonly string[] = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length', 'content-encoding']

const OF_REQUEST: ReadonlySet<string> = new Set([...OF_CONNECTION, 'host', 'expect', 'accept-encoding'])

/** Cookies would sign people in or out, and the others switch off protections of the pages on the same address. */
const OF_SERVER: ReadonlySet<string> = new Set([
  ...OF_CONNECTION, 'set-cookie', 'set-cookie2', 'date', 'server', 'alt-svc', 'clear-site-data', 'service-worker-allowed', 'strict-transport-security', 'x-content-type-options', 'x-frame-options',
  'content-security-policy', 'content-security-policy-report-only', 'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy', 'origin-agent-cluster',
])

/** Says why a request to a service may not carry a header, or undefined when it may. */
export function requestHeaderProblem(name: string): string | undefined {
  return nameProblem(name) ?? (OF_REQUEST.has(name.toLowerCase()) ? `The header "${name}" is written by the server itself; leave it out.` : undefined)
}

/** Says why an endpoint's answer may not carry a header, or undefined when it may. */
export function answerHeaderProblem(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (lower.startsWith('access-control-')) return `The header "${name}" would open the endpoint to pages of other sites, which is not possible yet; leave it out.`
  return nameProblem(name) ?? (OF_SERVER.has(lower) ? `The header "${name}" is the server's own; leave it out.` : undefined)
}

/** Says why a text cannot be a header's value, or undefined when it can. */
export function headerValueProblem(value: string): string | undefined {
  if (value.length > 8_000) return `has ${value.length} characters; the limit is 8,000`
  if (/[\r\n]/.test(value)) return 'has a line break, which would begin another header'
  return VALUE.test(value) ? undefined : 'has characters that HTTP headers cannot carry'
}

function nameProblem(name: string): string | undefined {
  return NAME.test(name) ? undefined : `"${name.slice(0, 60)}" cannot be the name of a header; it has letters, digits and - only.`
}
