interface TrieNode<Value> {
  readonly children: Map<string, TrieNode<Value>>
  readonly exact: Value[]
  readonly rest: Value[]
}

/** The matcher most people would write: one map per node, one recursion per topic. A peer to measure against. */
export class PlainTrie<Value> {
  readonly #root = createNode<Value>()

  add(pattern: string, value: Value): void {
    let node = this.#root
    for (const token of pattern.split('.')) {
      if (token === '>') {
        node.rest.push(value)
        return
      }
      let child = node.children.get(token)
      if (child === undefined) {
        child = createNode<Value>()
        node.children.set(token, child)
      }
      node = child
    }
    node.exact.push(value)
  }

  remove(pattern: string, value: Value): void {
    this.#remove(this.#root, pattern.split('.'), 0, value)
  }

  match(topic: string): Value[] {
    const found: Value[] = []
    this.#match(this.#root, topic.split('.'), 0, found)
    return found
  }

  #match(node: TrieNode<Value>, tokens: readonly string[], index: number, found: Value[]): void {
    if (index === tokens.length) {
      for (const value of node.exact) found.push(value)
      return
    }
    for (const value of node.rest) found.push(value)
    const literal = node.children.get(tokens[index] ?? '')
    if (literal !== undefined) this.#match(literal, tokens, index + 1, found)
    const star = node.children.get('*')
    if (star !== undefined) this.#match(star, tokens, index + 1, found)
  }

  #remove(node: TrieNode<Value>, tokens: readonly string[], index: number, value: Value): void {
    const token = tokens[index]
    const list = token === undefined ? node.exact : node.rest
    if (token === undefined || token === '>') {
      const at = list.indexOf(value)
      if (at >= 0) list.splice(at, 1)
      return
    }
    const child = node.children.get(token)
    if (child === undefined) return
    this.#remove(child, tokens, index + 1, value)
    if (child.children.size === 0 && child.exact.length === 0 && child.rest.length === 0) node.children.delete(token)
  }
}

function createNode<Value>(): TrieNode<Value> {
  return { children: new Map(), exact: [], rest: [] }
}
