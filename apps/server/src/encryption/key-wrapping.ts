import { createCipheriv, createECDH, ECDH, hkdfSync, randomBytes } from 'node:crypto'
import { DATA_KEY_BYTES, IV_BYTES, keyContext, PUBLIC_KEY_BYTES, type PublicKey, type WireError, type WrappedKey } from '@halley/protocol'
import type { DataKey } from './envelope.ts'

/** P-256, as OpenSSL calls it. */
const CURVE = 'prime256v1'

/** Where a key belongs, by the names of its topics. */
export type KeyPlace = Pick<WrappedKey, 'org' | 'app' | 'channel'>

/** What is random in a wrapped key, for a test of the wire format: the server's private key of P-256, and the IV. */
export type WrappingSeed = { readonly privateKey: Uint8Array; readonly iv: Uint8Array }

/** A public key has the form of one, and nobody can have a private key for it. */
export const NO_POINT: WireError = { code: 'wire/malformed', message: 'The public key is no point of P-256.', pointer: '/publicKey' }

/** Why nothing can be wrapped for a public key; undefined when something can, or there is none. */
export function publicKeyProblem(publicKey: PublicKey | undefined): WireError | undefined {
  if (publicKey === undefined) return undefined
  try {
    // Reads the point, and throws when it is not on the curve.
    ECDH.convertKey(pointOf(publicKey), CURVE)
    return undefined
  } catch {
    return NO_POINT
  }
}

/** Wraps a data key for whoever has the private key of a public one; undefined when that is no point of the curve. */
export function wrapDataKey({ kid, bytes }: DataKey, place: KeyPlace, { publicKey, seed }: { readonly publicKey: PublicKey; readonly seed?: WrappingSeed }): WrappedKey | undefined {
  const ecdh = createECDH(CURVE)
  if (seed === undefined) ecdh.generateKeys()
  else ecdh.setPrivateKey(seed.privateKey)
  const secret = secretWith(ecdh, publicKey)
  if (secret === undefined) return undefined
  const context = Buffer.from(keyContext({ kid, ...place }))
  const wrappingKey = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), context, DATA_KEY_BYTES))
  const iv = seed?.iv ?? randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, iv)
  cipher.setAAD(context)
  const wrapped = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  return { kid, ...place, publicKey: ecdh.getPublicKey('base64url'), iv: Buffer.from(iv).toString('base64url'), wrapped: wrapped.toString('base64url') }
}

function secretWith(ecdh: ReturnType<typeof createECDH>, publicKey: PublicKey): Uint8Array | undefined {
  const point = pointOf(publicKey)
  if (point.length !== PUBLIC_KEY_BYTES) return undefined
  try {
    return ecdh.computeSecret(point)
  } catch {
    // It is no point of the curve: whoever sent it has no private key for it.
    return undefined
  }
}

function pointOf(publicKey: PublicKey): Buffer {
  return typeof publicKey === 'string' ? Buffer.from(publicKey, 'base64url') : Buffer.concat([Buffer.of(4), Buffer.from(publicKey.x, 'base64url'), Buffer.from(publicKey.y, 'base64url')])
}
