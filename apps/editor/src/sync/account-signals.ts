/**
 * What the parts that talk to the server learn about who is signed in, for the part that shows it, and the other way round.
 * They are kept apart, since connections know nothing of pages.
 */
type Signal = { readonly tell: () => void; readonly on: (listener: () => void) => () => void }

/** The server said to a request or connection that nobody is signed in. */
export const signedOut: Signal = signal()

/** Somebody is signed in again: who was refused may come back. */
export const signedInAgain: Signal = signal()

/** A connection was cut or came back, which is what happens when a role changes. */
export const connectionChanged: Signal = signal()

function signal(): Signal {
  const listeners = new Set<() => void>()
  return {
    tell: () => {
      for (const listener of listeners) listener()
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
