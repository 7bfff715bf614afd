import { isToken, parsePattern } from '@halley/bus'

/** The tokens of a pattern that has six places; `*` is any. `channel` is empty while nothing was chosen. */
export type PatternParts = { readonly org: string; readonly app: string; readonly channel: string; readonly message: string; readonly key: string }
export type PatternPart = 'app' | 'channel' | 'message' | 'key'

/** What stands for any token. */
export const ANY_TOKEN = '*'

const FAMILY = 'events'

/**
 * Reads a pattern into what the pickers show: a new, empty one is about this app. Null for one that says more or other
 * things than they can: filter pairs, another family of topics, or a mistake.
 */
export function readParts(pattern: string, ownApp: string): PatternParts | null {
  if (pattern.trim() === '') return { org: ANY_TOKEN, app: ownApp, channel: '', message: ANY_TOKEN, key: ANY_TOKEN }
  const parsed = parsePattern(pattern)
  if (!parsed.ok || parsed.tokens[0] !== FAMILY) return null
  const { tokens } = parsed
  const isOpen = tokens.at(-1) === '>'
  if (isOpen ? tokens.length > 6 : tokens.length !== 6) return null
  const at = (index: number) => (isOpen && index >= tokens.length - 1 ? ANY_TOKEN : (tokens[index] ?? ANY_TOKEN))
  return { org: at(1), app: at(2), channel: at(3), message: at(4), key: at(5) }
}

/** Writes the pattern with one part changed. What hangs on it goes back to any: a message of another channel, a key of it. */
export function withPart(parts: PatternParts, part: PatternPart, token: string): string {
  const opened: Partial<PatternParts> = part === 'app' ? { channel: ANY_TOKEN, message: ANY_TOKEN, key: ANY_TOKEN } : part === 'channel' ? { message: ANY_TOKEN, key: ANY_TOKEN } : {}
  const next: Record<keyof PatternParts, string> = { ...parts, ...opened }
  next[part] = token
  const { org, app, channel, message, key } = next
  return [FAMILY, org, app, channel === '' ? ANY_TOKEN : channel, message, key].join('.')
}

const ESCAPED = '-x-'
/** Characters of a token. */
const TOKEN_CHARACTERS = 64

/** The token of a topic that a channel's key has, as the server writes it: `ann@example.com` is `-x-ann_40example_2ecom`. Null when it is too long for one. */
export function tokenOfKey(key: string): string | null {
  if (key === '' || key === ANY_TOKEN) return ANY_TOKEN
  if (isToken(key) && key !== '_' && !key.startsWith(ESCAPED)) return key
  let token = ESCAPED
  for (const byte of new TextEncoder().encode(key)) {
    const character = String.fromCharCode(byte)
    token += /[A-Za-z0-9]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }
  return token.length <= TOKEN_CHARACTERS ? token : null
}

/** The key that a token stands for; empty for any. `_` is what a channel without keys has, and stays as it is. */
export function keyOfToken(token: string): string {
  if (token === ANY_TOKEN) return ''
  if (!token.startsWith(ESCAPED)) return token
  const bytes = token.slice(ESCAPED.length).replace(/_([0-9a-f]{2})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
}
