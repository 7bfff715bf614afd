import { createECDH } from 'node:crypto'
import { purposeKey } from '../encryption/purpose-key.ts'
import type { MasterKey } from '../secrets/master-key.ts'

/** A key pair of P-256 as Web Push writes it: base64url of the uncompressed point, and of the scalar. */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string }

/** Tries to find a scalar: a random one is no key of the curve with a chance of 2^-32. */
const TRIES = 8

/**
 * The key pair by which push services know this server (RFC 8292), the same over restarts and in every process with the same master
 * key. It is made of the master key each time and kept nowhere else: browsers subscribe to this one key, so a copy of its own that is
 * lost, or made twice by two processes, would silence all of them. Throws when the master key cannot be read.
 */
export function vapidKeysOf(masterKey: MasterKey): VapidKeys {
  const master = masterKey.findOrMake()
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const scalar = Buffer.from(purposeKey(master, ['halley web push key', String(attempt)]))
    const curve = createECDH('prime256v1')
    if (!isScalar(scalar)) continue
    curve.setPrivateKey(scalar)
    return { publicKey: curve.getPublicKey().toString('base64url'), privateKey: scalar.toString('base64url') }
  }
  throw new Error('No key pair for pushes could be made of the master key; give another one.')
}

/** Points of P-256 (FIPS 186-4, D.1.2.3): a scalar is from 1 up to one less. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

function isScalar(bytes: Buffer): boolean {
  const scalar = BigInt(`0x${bytes.toString('hex')}`)
  return scalar > 0n && scalar < ORDER
}
