import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { envelopeContext, IV_BYTES, type EncryptedData } from '@halley/protocol'

const CIPHER = 'aes-256-gcm'
const TAG_BYTES = 16

/** A data key in the clear: it stays in the server's memory, and leaves it only wrapped. */
export type DataKey = { readonly kid: string; readonly bytes: Uint8Array }

/** The event that an envelope is the data of. */
export type EnvelopePlace = { readonly topic: string; readonly id: string }

/** Encrypts a text as the data of one event. `iv` is random but where a test of the wire format gives it. */
export function sealEnvelope(text: string, { kid, bytes }: DataKey, place: EnvelopePlace, iv: Uint8Array = randomBytes(IV_BYTES)): EncryptedData {
  const cipher = createCipheriv(CIPHER, bytes, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(envelopeContext({ ...place, kid })))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { v: 1, kid, iv: Buffer.from(iv).toString('base64url'), ct: sealed.toString('base64url') }
}

/** Decrypts the data of an event; undefined when it was changed, or is of another event, topic or key. */
export function openEnvelope({ kid, iv, ct }: EncryptedData, key: DataKey, place: EnvelopePlace): string | undefined {
  const [nonce, sealed] = [bytesOf(iv), bytesOf(ct)]
  if (kid !== key.kid || nonce?.length !== IV_BYTES || sealed === undefined || sealed.length < TAG_BYTES) return undefined
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(envelopeContext({ ...place, kid })))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    // All that GCM says of what it did not seal.
    return undefined
  }
}

/** Undefined for a text that another text of the same bytes would be written as. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
