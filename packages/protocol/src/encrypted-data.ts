import { z } from 'zod'

/** The `datacontenttype` of an event whose data is encrypted; without the Security checkbox it is `application/json`. */
export const ENCRYPTED_CONTENT_TYPE = 'application/vnd.halley.encrypted+json'

/** Bytes of an initialisation vector of AES-GCM, of a data key, and of a public key of P-256 in its uncompressed form. */
export const IV_BYTES = 12
export const DATA_KEY_BYTES = 32
export const PUBLIC_KEY_BYTES = 65

const base64url = (characters: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${characters}}$`))

/** Characters of ciphertext that are read: 64 KiB of data and the tag, in base64url. */
const CIPHERTEXT_CHARACTERS = 90_000

/** The data of an encrypted event: AES-256-GCM, `ct` with its tag of 16 bytes at the end; all bytes in base64url without padding. */
export const encryptedDataSchema = z.strictObject({
  v: z.literal(1),
  /** The data key of the channel. */
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  iv: base64url(16),
  ct: z.string().min(22).max(CIPHERTEXT_CHARACTERS).regex(/^[A-Za-z0-9_-]+$/),
})
export type EncryptedData = z.infer<typeof encryptedDataSchema>

/** A public key of ECDH on P-256: 65 bytes (0x04, x, y) in base64url, or a JWK. */
export const publicKeySchema = z.union([base64url(87), z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url(43), y: base64url(43) })])
export type PublicKey = z.infer<typeof publicKeySchema>

/**
 * The data key of a channel for one program: AES-256-GCM under a key that HKDF-SHA-256 (no salt, info = `keyContext`) makes of the
 * ECDH secret of the program's key and `publicKey`; additional data = `keyContext`.
 */
export const wrappedKeySchema = z.object({
  kid: z.string(), org: z.string(), app: z.string(), channel: z.string(),
  /** The server's key of this one time, in base64url. */
  publicKey: base64url(87), iv: base64url(16), wrapped: base64url(64),
})
export type WrappedKey = z.infer<typeof wrappedKeySchema>

/** What an envelope is bound to. */
export type EnvelopeContext = { readonly topic: string; readonly id: string; readonly kid: string }

/** The additional data of an envelope: a JSON array of org, app, channel, message and key as the topic has them, the event's id and the data key's. */
export function envelopeContext({ topic, id, kid }: EnvelopeContext): string {
  const [, org = '', app = '', channel = '', message = '', key = ''] = topic.split('.')
  return JSON.stringify([org, app, channel, message, key, id, kid])
}

/** What a wrapped key is bound to: a JSON array. */
export function keyContext({ kid, org, app, channel }: Pick<WrappedKey, 'kid' | 'org' | 'app' | 'channel'>): string {
  return JSON.stringify(['halley channel key', 1, kid, org, app, channel])
}
