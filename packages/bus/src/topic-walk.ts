/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
import { EXACT, FILTERED, LITERAL, LOAD, REST, ROOT, STAR, STRIDE } from './pattern-tree.ts'
import type { PatternTree } from './pattern-tree.ts'
import { hashStep } from './token-table.ts'
import type { TokenTable } from './token-table.ts'
import { MAX_TOPIC_BYTES } from './token-rules.ts'

/** Tokens that decide which kept topics a pattern can make wrong. */
export const GROUP_TOKENS = 4

const DOT = 46
const NOT_LOOKED_UP = -1

/**
 * The way of one topic down the tree of patterns: level by level, from all nodes that the tokens so far lead to.
 * Its results are kept in itself until the next run, so that a run allocates nothing.
 */
export class TopicWalk {
  /** The lists of subscribers that match, in the first `foundCount` places. */
  found = new Int32Array(64)
  foundCount = 0
  /** The nodes reached at which patterns with filter pairs end. */
  readonly filteredNodes: number[] = []
  /** A hash of the whole topic. */
  topicHash = 0
  /** A hash of its first four tokens, 0 when it has fewer. */
  topicGroup = 0
  readonly #tokens: TokenTable
  readonly #tree: PatternTree
  readonly #chars = new Uint16Array(MAX_TOPIC_BYTES + 1)
  #reached = new Int32Array(64)
  #following = new Int32Array(64)

  constructor(tokens: TokenTable, tree: PatternTree) {
    this.#tokens = tokens
    this.#tree = tree
  }

  /** Finds everything that a valid topic matches. */
  run(topic: string): void {
    const length = topic.length
    const chars = this.#chars
    let count = 1
    let whole = 0
    let group = 0
    let level = 0
    this.foundCount = 0
    if (this.filteredNodes.length > 0) this.filteredNodes.length = 0
    this.#reached[0] = ROOT
    for (let start = 0; start <= length; ) {
      let hash = 0
      let end = start
      for (; end < length; end++) {
        const char = topic.charCodeAt(end)
        if (char === DOT) break
        chars[end] = char
        hash = hashStep(hash, char)
      }
      whole = mixTopic(whole, hash)
      if (++level === GROUP_TOKENS) group = whole
      if (count > 0) count = this.#step(count, { start, end, hash })
      start = end + 1
    }
    this.#arrive(count)
    this.topicHash = finishMix(whole)
    this.topicGroup = finishMix(group)
  }

  /** Goes on by one token from the first `count` nodes reached; gives how many are reached then. */
  #step(count: number, { start, end, hash }: { readonly start: number; readonly end: number; readonly hash: number }): number {
    const { records, edges } = this.#tree
    const reached = this.#reached
    // Each node leads on to two at the most.
    if (count * 2 > this.#following.length) this.#following = new Int32Array(count * 4)
    const following = this.#following
    let next = 0
    let token = NOT_LOOKED_UP
    for (let index = 0; index < count; index++) {
      const node = reached[index]!
      const at = node * STRIDE
      const rest = records[at + REST]!
      if (rest >= 0) this.#note(rest)
      const star = records[at + STAR]!
      if (star >= 0) following[next++] = star
      if (records[at + LOAD]! < LITERAL) continue
      if (token === NOT_LOOKED_UP) token = this.#tokens.find(this.#chars, start, end, hash)
      if (token === 0) continue
      const child = edges.find(node, token)
      if (child >= 0) following[next++] = child
    }
    this.#reached = following
    this.#following = reached
    return next
  }

  /** Notes what ends at the nodes that the whole topic leads to. */
  #arrive(count: number): void {
    const { records } = this.#tree
    for (let index = 0; index < count; index++) {
      const node = this.#reached[index]!
      const exact = records[node * STRIDE + EXACT]!
      if (exact >= 0) this.#note(exact)
      if ((records[node * STRIDE + LOAD]! & FILTERED) !== 0) this.filteredNodes.push(node)
    }
  }

  #note(list: number): void {
    if (this.foundCount === this.found.length) {
      const longer = new Int32Array(this.found.length * 2)
      longer.set(this.found)
      this.found = longer
    }
    this.found[this.foundCount++] = list
  }
}

/** Mixes a token's hash into that of the tokens before it. */
export function mixTopic(mixed: number, hash: number): number {
  return Math.imul(mixed ^ hash, 0x9e3779b1)
}

/** Brings the high bits of a mix down, where tables look. */
export function finishMix(mixed: number): number {
  return mixed ^ (mixed >>> 15)
}
