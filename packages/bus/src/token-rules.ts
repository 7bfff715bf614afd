/**
 * The limits that topics and patterns share, and the reading of a text into tokens.
 */

/** Characters of one token. 64 holds every id and technical name of the platform, and keeps a topic readable in one line. */
export const MAX_TOKEN_CHARACTERS = 64

/** A topic needs a family and a name; one token alone would be a global name that nobody owns. */
export const MIN_TOKENS = 2

/** Six tokens of a platform topic and five filter pairs. */
export const MAX_TOKENS = 16

/** Bytes of a whole topic or pattern. Tokens are ASCII, so bytes are characters. NATS carries subjects of this length everywhere. */
export const MAX_TOPIC_BYTES = 255

/** The tokens of a platform topic (`events.org.app.channel.message.key`); what follows them in a pattern may be read as filter pairs. */
export const TOKENS_BEFORE_PAIRS = 6

/** The token that the platform keeps for itself. */
export const RESERVED_TOKEN = '$sys'

const TOKEN = /^[A-Za-z0-9_-]{1,64}$/

/** Why a text is not a topic or a pattern: the first wrong token, its index from 0, and a message that says what to write instead. */
export interface TopicRefusal {
  readonly ok: false
  readonly code: 'topic_invalid'
  readonly message: string
  readonly tokenIndex: number
  readonly token: string
}

/** Says whether a text is one literal token: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Builds the refusal for one token; `message` is what people read. */
export function refuseToken(tokenIndex: number, token: string, message: string): TopicRefusal {
  return { ok: false, code: 'topic_invalid', message, tokenIndex, token }
}

/** Refuses a text by its length or its number of tokens, or gives null; `what` is `topic` or `pattern`. */
export function refuseShape(text: string, tokens: readonly string[], what: 'topic' | 'pattern'): TopicRefusal | null {
  if (text === '') return refuseToken(0, '', `The ${what} is empty; write ${MIN_TOKENS} to ${MAX_TOKENS} tokens with dots between them, such as events.orders.`)
  if (tokens.length < MIN_TOKENS) return refuseToken(0, clip(text), `The ${what} "${clip(text)}" has one token; write at least ${MIN_TOKENS} with a dot between them.`)
  if (tokens.length > MAX_TOKENS) {
    return refuseToken(MAX_TOKENS, clip(tokens[MAX_TOKENS] ?? ''), `The ${what} has ${tokens.length} tokens; write at most ${MAX_TOKENS}, so leave out "${clip(tokens[MAX_TOKENS] ?? '')}" and what follows it.`)
  }
  return null
}

/** Refuses a text that is longer than a topic may be, naming the token where the limit is passed, or gives null. */
export function refuseLength(text: string, tokens: readonly string[], what: 'topic' | 'pattern'): TopicRefusal | null {
  if (text.length <= MAX_TOPIC_BYTES) return null
  let end = -1
  const index = tokens.findIndex((token) => (end += token.length + 1) > MAX_TOPIC_BYTES)
  return refuseToken(index, clip(tokens[index] ?? ''), `The ${what} has ${text.length} bytes; write at most ${MAX_TOPIC_BYTES}, so shorten it at token ${index + 1} "${clip(tokens[index] ?? '')}".`)
}

/** Refuses one token that is not literal, or gives null. `tokenIndex` counts from 0, the message from 1. */
export function refuseLiteral(token: string, tokenIndex: number, what: 'topic' | 'pattern'): TopicRefusal | null {
  if (TOKEN.test(token)) return null
  return refuseToken(tokenIndex, clip(token), explainToken(token, tokenIndex + 1, what))
}

function explainToken(token: string, place: number, what: 'topic' | 'pattern'): string {
  const named = `Token ${place} "${clip(token)}" of the ${what}`
  if (token === '') return `Token ${place} of the ${what} is empty; remove the extra dot or write a name between the dots.`
  if (token.toLowerCase() === RESERVED_TOKEN) return `${named} is reserved for the platform; write another name.`
  if (token === '*' || token === '>') return `${named} is a wildcard, and a topic to publish on is literal; write one name instead.`
  if (token.includes('*') || token.includes('>')) {
    const advice = what === 'topic' ? 'a topic to publish on is literal; write a name of letters, digits, _ and -' : 'a wildcard is a whole token; write * for exactly one token or > for all the rest'
    return `${named} contains a wildcard, and ${advice}.`
  }
  if (token.length > MAX_TOKEN_CHARACTERS) return `${named} has ${token.length} characters; write at most ${MAX_TOKEN_CHARACTERS}.`
  if (what === 'pattern' && token === '#') return `${named} is no wildcard here; write > for all the rest, or * for exactly one token.`
  return `${named} has characters that are not allowed; write ${suggestToken(token)}.`
}

/** What a wrong token most likely should have been, quoted, or a description when nothing of it is left. */
function suggestToken(token: string): string {
  const suggestion = token.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '').slice(0, MAX_TOKEN_CHARACTERS)
  return suggestion === '' ? 'letters A to Z, digits, _ and - only' : `"${suggestion}"`
}

/** Keeps a hostile text from filling a log line. */
function clip(token: string): string {
  return token.length <= MAX_TOKEN_CHARACTERS + 16 ? token : `${token.slice(0, MAX_TOKEN_CHARACTERS)}…`
}
