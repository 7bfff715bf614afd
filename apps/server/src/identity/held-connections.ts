/** A connection that lives by what somebody may do. */
type Held = { readonly cut: () => void }

/**
 * Connections by what they depend on: a sign-in, a membership, an API token. When that ends or changes, they are cut at once;
 * whoever has a right left comes back with it.
 */
export class HeldConnections {
  readonly #byKey = new Map<string, Set<Held>>()
  readonly #watchers = new Set<(key: string) => void>()
  #generation = 0

  /** Counts the cuts. Who looked something up before one that came since has to look again. */
  get generation(): number {
    return this.#generation
  }

  /** Calls `cut` when one of the keys is cut; returns what ends that. */
  hold(keys: readonly string[], cut: () => void): () => void {
    const held: Held = { cut }
    for (const key of keys) this.#of(key).add(held)
    return () => {
      for (const key of keys) {
        const all = this.#byKey.get(key)
        all?.delete(held)
        if (all?.size === 0) this.#byKey.delete(key)
      }
    }
  }

  /** Cuts all that depends on a key. */
  cut(key: string): void {
    this.#generation += 1
    for (const watch of this.#watchers) watch(key)
    for (const { cut } of this.#byKey.get(key) ?? []) cut()
  }

  /** Calls with every key that is cut. */
  onCut(watch: (key: string) => void): void {
    this.#watchers.add(watch)
  }

  /** What follows a prefix in the keys on which something depends now. */
  namesAfter(prefix: string): readonly string[] {
    return [...this.#byKey.keys()].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
  }

  /** How many keys something depends on now. */
  get size(): number {
    return this.#byKey.size
  }

  #of(key: string): Set<Held> {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const made = new Set<Held>()
    this.#byKey.set(key, made)
    return made
  }
}
