import { randomId } from './random-id.ts'
import type { SecretStore } from './secret-store.ts'

const KEY = 'halley-device'

/** The secret by which a device that nobody has signed in at is the same guest when it comes again; made when it is asked for first. */
export function deviceSecret(store: SecretStore): string {
  const known = store.read(KEY)
  if (known !== null && known.length >= 16 && known.length <= 100) return known
  const made = randomId()
  store.write(KEY, made)
  return made
}
