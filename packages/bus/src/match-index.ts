/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
import { HotTopics } from './hot-topics.ts'
import { pairsHold } from './pattern-matching.ts'
import type { Filters } from './pattern-matching.ts'
import { parsePattern } from './pattern.ts'
import type { FilterPair, ParsedPattern } from './pattern.ts'
import { PatternTree, ROOT } from './pattern-tree.ts'
import { SubscriberLists } from './subscriber-lists.ts'
import { hashStep, TokenTable } from './token-table.ts'
import { MAX_TOPIC_BYTES, TOKENS_BEFORE_PAIRS } from './token-rules.ts'
import type { TopicRefusal } from './token-rules.ts'

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
const DOT = 46
const NEVER = -1
/** Tokens that decide which kept topics a pattern can make wrong. */
const GROUP_TOKENS = 4

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

  // Scratch of one walk, kept so that a walk allocates its result alone.
  readonly #chars = new Uint16Array(MAX_TOPIC_BYTES + 1)
  #reached = new Int32Array(64)
  #following = new Int32Array(64)
  #found = new Int32Array(64)
  #foundCount = 0
  #foundFiltered: FilteredPatterns[] | null = null
  #topicHash = 0
  #topicGroup = 0

  /** Adds a subscriber to a pattern; `changed` is false when it was there. */
  add(pattern: string, subscriber: Subscriber): IndexChange {
    const parsed = parsePattern(pattern)
    if (!parsed.ok) return parsed
    const added = this.#addByPlace(parsed.tokens, subscriber)
    if (added && parsed.pairs.length > 0) this.#addByPairs(parsed, subscriber)
    if (added) this.#forgetTopicsOf(pattern, parsed)
    return { ok: true, changed: added }
  }

  /** Removes a subscriber from a pattern with all that only it needed; `changed` is false when it was not there. */
  remove(pattern: string, subscriber: Subscriber): IndexChange {
    const parsed = parsePattern(pattern)
    if (!parsed.ok) return parsed
    const removed = this.#removeFrom(parsed.tokens, null, subscriber)
    if (removed && parsed.pairs.length > 0) this.#removeFrom(parsed.tokens.slice(0, TOKENS_BEFORE_PAIRS), pairsText(parsed.pairs), subscriber)
    if (removed) this.#forgetTopicsOf(pattern, parsed)
    return { ok: true, changed: removed }
  }

  /** The subscribers of all patterns that match an event's topic and filters. The topic must be valid (`isTopic`). */
  match(topic: string, filters: Filters = NO_FILTERS): readonly Subscriber[] {
    const kept = this.#hot.find(topic)
    if (kept !== undefined) return kept.filtered.length === 0 ? kept.subscribers : this.#withFiltered(kept, filters)
    this.#walk(topic)
    const subscribers = this.#collect()
    const filtered = this.#foundFiltered
    const isHot = this.#hot.wasMet(this.#topicHash)
    if (filtered === null && !isHot) return subscribers
    const found: TopicMatch<Subscriber> = { subscribers, filtered: filtered ?? NONE }
    if (isHot) this.#hot.keep(topic, this.#topicGroup, found)
    return filtered === null ? subscribers : this.#withFiltered(found, filters)
  }

  /** What the index holds now. */
  size(): MatchIndexSize {
    return { subscriptions: this.#lists.count, nodes: this.#tree.nodeCount, tokens: this.#tokens.count, edges: this.#tree.edges.count, topics: this.#hot.size }
  }

  /** Walks the tree level by level, from all nodes that the tokens so far lead to, and notes the lists that match. */
  #walk(topic: string): void {
    const tree = this.#tree
    const chars = this.#chars
    const length = topic.length
    let reached = this.#reached
    let following = this.#following
    let count = 1
    let start = 0
    let level = 0
    let whole = 0
    let group = 0
    this.#foundCount = 0
    this.#foundFiltered = null
    reached[0] = ROOT
    while (start <= length) {
      let hash = 0
      let end = start
      for (; end < length; end++) {
        const char = topic.charCodeAt(end)
        if (char === DOT) break
        chars[end] = char
        hash = hashStep(hash, char)
      }
      whole = Math.imul(whole ^ hash, 0x9e3779b1)
      level++
      if (level === GROUP_TOKENS) group = whole
      if (count > 0) {
        if (count * 2 > following.length) following = new Int32Array(count * 4)
        let next = 0
        let token = NEVER
        for (let index = 0; index < count; index++) {
          const node = reached[index]!
          const rest = tree.rest(node)
          if (rest >= 0) this.#note(rest)
          const star = tree.star(node)
          if (star >= 0) following[next++] = star
          if (!tree.hasLiterals(node)) continue
          if (token === NEVER) token = this.#tokens.find(chars, start, end, hash)
          if (token === 0) continue
          const child = tree.edges.find(node, token)
          if (child >= 0) following[next++] = child
        }
        const swap = reached
        reached = following
        following = swap
        count = next
      }
      start = end + 1
    }
    for (let index = 0; index < count; index++) {
      const node = reached[index]!
      const exact = tree.exact(node)
      if (exact >= 0) this.#note(exact)
      if (tree.isFiltered(node)) this.#noteFiltered(node)
    }
    this.#reached = reached
    this.#following = following
    this.#topicHash = whole ^ (whole >>> 15)
    this.#topicGroup = group ^ (group >>> 15)
  }

  #note(list: number): void {
    if (this.#foundCount === this.#found.length) {
      const longer = new Int32Array(this.#found.length * 2)
      longer.set(this.#found)
      this.#found = longer
    }
    this.#found[this.#foundCount++] = list
  }

  #noteFiltered(node: number): void {
    const patterns = this.#filtered.get(node)
    if (patterns !== undefined) this.#foundFiltered = this.#foundFiltered === null ? [...patterns] : [...this.#foundFiltered, ...patterns]
  }

  #collect(): readonly Subscriber[] {
    const lists = this.#foundCount
    if (lists === 0) return NONE
    const subscribers = this.#lists.of(this.#found[0]!).slice()
    for (let index = 1; index < lists; index++) {
      const more = this.#lists.of(this.#found[index]!)
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

  #addByPlace(tokens: readonly string[], subscriber: Subscriber): boolean {
    const isOpen = tokens.at(-1) === '>'
    const node = this.#descend(isOpen ? tokens.slice(0, -1) : tokens)
    const list = isOpen ? this.#tree.rest(node) : this.#tree.exact(node)
    if (list >= 0) return this.#lists.add(list, subscriber)
    const created = this.#lists.create(subscriber)
    if (isOpen) this.#tree.setRest(node, created)
    else this.#tree.setExact(node, created)
    return true
  }

  #addByPairs(parsed: ParsedPattern, subscriber: Subscriber): void {
    const node = this.#descend(parsed.tokens.slice(0, TOKENS_BEFORE_PAIRS))
    const text = pairsText(parsed.pairs)
    const patterns = this.#filtered.get(node) ?? []
    const same = patterns.find((one) => one.pairsText === text)
    if (same !== undefined) this.#lists.add(same.list, subscriber)
    else patterns.push({ pairs: parsed.pairs, pairsText: text, list: this.#lists.create(subscriber) })
    this.#filtered.set(node, patterns)
    this.#tree.setFiltered(node, true)
  }

  /** The node that tokens lead to, made where it is missing. */
  #descend(tokens: readonly string[]): number {
    let node = ROOT
    for (const text of tokens) {
      if (text === '*') {
        const star = this.#tree.star(node)
        node = star >= 0 ? star : this.#tree.addStar(node)
        continue
      }
      const hash = this.#spell(text)
      const known = this.#tokens.find(this.#chars, 0, text.length, hash)
      const child = known === 0 ? -1 : this.#tree.edges.find(node, known)
      node = child >= 0 ? child : this.#tree.addLiteral(node, this.#tokens.take(this.#chars, 0, text.length, hash))
    }
    return node
  }

  /** Removes from the list at the end of a path, and then every node on the path that nothing needs any more. */
  #removeFrom(tokens: readonly string[], pairs: string | null, subscriber: Subscriber): boolean {
    const isOpen = tokens.at(-1) === '>'
    const path = this.#trace(isOpen ? tokens.slice(0, -1) : tokens)
    const end = path?.at(-1)
    if (path === null || end === undefined) return false
    const removed = pairs === null ? this.#removeByPlace(end.node, isOpen, subscriber) : this.#removeByPairs(end.node, pairs, subscriber)
    if (!removed) return false
    let step = path.pop()
    while (step !== undefined && this.#tree.isBare(step.node)) {
      this.#tree.removeChild(path.at(-1)?.node ?? ROOT, step.token, step.node)
      if (step.token !== 0) this.#tokens.release(step.token)
      step = path.pop()
    }
    return true
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

  /** The nodes that tokens lead to, each with the token that leads there (0 is `*`), or null when one is missing. */
  #trace(tokens: readonly string[]): { readonly node: number; readonly token: number }[] | null {
    const path: { readonly node: number; readonly token: number }[] = []
    let node = ROOT
    for (const text of tokens) {
      const token = text === '*' ? 0 : this.#tokens.find(this.#chars, 0, text.length, this.#spell(text))
      if (token === 0 && text !== '*') return null
      node = token === 0 ? this.#tree.star(node) : this.#tree.edges.find(node, token)
      if (node < 0) return null
      path.push({ node, token })
    }
    return path
  }

  /** Writes a token into the scratch and gives its hash. */
  #spell(text: string): number {
    let hash = 0
    for (let index = 0; index < text.length; index++) {
      const char = text.charCodeAt(index)
      this.#chars[index] = char
      hash = hashStep(hash, char)
    }
    return hash
  }

  /** Makes the memory of hot topics right again after a change of a pattern. */
  #forgetTopicsOf(pattern: string, parsed: ParsedPattern): void {
    if (this.#hot.size === 0) return
    const wild = parsed.tokens.findIndex((token) => token === '*' || token === '>')
    if (wild < 0 && parsed.pairs.length === 0) this.#hot.forget(pattern)
    else if (wild >= 0 && wild < GROUP_TOKENS) this.#hot.ageAll()
    else {
      let group = 0
      for (let index = 0; index < GROUP_TOKENS; index++) group = Math.imul(group ^ this.#spell(parsed.tokens[index] ?? ''), 0x9e3779b1)
      this.#hot.ageGroup(group ^ (group >>> 15))
    }
  }
}

function pairsText(pairs: readonly FilterPair[]): string {
  return pairs.map((pair) => `${pair.key}.${pair.value}`).join('.')
}
