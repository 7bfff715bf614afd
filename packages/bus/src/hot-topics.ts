/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
/** What one topic matched, kept while no subscription change can have made it wrong. */
interface Kept<Match> {
  readonly match: Match
  readonly group: number
  readonly version: number
  readonly everywhere: number
}

/** Topics kept at once at the most, in two halves of equal size. */
const KEPT_TOPICS = 8_192

/** Slots of the note of topics met once; a topic is kept when it is met again, so that topics used once cost nothing. */
const NOTED_TOPICS = 8_192

/** Groups of topics that age by themselves: one subscription change makes the kept topics of its group alone wrong. */
const GROUPS = 256

/** Topics that are wrong but not yet met again hold on to subscribers that left; after this many changes all are dropped. */
const CHANGES_BETWEEN_CLEARINGS = 1_024

/**
 * A bounded memory of what the topics in frequent use matched.
 *
 * Topics fall into groups by a hash of their first four tokens. A pattern that begins with four literal tokens ages its group;
 * any other pattern with a wildcard ages everything; a literal pattern forgets its topic. The least lately used half goes first.
 */
export class HotTopics<Match> {
  #young = new Map<string, Kept<Match>>()
  #old = new Map<string, Kept<Match>>()
  // Made when first needed: an index of a few patterns for one replay needs neither.
  #noted = new Int32Array(0)
  #versions = new Int32Array(0)
  #everywhere = 0
  #changes = 0

  /** Topics kept now, wrong ones included. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  /** What a topic matched, or undefined when that is not known. */
  find(topic: string): Match | undefined {
    const kept = this.#young.get(topic)
    if (kept !== undefined && this.#isRight(kept)) return kept.match
    return this.#old.size === 0 ? undefined : this.#findOld(topic)
  }

  /** Says whether a topic that is not kept was met before, and notes it; `hash` is of the whole topic. */
  wasMet(hash: number): boolean {
    if (this.#noted.length === 0) this.#noted = new Int32Array(NOTED_TOPICS)
    const slot = hash & (NOTED_TOPICS - 1)
    if (this.#noted[slot] === hash) return true
    this.#noted[slot] = hash
    return false
  }

  /** Keeps what a topic matched; `group` is the hash of its first four tokens. */
  keep(topic: string, group: number, match: Match): void {
    if (this.#versions.length === 0) this.#versions = new Int32Array(GROUPS)
    const slot = group & (GROUPS - 1)
    this.#put(topic, { match, group: slot, version: this.#versions[slot]!, everywhere: this.#everywhere })
  }

  /** A literal pattern changed: only its own topic can be wrong. */
  forget(topic: string): void {
    this.#young.delete(topic)
    this.#old.delete(topic)
  }

  /** A pattern with four literal tokens at its beginning changed. */
  ageGroup(group: number): void {
    if (this.#versions.length > 0) this.#versions[group & (GROUPS - 1)]!++
    this.#countChange()
  }

  /** A pattern changed that may match anywhere. */
  ageAll(): void {
    this.#everywhere++
    this.#countChange()
  }

  /** Forgets everything. */
  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
    this.#changes = 0
  }

  #countChange(): void {
    if (++this.#changes >= CHANGES_BETWEEN_CLEARINGS) this.clear()
  }

  #isRight(kept: Kept<Match>): boolean {
    return kept.everywhere === this.#everywhere && kept.version === this.#versions[kept.group]
  }

  #findOld(topic: string): Match | undefined {
    const kept = this.#old.get(topic)
    if (kept === undefined) return undefined
    this.#old.delete(topic)
    if (!this.#isRight(kept)) return undefined
    this.#put(topic, kept)
    return kept.match
  }

  #put(topic: string, kept: Kept<Match>): void {
    if (this.#young.size >= KEPT_TOPICS / 2) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(topic, kept)
  }
}
