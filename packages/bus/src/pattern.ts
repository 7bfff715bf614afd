import { isToken, MAX_TOPIC_BYTES, refuseLength, refuseLiteral, refuseShape, refuseToken, TOKENS_BEFORE_PAIRS } from './token-rules.ts'
import type { TopicRefusal } from './token-rules.ts'

/** One filter pair of a pattern: the event's filter `key` must be `value`, or only be there when `value` is `*`. */
export interface FilterPair {
  readonly key: string
  readonly value: string
}

/**
 * A pattern, read. It has one or two readings, and an event matches when either holds:
 *
 * 1. **By place**: `tokens` against the topic's tokens, one to one. `*` is exactly one token; `>` is one or more, and last.
 * 2. **By filter pairs**, when there are 8, 10, 12, 14 or 16 tokens and what follows the sixth is pairs: the first six
 *    tokens against a topic of exactly six tokens, and every pair against the event's filters, in any order.
 *
 * `*` in the first six tokens is one token in both readings. In a pair, `*` as the value asks only that the key is there;
 * `*` as the key or `>` anywhere makes no pair, so such a pattern is read by place alone. `pairs` is empty then.
 * The readings never hold together, because one needs exactly six tokens in the topic and the other more.
 */
export interface ParsedPattern {
  readonly ok: true
  readonly tokens: readonly string[]
  readonly pairs: readonly FilterPair[]
}

/** Says whether a text is a pattern that can be subscribed to. */
export function isPattern(text: string): boolean {
  return typeof text === 'string' && parsePattern(text).ok
}

/**
 * Reads a pattern, or says which token is wrong and what to write instead.
 *
 * @example parsePattern('events.acme.*.orders.>')
 * @example parsePattern('events.acme.shop.orders.placed.*.country.de') // pairs: country = de
 */
export function parsePattern(text: string): ParsedPattern | TopicRefusal {
  const tokens = text.split('.')
  const last = tokens.length - 1
  const shape = refuseShape(text, tokens, 'pattern')
  if (shape !== null && (tokens.length > 1 || text === '')) return shape
  for (let index = 0; index <= last; index++) {
    const token = tokens[index] ?? ''
    if (isToken(token) || token === '*') continue
    if (token !== '>') return refuseLiteral(token, index, 'pattern') ?? refuseToken(index, token, `Token ${index + 1} of the pattern is not allowed.`)
    if (index < last) return refuseToken(index, token, `Token ${index + 1} ">" of the pattern stands for all the rest, so it must be the last; write * for exactly one token.`)
  }
  if (shape !== null) return shape
  if (text.length > MAX_TOPIC_BYTES) {
    const length = refuseLength(text, tokens, 'pattern')
    if (length !== null) return length
  }
  return { ok: true, tokens, pairs: readPairs(tokens) }
}

function readPairs(tokens: readonly string[]): readonly FilterPair[] {
  const count = tokens.length - TOKENS_BEFORE_PAIRS
  if (count <= 0 || count % 2 !== 0) return NO_PAIRS
  const pairs: FilterPair[] = []
  for (let index = TOKENS_BEFORE_PAIRS; index < tokens.length; index += 2) {
    const key = tokens[index] ?? ''
    const value = tokens[index + 1] ?? ''
    if (key === '*' || value === '>') return NO_PAIRS
    pairs.push({ key, value })
  }
  return pairs
}

const NO_PAIRS: readonly FilterPair[] = []
