/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
import { hashStep } from './token-table.ts'
import { MAX_TOKENS, MAX_TOPIC_BYTES } from './token-rules.ts'

const DOT = 46
const STAR = 42
const REST = 62

/** A pattern taken apart without making substrings: where its tokens are and their hashes. Used again for each pattern. */
export class TokenScan {
  /** The pattern's character codes, dots included. */
  readonly chars = new Uint16Array(MAX_TOPIC_BYTES + 1)
  readonly starts = new Int32Array(MAX_TOKENS + 1)
  readonly hashes = new Int32Array(MAX_TOKENS + 1)
  /** Tokens before a `>`, or all of them. */
  count = 0
  /** Whether the last token is `>`. */
  isOpen = false
  /** The index of the first wildcard; the number of tokens when there is none. */
  firstWildcard = 0

  /** Reads a valid pattern. */
  read(pattern: string): void {
    const { chars, starts, hashes } = this
    let hash = 0
    let token = 0
    starts[0] = 0
    for (let index = 0; index < pattern.length; index++) {
      const char = pattern.charCodeAt(index)
      chars[index] = char
      if (char !== DOT) {
        hash = hashStep(hash, char)
        continue
      }
      hashes[token++] = hash
      starts[token] = index + 1
      hash = 0
    }
    hashes[token++] = hash
    starts[token] = pattern.length + 1
    this.isOpen = chars[pattern.length - 1] === REST
    this.count = this.isOpen ? token - 1 : token
    this.firstWildcard = 0
    while (this.firstWildcard < this.count && !this.isStar(this.firstWildcard)) this.firstWildcard++
  }

  /** Where a token ends, its dot left out. */
  end(token: number): number {
    return this.starts[token + 1]! - 1
  }

  /** Says whether a token is `*`. */
  isStar(token: number): boolean {
    return this.chars[this.starts[token]!] === STAR
  }
}
