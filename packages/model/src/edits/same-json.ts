/** Are two JSON values equal? Keys in any order; the very same object is equal at once, so shared parts cost nothing. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((item, index) => sameJson(item, right[index]))
  }
  const leftEntries = Object.entries(left)
  const rightMap = new Map<string, unknown>(Object.entries(right))
  return leftEntries.length === rightMap.size && leftEntries.every(([key, value]) => rightMap.has(key) && sameJson(value, rightMap.get(key)))
}
