import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The connection that a sealed text belongs to, and where it may be sent (scheme, host and port); sealed in, so that it opens nowhere else. */
export type SealedFor = { readonly projectId: string; readonly connectionId: string; /** Null for one that was sealed before origins were. */ readonly origin: string | null }

const CIPHER = 'aes-256-gcm'
/** Bytes that GCM is made for: a random one repeats with a chance of 2^-33 after four billion secrets under one key. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

/** Seals the secret of a connection; see `sealWith`. */
export function sealText(text: string, key: Uint8Array, place: SealedFor): string {
  return sealWith(text, key, boundTo(place))
}

/** Opens what `sealText` made; undefined when it was changed, was sealed for another connection or origin, or under another key. */
export function openText(sealed: string, key: Uint8Array, place: SealedFor): string | undefined {
  return openWith(sealed, key, boundTo(place))
}

/** Seals a text with AES-256-GCM: `v1.nonce.tag.ciphertext`, each as base64url. `context` is sealed in: what it is, and of what. */
export function sealWith(text: string, key: Uint8Array, context: readonly string[]): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bytesOf(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((bytes) => bytes.toString('base64url'))].join('.')
}

/** Opens what `sealWith` made; undefined when it was changed, or was sealed with another context or key. */
export function openWith(sealed: string, key: Uint8Array, context: readonly string[]): string | undefined {
  const [version, ...parts] = sealed.split('.')
  const [nonce, tag, content] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (version !== VERSION || parts.length !== 3 || nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES || content === undefined) return undefined
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(bytesOf(context))
  decipher.setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch {
    // All that GCM says of a text that it did not seal.
    return undefined
  }
}

function boundTo({ projectId, connectionId, origin }: SealedFor): readonly string[] {
  return origin === null ? ['halley connection secret', projectId, connectionId] : ['halley connection secret for', projectId, connectionId, origin]
}

/** As JSON, so that no two lists of texts are written alike. */
function bytesOf(context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(context))
}
