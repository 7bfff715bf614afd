import { matches, MatchIndex } from '@halley/bus'
import { Qlobber } from 'qlobber'
import { PlainTrie } from './peers/plain-trie.ts'
import { drawPatterns, drawTopics } from './pattern-workload.ts'
import type { Row } from './row.ts'

/** What is measured: subscriptions in, topics matched, subscriptions out. */
interface Matcher {
  add(pattern: string, subscriber: number): unknown
  remove(pattern: string, subscriber: number): unknown
  match(topic: string): readonly number[]
}

type Peer = 'qlobber' | 'plain trie' | 'naive loop'
const PEERS: readonly Peer[] = ['qlobber', 'plain trie', 'naive loop']

const SUITE = 'pattern-matching'
const HOT_TOPICS = 256
const DISTINCT_TOPICS = 50_000

/**
 * Matches topics against many subscriptions, changes subscriptions, and weighs them, ours and three peers in turn.
 * `smoke` keeps it to seconds; `rounds` is how often each figure is taken (A B A B).
 */
export async function patternMatchingSuite(options: { smoke: boolean; rounds: number }): Promise<Row[]> {
  const sizes = options.smoke ? [1_000] : [1_000, 10_000, 100_000]
  const durationMs = options.smoke ? 20 : 300
  const rows: Row[] = []
  for (const size of sizes) {
    rows.push(...measureMatching(size, options.rounds, durationMs))
    await Promise.resolve()
  }
  const largest = sizes.at(-1) ?? 1_000
  rows.push(...measureChanges(largest, options.rounds), ...measureMemory(largest, options.rounds))
  return rows
}

function createMatcher(name: 'ours' | Peer, isHot: boolean): Matcher {
  if (name === 'ours') return new MatchIndex<number>()
  if (name === 'plain trie') return new PlainTrie<number>()
  // Its own memory of split topics helps it on hot topics and costs it on distinct ones; it gets the better setting each time.
  if (name === 'qlobber') return new Qlobber<number>(isHot ? { wildcard_some: '>', cache_splits: 10_000 } : { wildcard_some: '>' })
  return new NaiveLoop()
}

/** Every pattern tried one by one. Split beforehand, as anybody would. */
class NaiveLoop implements Matcher {
  readonly #patterns: { text: string; tokens: string[]; subscriber: number }[] = []

  add(pattern: string, subscriber: number): void {
    this.#patterns.push({ text: pattern, tokens: pattern.split('.'), subscriber })
  }

  remove(pattern: string, subscriber: number): void {
    const at = this.#patterns.findIndex((one) => one.subscriber === subscriber && one.text === pattern)
    if (at >= 0) this.#patterns.splice(at, 1)
  }

  match(topic: string): number[] {
    const found: number[] = []
    const tokens = topic.split('.')
    for (const pattern of this.#patterns) if (tokensMatch(pattern.tokens, tokens)) found.push(pattern.subscriber)
    return found
  }
}

function tokensMatch(pattern: readonly string[], topic: readonly string[]): boolean {
  for (let index = 0; index < pattern.length; index++) {
    if (pattern[index] === '>') return topic.length > index
    if (pattern[index] !== '*' && pattern[index] !== topic[index]) return false
  }
  return pattern.length === topic.length
}

function measureMatching(size: number, rounds: number, durationMs: number): Row[] {
  const patterns = drawPatterns(size)
  const topics = drawTopics(DISTINCT_TOPICS, size)
  const rows: Row[] = []
  for (const isHot of [false, true]) {
    const used = isHot ? topics.slice(0, HOT_TOPICS) : topics
    const matchers = (['ours', ...PEERS] as const).map((name) => ({ name, matcher: fill(createMatcher(name, isHot), patterns), figures: [] as number[] }))
    checkAgreement(matchers.map((one) => one.matcher), patterns, used.slice(0, 20))
    for (const { matcher } of matchers) matchesPerSecond(matcher, used, durationMs / 2)
    for (let round = 0; round < rounds; round++) for (const one of matchers) one.figures.push(matchesPerSecond(one.matcher, used, durationMs))
    rows.push(...compare(`${isHot ? 'hot' : 'distinct'} topics, ${size} subscriptions`, matchers, 'topics/s', true))
  }
  return rows
}

function measureChanges(size: number, rounds: number): Row[] {
  const patterns = drawPatterns(size)
  const changed = patterns.slice(0, Math.min(size, 20_000))
  const matchers = (['ours', 'qlobber', 'plain trie'] as const).map((name) => ({ name, matcher: fill(createMatcher(name, false), patterns), figures: [] as number[] }))
  // Two rounds to warm up, for all of them: the first ones measure the compiler.
  for (let round = -2; round < rounds; round++) {
    for (const { matcher, figures } of matchers) {
      const startMs = performance.now()
      for (const [index, pattern] of changed.entries()) matcher.remove(pattern, index)
      for (const [index, pattern] of changed.entries()) matcher.add(pattern, index)
      if (round >= 0) figures.push(((performance.now() - startMs) * 1_000) / changed.length)
    }
  }
  return compare(`unsubscribe and subscribe again at ${size}`, matchers, 'µs', false)
}

/** Bytes per subscription, the pattern's own text left out. Without `--expose-gc` the figures are not worth keeping, so there are none. */
function measureMemory(size: number, rounds: number): Row[] {
  const collectGarbage = globalThis.gc
  if (collectGarbage === undefined) return []
  const patterns = drawPatterns(size)
  const matchers = (['ours', 'qlobber', 'plain trie'] as const).map((name) => ({ name, figures: [] as number[] }))
  for (let round = 0; round < Math.min(rounds, 3); round++) for (const { name, figures } of matchers) figures.push(weigh(name, patterns, collectGarbage))
  return compare(`memory at ${size} subscriptions`, matchers, 'bytes/subscription', false)
}

/** In a function of its own, so that nothing of the matcher before it is still held. */
function weigh(name: 'ours' | Peer, patterns: readonly string[], collectGarbage: () => void): number {
  for (let times = 0; times < 3; times++) collectGarbage()
  const before = usedBytes()
  const matcher = fill(createMatcher(name, false), patterns)
  for (let times = 0; times < 3; times++) collectGarbage()
  const bytes = usedBytes() - before
  if (matcher.match(patterns[0] ?? '').length === 0) throw new Error('The matcher that was weighed does not hold the first pattern.')
  return bytes / patterns.length
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function fill(matcher: Matcher, patterns: readonly string[]): Matcher {
  for (const [index, pattern] of patterns.entries()) matcher.add(pattern, index)
  return matcher
}

function matchesPerSecond(matcher: Matcher, topics: readonly string[], durationMs: number): number {
  const startMs = performance.now()
  let count = 0
  let found = 0
  let elapsedMs = 0
  do {
    for (let step = 0; step < 64; step++) found += matcher.match(topics[(count + step) % topics.length] ?? '').length
    count += 64
    elapsedMs = performance.now() - startMs
  } while (elapsedMs < durationMs)
  if (found < 0) throw new Error('The matches are counted so that no engine can leave the work out.')
  return (count * 1_000) / elapsedMs
}

/** A fast wrong answer is worth nothing: all must find what the definition finds. */
function checkAgreement(matchers: readonly Matcher[], patterns: readonly string[], topics: readonly string[]): void {
  for (const topic of topics) {
    const expected = patterns.flatMap((pattern, index) => (matches(pattern, topic) ? [index] : []))
    for (const matcher of matchers) {
      const found = matcher.match(topic).toSorted((left, right) => left - right)
      if (found.join() !== expected.join()) throw new Error(`A matcher found ${found.length} subscriptions for ${topic}, but ${expected.length} match.`)
    }
  }
}

function compare(name: string, measured: readonly { readonly name: string; readonly figures: number[] }[], unit: string, higherIsBetter: boolean): Row[] {
  const ours = measured.find((one) => one.name === 'ours')?.figures ?? []
  return measured.filter((one) => one.name !== 'ours').map((one) => ({ suite: SUITE, name, ours, peer: one.name, peerFigures: one.figures, unit, higherIsBetter }))
}
