import { covers, parsePattern } from '@halley/bus'

/** What a pattern of a token means, or what is wrong with it. */
export type PatternReading = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly text: string }

/** Everything of an organisation. */
export function everythingOf(orgToken: string): string {
  return `events.${orgToken}.>`
}

// "Token 2 "a*" of the pattern": here a token is what is made, so the pieces of its pattern are parts. What is quoted is what somebody wrote.
function inParts(message: string): string {
  return message
    .replace(/^Token (\d+) (".*") of the pattern/, 'Part $1 of the pattern, $2,')
    .split(/("[^"]*")/)
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replaceAll('Token', 'Part').replaceAll('token', 'part')))
    .join('')
}

const places = ['app', 'channel', 'message', 'key']

/** Reads what a token is to be allowed for: it has to be a pattern, and inside of the organisation. */
export function readCapability(pattern: string, orgToken: string): PatternReading {
  const parsed = parsePattern(pattern.trim())
  if (!parsed.ok) return { ok: false, text: inParts(parsed.message) }
  if (!covers(everythingOf(orgToken), pattern.trim())) return { ok: false, text: `This reaches outside of your organisation. Begin with events.${orgToken}. and go on with the app, such as ${everythingOf(orgToken)}` }
  return { ok: true, text: meaningOf(parsed.tokens.slice(2)) }
}

// "all of app helpdesk", "channel escalation, any message, key conv_456 of app helpdesk".
function meaningOf(tokens: readonly string[]): string {
  if (tokens[0] === '>') return 'Everything of the organisation.'
  const said = tokens.slice(0, places.length).flatMap((token, at) => (token === '>' ? [] : [token === '*' ? `any ${places[at]}` : `${places[at]} ${token}`]))
  const rest = tokens.at(-1) === '>' ? ', and all below' : ''
  const pairs = tokens.length > places.length ? ', with filters' : ''
  return `${said.join(', ')}${rest}${pairs}.`.replace(/^a/, 'A')
}
