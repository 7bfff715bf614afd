/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
import { EdgeTable } from './edge-table.ts'
import { copyInts } from './token-table.ts'

/** Numbers per node: the child by `*`, the list of patterns that end here, the list of patterns that end here with `>`, and how much hangs on the node. */
export const STRIDE = 4
export const STAR = 0
export const EXACT = 1
export const REST = 2
export const LOAD = 3

/** `LOAD` counts literal children in steps of two; its lowest bit says that patterns with filter pairs end here. */
export const LITERAL = 2
export const FILTERED = 1

/** The number of the node that every pattern begins at. */
export const ROOT = 0

/**
 * The tree of all patterns' tokens, as whole numbers in typed arrays: no object per node, so a hundred thousand patterns give
 * the collector nothing to trace and lie close together in memory.
 */
export class PatternTree {
  /** Live nodes, the root included. */
  nodeCount = 1
  readonly edges = new EdgeTable()
  /** The records of all nodes, `STRIDE` numbers each; to be read only, and anew after each change. */
  get records(): Int32Array {
    return this.#nodes
  }

  #nodes = new Int32Array(16 * STRIDE)
  #next = 1
  readonly #freed: number[] = []

  constructor() {
    this.#reset(ROOT)
  }

  /** The child by `*`, or -1. */
  star(node: number): number {
    return this.#nodes[node * STRIDE + STAR]!
  }

  /** The list of subscribers whose pattern ends at a node, or -1. */
  exact(node: number): number {
    return this.#nodes[node * STRIDE + EXACT]!
  }

  /** The list of subscribers whose pattern ends with `>` after a node, or -1. */
  rest(node: number): number {
    return this.#nodes[node * STRIDE + REST]!
  }

  /** Says whether literal tokens lead on from a node. */
  hasLiterals(node: number): boolean {
    return this.#nodes[node * STRIDE + LOAD]! >= LITERAL
  }

  /** Says whether patterns with filter pairs end at a node. */
  isFiltered(node: number): boolean {
    return (this.#nodes[node * STRIDE + LOAD]! & FILTERED) !== 0
  }

  setExact(node: number, list: number): void {
    this.#nodes[node * STRIDE + EXACT] = list
  }

  setRest(node: number, list: number): void {
    this.#nodes[node * STRIDE + REST] = list
  }

  setFiltered(node: number, isFiltered: boolean): void {
    const at = node * STRIDE + LOAD
    this.#nodes[at] = isFiltered ? this.#nodes[at]! | FILTERED : this.#nodes[at]! & ~FILTERED
  }

  /** Adds the child by `*`. */
  addStar(node: number): number {
    const child = this.#create()
    this.#nodes[node * STRIDE + STAR] = child
    return child
  }

  /** Adds the child by a literal token. */
  addLiteral(node: number, token: number): number {
    const child = this.#create()
    this.#nodes[node * STRIDE + LOAD]! += LITERAL
    this.edges.add(node, token, child)
    return child
  }

  /** Removes a bare child; `token` 0 is `*`. */
  removeChild(node: number, token: number, child: number): void {
    if (token === 0) this.#nodes[node * STRIDE + STAR] = -1
    else {
      this.#nodes[node * STRIDE + LOAD]! -= LITERAL
      this.edges.remove(node, token)
    }
    this.nodeCount--
    this.#freed.push(child)
    if (this.nodeCount === 1) this.#startAfresh()
  }

  /** Says whether nothing ends at a node and nothing leads on from it. */
  isBare(node: number): boolean {
    const at = node * STRIDE
    const nodes = this.#nodes
    return nodes[at + STAR] === -1 && nodes[at + EXACT] === -1 && nodes[at + REST] === -1 && nodes[at + LOAD] === 0
  }

  #create(): number {
    const node = this.#freed.pop() ?? this.#next++
    if ((node + 1) * STRIDE > this.#nodes.length) this.#nodes = copyInts(this.#nodes, this.#nodes.length * 2)
    this.#reset(node)
    this.nodeCount++
    return node
  }

  #reset(node: number): void {
    const at = node * STRIDE
    this.#nodes[at + STAR] = -1
    this.#nodes[at + EXACT] = -1
    this.#nodes[at + REST] = -1
    this.#nodes[at + LOAD] = 0
  }

  /** Gives the memory of many nodes back once only the root is left. */
  #startAfresh(): void {
    this.#nodes = this.#nodes.slice(0, 16 * STRIDE)
    this.#freed.length = 0
    this.#next = 1
  }
}
