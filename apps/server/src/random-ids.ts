import { createHash, randomBytes } from 'node:crypto'

/** Makes a secret of 128 random bits, as 22 characters that fit into URLs and topics. */
export function newSecret(): string {
  return randomBytes(16).toString('base64url')
}

/** Makes an id that nobody else has: 96 random bits behind a prefix, 16 characters of `A-Za-z0-9_-`. */
export function newServerId(prefix: string): string {
  return `${prefix}${randomBytes(12).toString('base64url')}`
}

/** The form in which a secret is kept: from it, nobody gets the secret back. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
