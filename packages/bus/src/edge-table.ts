/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
/**
 * The literal arrows of the pattern tree: (node, token) → child, in one typed array with open addressing.
 * Three numbers lie side by side per slot, so following an arrow mostly costs one cache line.
 */
export class EdgeTable {
  /** Live edges. */
  count = 0
  #slotCount = 16
  /** node + 1 (0 when free), token, child. */
  #slots = new Int32Array(16 * 3)

  /** The child of `node` by `token`, or -1. */
  find(node: number, token: number): number {
    const slots = this.#slots
    const mask = this.#slotCount - 1
    for (let slot = home(node, token) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 3
      const owner = slots[at]!
      if (owner === node + 1 && slots[at + 1] === token) return slots[at + 2]!
      if (owner === 0) return -1
    }
  }

  /** Adds an edge that is not there yet. */
  add(node: number, token: number, child: number): void {
    if (++this.count * 5 > this.#slotCount * 2) this.#rehash(this.#slotCount * 2)
    this.#place(node, token, child)
  }

  /** Removes an edge that is there. */
  remove(node: number, token: number): void {
    const slots = this.#slots
    const mask = this.#slotCount - 1
    let hole = home(node, token) & mask
    while (slots[hole * 3] !== node + 1 || slots[hole * 3 + 1] !== token) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; slots[slot * 3] !== 0; slot = (slot + 1) & mask) {
      const wanted = home(slots[slot * 3]! - 1, slots[slot * 3 + 1]!) & mask
      if (((slot - wanted) & mask) < ((slot - hole) & mask)) continue
      slots.copyWithin(hole * 3, slot * 3, slot * 3 + 3)
      hole = slot
    }
    slots[hole * 3] = 0
    this.count--
    if (this.#slotCount > 64 && this.count * 16 < this.#slotCount) this.#rehash(this.#slotCount / 4)
  }

  #place(node: number, token: number, child: number): void {
    const mask = this.#slotCount - 1
    let slot = home(node, token) & mask
    while (this.#slots[slot * 3] !== 0) slot = (slot + 1) & mask
    this.#slots[slot * 3] = node + 1
    this.#slots[slot * 3 + 1] = token
    this.#slots[slot * 3 + 2] = child
  }

  #rehash(slotCount: number): void {
    const old = this.#slots
    this.#slotCount = slotCount
    this.#slots = new Int32Array(slotCount * 3)
    for (let at = 0; at < old.length; at += 3) if (old[at] !== 0) this.#place(old[at]! - 1, old[at + 1]!, old[at + 2]!)
  }
}

function home(node: number, token: number): number {
  const mixed = Math.imul(Math.imul(node, 0x9e3779b1) ^ token, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
