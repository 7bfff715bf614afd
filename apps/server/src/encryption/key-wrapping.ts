import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { DATA_KEY_BYTES, IV_BYTES, keyContext, PUBLIC_KEY_BYTES, type PublicKey, type WrappedKey } from '@halley/protocol'
import type { DataKey } from './envelope.ts'

/** Where a key belongs, by the names of its topics. */
export type KeyPlace = Pick<WrappedKey, 'org' | 'app' | 'channel'>

/** What is random in a wrapped key, for a test of the wire format: the server's private key of P-256, and the IV. */
export type WrappingSeed = { readonly privateKey: Uint8Array; readonly iv: Uint8Array }

/** Wraps a data key for whoever has the private key of a public one; undefined when that is no point of the curve. */
export function wrapDataKey({ kid, bytes }: DataKey, place: KeyPlace, { publicKey, seed }: { readonly publicKey: PublicKey; readonly seed?: WrappingSeed }): WrappedKey | undefined {
  const ecdh = createECDH('prime256v1')
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
  const point = typeof publicKey === 'string' ? Buffer.from(publicKey, 'base64url') : Buffer.concat([Buffer.of(4), Buffer.from(publicKey.x, 'base64url'), Buffer.from(publicKey.y, 'base64url')])
  if (point.length !== PUBLIC_KEY_BYTES) return undefined
  try {
    return ecdh.computeSecret(point)
  } catch {
    // It is no point of the curve: whoever sent it has no private key for it.
    return undefined
  }
}
