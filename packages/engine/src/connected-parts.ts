/**
 * The parts of a graph in which every node leads to every other (strongly connected), a single node among them only when
 * it leads to itself. Takes time by the size of the graph, and no stack.
 */
export function connectedParts<Node>(nodes: Iterable<Node>, waysOf: (node: Node) => readonly Node[]): Node[][] {
  const parts: Node[][] = []
  const at = new Map<Node, { readonly index: number; low: number; done: boolean }>()
  const trail: Node[] = []
  for (const first of nodes) {
    if (at.has(first)) continue
    const walk = [{ node: first, mark: begin(first), ways: waysOf(first), next: 0 }]
    for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
      const to = top.ways[top.next]
      top.next += 1
      if (to !== undefined) {
        const known = at.get(to)
        if (known === undefined) walk.push({ node: to, mark: begin(to), ways: waysOf(to), next: 0 })
        else if (!known.done) top.mark.low = Math.min(top.mark.low, known.index)
        continue
      }
      walk.pop()
      const before = walk.at(-1)
      if (before !== undefined) before.mark.low = Math.min(before.mark.low, top.mark.low)
      if (top.mark.low === top.mark.index) finish(top.node, top.ways)
    }
  }
  return parts

  function begin(node: Node): { readonly index: number; low: number; done: boolean } {
    const mark = { index: at.size, low: at.size, done: false }
    at.set(node, mark)
    trail.push(node)
    return mark
  }

  function finish(node: Node, ways: readonly Node[]): void {
    const part = trail.splice(trail.lastIndexOf(node))
    for (const one of part) {
      const mark = at.get(one)
      if (mark !== undefined) mark.done = true
    }
    if (part.length > 1 || ways.includes(node)) parts.push(part)
  }
}
