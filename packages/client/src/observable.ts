/** A value that tells when it is another one. */
export type Readable<T> = {
  readonly get: () => T
  /** Calls at each change; returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void
}
export type Observable<T> = Readable<T> & { readonly set: (next: T) => void; readonly patch: (part: Partial<T>) => void }

/** Makes an observable value. Setting what is there already tells nobody. */
export function observable<T extends object>(initial: T): Observable<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const set = (next: T) => {
    if (Object.is(value, next)) return
    value = next
    for (const listener of listeners) listener()
  }
  return {
    get: () => value,
    set,
    patch: (part) => set({ ...value, ...part }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
