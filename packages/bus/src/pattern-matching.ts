import { parsePattern } from './pattern.ts'
import type { FilterPair, ParsedPattern } from './pattern.ts'
import { parseTopic } from './topic.ts'
import { TOKENS_BEFORE_PAIRS } from './token-rules.ts'

/** The filters of an event: key to value, both tokens. */
export type Filters = Readonly<Record<string, string>>

/**
 * Says whether a pattern matches an event's topic and filters; false when either text is not valid.
 * This is the definition that the matching index is held to; use the index where there are many patterns.
 *
 * @example matches('events.acme.*.orders.>', 'events.acme.shop.orders.placed.o_1') // true
 * @example matches('events.a.b.c.d.*.country.de', 'events.a.b.c.d.e', { country: 'de' }) // true
 */
export function matches(pattern: string, topic: string, filters: Filters = {}): boolean {
  const readPattern = parsePattern(pattern)
  const readTopic = parseTopic(topic)
  return readPattern.ok && readTopic.ok && matchesParsed(readPattern, readTopic.tokens, filters)
}

/** Says whether a parsed pattern matches the tokens of a valid topic and an event's filters. */
export function matchesParsed(pattern: ParsedPattern, topic: readonly string[], filters: Filters): boolean {
  if (placesMatch(pattern.tokens, topic)) return true
  if (pattern.pairs.length === 0 || topic.length !== TOKENS_BEFORE_PAIRS) return false
  return placesMatch(pattern.tokens.slice(0, TOKENS_BEFORE_PAIRS), topic) && pairsHold(pattern.pairs, filters)
}

/** Says whether every pair holds for an event's filters. */
export function pairsHold(pairs: readonly FilterPair[], filters: Filters): boolean {
  for (const pair of pairs) {
    if (!Object.hasOwn(filters, pair.key)) return false
    if (pair.value !== '*' && filters[pair.key] !== pair.value) return false
  }
  return true
}

/**
 * Says whether everything that `asked` can match is matched by `granted` too: the check of a permission before subscribing.
 * False when either text is not a pattern, and false in doubt: it never grants more than is there.
 */
export function covers(granted: string, asked: string): boolean {
  const grant = parsePattern(granted)
  const wish = parsePattern(asked)
  if (!grant.ok || !wish.ok) return false
  if (!placesCover(grant.tokens, wish.tokens)) return false
  if (wish.pairs.length === 0) return true
  // The wish also matches six-token topics by its pairs, so those must be granted as well.
  const base = wish.tokens.slice(0, TOKENS_BEFORE_PAIRS)
  if (placesCover(grant.tokens, base)) return true
  return grant.pairs.length > 0 && placesCover(grant.tokens.slice(0, TOKENS_BEFORE_PAIRS), base) && grant.pairs.every((pair) => pairIsImplied(pair, wish.pairs))
}

function pairIsImplied(pair: FilterPair, asked: readonly FilterPair[]): boolean {
  return asked.some((other) => other.key === pair.key && (pair.value === '*' || pair.value === other.value))
}

function placesMatch(pattern: readonly string[], topic: readonly string[]): boolean {
  for (const [index, token] of pattern.entries()) {
    if (token === '>') return topic.length > index
    if (index >= topic.length || (token !== '*' && token !== topic[index])) return false
  }
  return pattern.length === topic.length
}

function placesCover(granted: readonly string[], asked: readonly string[]): boolean {
  for (const [index, token] of granted.entries()) {
    if (token === '>') return asked.length > index
    const other = asked[index]
    if (other === undefined || other === '>' || (token !== '*' && token !== other)) return false
  }
  return granted.length === asked.length
}
