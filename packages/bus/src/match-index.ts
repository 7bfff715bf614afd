/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
import { HotTopics } from './hot-topics.ts'
import { pairsHold } from './pattern-matching.ts'
import type { Filters } from './pattern-matching.ts'
import { parsePattern } from './pattern.ts'
import type { FilterPair } from './pattern.ts'
import { PatternTree, ROOT } from './pattern-tree.ts'
import { SubscriberLists } from './subscriber-lists.ts'
import { TokenScan } from './token-scan.ts'
import { TokenTable } from './token-table.ts'
import { MAX_TOKENS, MAX_TOPIC_BYTES, TOKENS_BEFORE_PAIRS } from './token-rules.ts'
import type { TopicRefusal } from './token-rules.ts'
import { finishMix, GROUP_TOKENS, mixTopic, TopicWalk } from './topic-walk.ts'

/** What an index holds; all zero but `nodes` (1) and `topics` when every subscription is gone. */
export interface MatchIndexSize {
  readonly subscriptions: number
  readonly nodes: number
  readonly tokens: number
  readonly edges: number
  readonly topics: number
}

/** Whether a subscription was new or was there, or why its pattern is refused. */
export type IndexChange = { readonly ok: true; readonly changed: boolean } | TopicRefusal

/** Patterns with the same first six tokens and the same pairs. */
interface FilteredPatterns {
  readonly pairs: readonly FilterPair[]
  readonly pairsText: string
  readonly list: number
}

interface TopicMatch<Subscriber> {
  readonly subscribers: readonly Subscriber[]
  readonly filtered: readonly FilteredPatterns[]
}

const NONE: readonly never[] = []
const NO_FILTERS: Filters = {}
const NEVER = -1

/**
 * Finds the subscribers whose pattern matches a topic.
 *
 * Same answers as `matches` for every pattern, by one walk down a tree of tokens that goes on from all nodes reached so far at
 * once, and by a memory of topics in frequent use. A subscriber value is compared by identity and comes once per pattern it was
 * added with. Results are never changed afterwards and must not be changed by the caller; their order says nothing.
 */
export class MatchIndex<Subscriber> {
  readonly #tokens = new TokenTable()
  readonly #tree = new PatternTree()
  readonly #lists = new SubscriberLists<Subscriber>()
  readonly #filtered = new Map<number, FilteredPatterns[]>()
  readonly #hot = new HotTopics<TopicMatch<Subscriber>>()

  readonly #walk = new TopicWalk(this.#tokens, this.#tree)

  // Scratch of one change.
  readonly #scan = new TokenScan()
  readonly #pathTokens = new Int32Array(MAX_TOKENS)
  /** Begins with the root. */
  readonly #pathNodes = new Int32Array(MAX_TOKENS + 1)

  /** Adds a subscriber to a pattern; `changed` is false when it was there. */
  add(pattern: string, subscriber: Subscriber): IndexChange {
    const pairs = readPattern(pattern)
    if ('ok' in pairs) return pairs
    this.#scan.read(pattern)
    const { count, isOpen } = this.#scan
    if (!this.#addByPlace(this.#descend(count), isOpen, subscriber)) return UNCHANGED
    if (pairs.length > 0) this.#addByPairs(pairs, subscriber)
    this.#forgetTopicsOf(pattern, pairs.length > 0)
    return CHANGED
  }

  /** Removes a subscriber from a pattern with all that only it needed; `changed` is false when it was not there. */
  remove(pattern: string, subscriber: Subscriber): IndexChange {
    const pairs = readPattern(pattern)
    if ('ok' in pairs) return pairs
    this.#scan.read(pattern)
    const { count, isOpen } = this.#scan
    const end = this.#trace(count)
    if (end < 0 || !this.#removeByPlace(end, isOpen, subscriber)) return UNCHANGED
    this.#prune(count)
    if (pairs.length > 0) {
      this.#removeByPairs(this.#trace(TOKENS_BEFORE_PAIRS), textOf(pairs), subscriber)
      this.#prune(TOKENS_BEFORE_PAIRS)
    }
    this.#forgetTopicsOf(pattern, pairs.length > 0)
    return CHANGED
  }

  /** The subscribers of all patterns that match an event's topic and filters. The topic must be valid (`isTopic`). */
  match(topic: string, filters: Filters = NO_FILTERS): readonly Subscriber[] {
    const kept = this.#hot.find(topic)
    if (kept !== undefined) return kept.filtered.length === 0 ? kept.subscribers : this.#withFiltered(kept, filters)
    const walk = this.#walk
    walk.run(topic)
    const subscribers = this.#collect(walk)
    const isHot = this.#hot.wasMet(walk.topicHash)
    if (walk.filteredNodes.length === 0 && !isHot) return subscribers
    const filtered = walk.filteredNodes.flatMap((node) => this.#filtered.get(node) ?? [])
    const found: TopicMatch<Subscriber> = { subscribers, filtered }
    if (isHot) this.#hot.keep(topic, walk.topicGroup, found)
    return filtered.length === 0 ? subscribers : this.#withFiltered(found, filters)
  }

  /** What the index holds now. */
  size(): MatchIndexSize {
    return { subscriptions: this.#lists.count, nodes: this.#tree.nodeCount, tokens: this.#tokens.count, edges: this.#tree.edges.count, topics: this.#hot.size }
  }

  #collect({ found, foundCount }: TopicWalk): readonly Subscriber[] {
    if (foundCount === 0) return NONE
    const subscribers = this.#lists.of(found[0]!).slice()
    for (let index = 1; index < foundCount; index++) {
      const more = this.#lists.of(found[index]!)
      for (let at = 0; at < more.length; at++) subscribers.push(more[at]!)
    }
    return subscribers
  }

  #withFiltered(found: TopicMatch<Subscriber>, filters: Filters): readonly Subscriber[] {
    let subscribers: Subscriber[] | null = null
    for (const patterns of found.filtered) {
      if (!pairsHold(patterns.pairs, filters)) continue
      subscribers ??= found.subscribers.slice()
      for (const subscriber of this.#lists.of(patterns.list)) subscribers.push(subscriber)
    }
    return subscribers ?? found.subscribers
  }

  #addByPlace(node: number, isOpen: boolean, subscriber: Subscriber): boolean {
    const list = isOpen ? this.#tree.rest(node) : this.#tree.exact(node)
    if (list >= 0) return this.#lists.add(list, subscriber)
    const created = this.#lists.create(subscriber)
    if (isOpen) this.#tree.setRest(node, created)
    else this.#tree.setExact(node, created)
    return true
  }

  #addByPairs(pairs: readonly FilterPair[], subscriber: Subscriber): void {
    const node = this.#descend(TOKENS_BEFORE_PAIRS)
    const pairsText = textOf(pairs)
    const patterns = this.#filtered.get(node) ?? []
    const same = patterns.find((one) => one.pairsText === pairsText)
    if (same !== undefined) this.#lists.add(same.list, subscriber)
    else patterns.push({ pairs, pairsText, list: this.#lists.create(subscriber) })
    this.#filtered.set(node, patterns)
    this.#tree.setFiltered(node, true)
  }

  /** The node that the first `count` scanned tokens lead to, made where it is missing. */
  #descend(count: number): number {
    const scan = this.#scan
    let node = ROOT
    for (let index = 0; index < count; index++) {
      if (scan.isStar(index)) {
        const star = this.#tree.star(node)
        node = star >= 0 ? star : this.#tree.addStar(node)
        continue
      }
      const token = this.#tokens.find(scan.chars, scan.starts[index]!, scan.end(index), scan.hashes[index]!)
      const child = token === 0 ? NEVER : this.#tree.edges.find(node, token)
      node = child >= 0 ? child : this.#tree.addLiteral(node, this.#tokens.take(scan.chars, scan.starts[index]!, scan.end(index), scan.hashes[index]!))
    }
    return node
  }

  /** The node that the first `count` scanned tokens lead to, or -1; the way there is noted for `#prune`. */
  #trace(count: number): number {
    const scan = this.#scan
    let node = ROOT
    for (let index = 0; index < count; index++) {
      const isStar = scan.isStar(index)
      const token = isStar ? 0 : this.#tokens.find(scan.chars, scan.starts[index]!, scan.end(index), scan.hashes[index]!)
      if (token === 0 && !isStar) return NEVER
      node = isStar ? this.#tree.star(node) : this.#tree.edges.find(node, token)
      if (node < 0) return NEVER
      this.#pathTokens[index] = token
      this.#pathNodes[index + 1] = node
    }
    return node
  }

  /** Removes the nodes at the end of the traced way that nothing needs any more. */
  #prune(count: number): void {
    for (let index = count; index > 0; index--) {
      const node = this.#pathNodes[index]!
      if (!this.#tree.isBare(node)) return
      const token = this.#pathTokens[index - 1]!
      this.#tree.removeChild(this.#pathNodes[index - 1]!, token, node)
      if (token !== 0) this.#tokens.release(token)
    }
  }

  #removeByPlace(node: number, isOpen: boolean, subscriber: Subscriber): boolean {
    const list = isOpen ? this.#tree.rest(node) : this.#tree.exact(node)
    if (list < 0 || !this.#lists.remove(list, subscriber)) return false
    if (this.#lists.of(list).length > 0) return true
    this.#lists.free(list)
    if (isOpen) this.#tree.setRest(node, NEVER)
    else this.#tree.setExact(node, NEVER)
    return true
  }

  #removeByPairs(node: number, pairs: string, subscriber: Subscriber): boolean {
    const patterns = this.#filtered.get(node) ?? []
    const same = patterns.find((one) => one.pairsText === pairs)
    if (same === undefined || !this.#lists.remove(same.list, subscriber)) return false
    if (this.#lists.of(same.list).length > 0) return true
    this.#lists.free(same.list)
    patterns.splice(patterns.indexOf(same), 1)
    if (patterns.length > 0) return true
    this.#filtered.delete(node)
    this.#tree.setFiltered(node, false)
    return true
  }

  /** Makes the memory of hot topics right again after a change of the scanned pattern. */
  #forgetTopicsOf(pattern: string, hasPairs: boolean): void {
    if (this.#hot.size === 0) return
    const { count, isOpen, firstWildcard, hashes } = this.#scan
    if (firstWildcard === count && !isOpen && !hasPairs) this.#hot.forget(pattern)
    else if (firstWildcard < GROUP_TOKENS) this.#hot.ageAll()
    else {
      let group = 0
      for (let index = 0; index < GROUP_TOKENS; index++) group = mixTopic(group, hashes[index]!)
      this.#hot.ageGroup(finishMix(group))
    }
  }
}

const CHANGED: IndexChange = Object.freeze({ ok: true, changed: true })
const UNCHANGED: IndexChange = Object.freeze({ ok: true, changed: false })

/** Most patterns, in one test: no more than six tokens, so no pairs. */
const SHORT_PATTERN = /^(?:[A-Za-z0-9_-]{1,64}|\*)(?:\.(?:[A-Za-z0-9_-]{1,64}|\*)){0,4}\.(?:[A-Za-z0-9_-]{1,64}|[*>])$/

/** The filter pairs of a pattern, or why it is none. */
function readPattern(pattern: string): readonly FilterPair[] | TopicRefusal {
  if (pattern.length <= MAX_TOPIC_BYTES && SHORT_PATTERN.test(pattern)) return NONE
  const parsed = parsePattern(pattern)
  return parsed.ok ? parsed.pairs : parsed
}

function textOf(pairs: readonly FilterPair[]): string {
  return pairs.map((pair) => `${pair.key}.${pair.value}`).join('.')
}
