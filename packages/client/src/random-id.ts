const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Makes an id that nobody guesses, of 20 letters, digits, `-` and `_`. */
export function randomId(): string {
  // Not randomUUID: browsers have it on safe addresses only, and apps are opened on plain ones too.
  return Array.from(globalThis.crypto.getRandomValues(new Uint8Array(20)), (byte) => letters[byte % 64]).join('')
}
