import { hkdfSync } from 'node:crypto'

/** Bytes of AES-256. */
const KEY_BYTES = 32

/**
 * Makes a key of the master key for one purpose, by HKDF-SHA-256. What is sealed often has keys of its own: random nonces are
 * safe for 2^32 texts under one key, and a server may keep the states of its sessions more often than that.
 */
export function purposeKey(masterKey: Uint8Array, purpose: readonly string[]): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(), JSON.stringify(purpose), KEY_BYTES))
}
