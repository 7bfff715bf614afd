type Method = (this: unknown, ...given: unknown[]) => unknown

/**
 * Counts the steps of a piece of work: every look into a set or a map, and every entry of an array or object that is walked
 * through. Unlike time, the count is the same on every machine. The built-in methods are given back afterwards.
 */
export function countSteps(work: () => void): number {
  let steps = 0
  const undo: (() => void)[] = []
  const watch = (owner: object, names: readonly string[], costOf: (target: unknown, given: readonly unknown[]) => number): void => {
    for (const name of names) {
      const before = Object.getOwnPropertyDescriptor(owner, name)
      const method = before?.value as Method
      Object.defineProperty(owner, name, { ...before, value(this: unknown, ...given: unknown[]) {
        steps += costOf(this, given)
        return method.apply(this, given)
      } })
      undo.push(() => { if (before !== undefined) Object.defineProperty(owner, name, before) })
    }
  }
  const length = (target: unknown): number => (Array.isArray(target) ? target.length : 1)
  watch(Set.prototype, ['has', 'add', 'delete'], () => 1)
  watch(Map.prototype, ['has', 'get', 'set'], () => 1)
  watch(Array.prototype, ['includes', 'indexOf', 'some', 'every', 'find', 'filter', 'map', 'flatMap', 'forEach', 'slice', 'join', 'concat'], length)
  const keys = Object.keys
  watch(Object, ['keys', 'values', 'entries'], (_target, [given]) => (typeof given === 'object' && given !== null ? keys(given).length : 1))
  try {
    work()
  } finally {
    for (const giveBack of undo) giveBack()
  }
  return steps
}
