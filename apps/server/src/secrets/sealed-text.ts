import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The connection that a sealed text belongs to; sealed in, so that it opens nowhere else. */
export type SealedFor = { readonly projectId: string; readonly connectionId: string }

const CIPHER = 'aes-256-gcm'
/** Bytes that GCM is made for: a random one repeats with a chance of 2^-33 after four billion secrets under one key. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

/** Seals a text with AES-256-GCM: `v1.nonce.tag.ciphertext`, each as base64url. */
export function sealText(text: string, key: Uint8Array, place: SealedFor): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((bytes) => bytes.toString('base64url'))].join('.')
}

/** Opens what `sealText` made; undefined when it was changed, was sealed for another connection, or under another key. */
export function openText(sealed: string, key: Uint8Array, place: SealedFor): string | undefined {
  const [version, ...parts] = sealed.split('.')
  const [nonce, tag, content] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (version !== VERSION || parts.length !== 3 || nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES || content === undefined) return undefined
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(boundTo(place))
  decipher.setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch {
    // All that GCM says of a text that it did not seal.
    return undefined
  }
}

/** As JSON, so that no two pairs of ids are written alike. */
function boundTo({ projectId, connectionId }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify(['halley connection secret', projectId, connectionId]))
}
