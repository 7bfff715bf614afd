/** What is wrong with a JSON value's size, or undefined. Checked without recursion before anything is parsed, cloned or stored. */
export type JsonBounds = { readonly depth: number; readonly values: number }

/**
 * Says why a JSON value is over the bounds (`too deep`, `too many values`, or a forbidden key), or undefined when it is within them.
 * Walks iteratively, so that a hostile value cannot overflow the stack.
 */
export function jsonBoundsProblem(value: unknown, bounds: JsonBounds): { reason: 'depth' | 'values' | 'key'; limit: number; key?: string } | undefined {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  let seen = 0
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    seen += 1
    if (seen > bounds.values) return { reason: 'values', limit: bounds.values }
    if (typeof top.value !== 'object' || top.value === null) continue
    if (top.depth > bounds.depth) return { reason: 'depth', limit: bounds.depth }
    for (const key of Object.keys(top.value)) {
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') return { reason: 'key', limit: 0, key }
      stack.push({ value: (top.value as Record<string, unknown>)[key], depth: top.depth + 1 })
    }
  }
  return undefined
}
