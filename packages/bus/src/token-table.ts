/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
/**
 * The literal tokens that patterns use, each once, as small whole numbers from 1.
 *
 * Kept in typed arrays with open addressing: a topic is looked up token by token from a scratch of character codes, so matching
 * makes no substrings and follows no pointers. Tokens are counted, and gone when their last pattern is.
 */
export class TokenTable {
  /** Live tokens. */
  count = 0
  #capacity = 0
  /** Slot → token number, 0 when free; always a power of two long. */
  #slots = new Int32Array(16)
  #hashes = new Int32Array(0)
  #offsets = new Int32Array(0)
  #lengths = new Uint8Array(0)
  #uses = new Int32Array(0)
  #freed: number[] = []
  #next = 1
  #pool = new Uint8Array(64)
  #poolEnd = 0
  #poolLive = 0

  constructor() {
    this.#growTokens(16)
  }

  /** The number of the token in `chars[start..end)`, or 0 when no pattern has it. `hash` is `hashToken` of the same. */
  find(chars: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const token = slots[slot]!
      if (token === 0) return 0
      if (this.#hashes[token] === hash && this.#isText(token, chars, start, end)) return token
    }
  }

  /** Counts one more use of a token and gives its number. */
  take(chars: Uint16Array, start: number, end: number, hash: number): number {
    const found = this.find(chars, start, end, hash)
    if (found !== 0) {
      this.#uses[found]!++
      return found
    }
    const token = this.#freed.pop() ?? this.#next++
    if (token >= this.#capacity) this.#growTokens(this.#capacity * 2)
    this.#hashes[token] = hash
    this.#uses[token] = 1
    this.#write(token, chars, start, end)
    this.count++
    if (this.count * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2)
    else this.#place(token)
    return token
  }

  /** Counts one use less, and forgets the token with its last use. */
  release(token: number): void {
    if (--this.#uses[token]! > 0) return
    this.#unplace(token)
    this.#poolLive -= this.#lengths[token]!
    this.#lengths[token] = 0
    this.#freed.push(token)
    this.count--
    if (this.#slots.length > 64 && this.count * 16 < this.#slots.length) this.#rehash(this.#slots.length / 4)
  }

  #isText(token: number, chars: Uint16Array, start: number, end: number): boolean {
    const length = end - start
    if (this.#lengths[token] !== length) return false
    const pool = this.#pool
    const offset = this.#offsets[token]!
    for (let index = 0; index < length; index++) if (pool[offset + index] !== chars[start + index]) return false
    return true
  }

  #place(token: number): void {
    const mask = this.#slots.length - 1
    let slot = spread(this.#hashes[token]!) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = token
  }

  /** Frees the token's slot and moves what was pushed past it back, so that no slot is ever marked as deleted. */
  #unplace(token: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let hole = spread(this.#hashes[token]!) & mask
    while (slots[hole] !== token) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = spread(this.#hashes[slots[slot]!]!) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[hole] = slots[slot]!
      hole = slot
    }
    slots[hole] = 0
  }

  #rehash(size: number): void {
    this.#slots = new Int32Array(size)
    for (let token = 1; token < this.#next; token++) if (this.#uses[token]! > 0) this.#place(token)
  }

  #write(token: number, chars: Uint16Array, start: number, end: number): void {
    const length = end - start
    if (this.#poolEnd + length > this.#pool.length) this.#makeRoom(length)
    this.#offsets[token] = this.#poolEnd
    this.#lengths[token] = length
    for (let index = start; index < end; index++) this.#pool[this.#poolEnd++] = chars[index]!
    this.#poolLive += length
  }

  /** Moves the live texts together into a pool that fits them and `length` more with half to spare. */
  #makeRoom(length: number): void {
    const pool = new Uint8Array(Math.max(64, Math.ceil((this.#poolLive + length) * 1.5)))
    let end = 0
    for (let token = 1; token < this.#next; token++) {
      const size = this.#lengths[token]!
      if (size === 0) continue
      pool.set(this.#pool.subarray(this.#offsets[token]!, this.#offsets[token]! + size), end)
      this.#offsets[token] = end
      end += size
    }
    this.#pool = pool
    this.#poolEnd = end
  }

  #growTokens(capacity: number): void {
    this.#hashes = copyInts(this.#hashes, capacity)
    this.#offsets = copyInts(this.#offsets, capacity)
    this.#uses = copyInts(this.#uses, capacity)
    const lengths = new Uint8Array(capacity)
    lengths.set(this.#lengths)
    this.#lengths = lengths
    this.#capacity = capacity
  }
}

/** A longer copy of an array of whole numbers. */
export function copyInts(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length)
  to.set(from)
  return to
}

/** One step of a token's hash: rotate and mix, two instructions per character. Begin with 0. */
export function hashStep(hash: number, char: number): number {
  return ((hash << 5) | (hash >>> 27)) ^ char
}

/** Spreads a hash over all bits, because tables take the lowest ones. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}
