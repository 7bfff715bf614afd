import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

type Ordered = { id: string; order: string }

/** Characters of the longest order key that is still written; then the siblings get new ones. */
const LONGEST_KEY = 150

/** Sorts as every tab does: by order key, then by id. */
export function sorted<Entry extends Ordered>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
}

/**
 * The order key for a place among siblings (0 is the first, at the end when left out). Siblings are entries of the
 * draft; where no key fits between two (two people appended at once, or keys that others wrote), all of them get new ones.
 */
export function orderAt(siblings: readonly Ordered[], index = siblings.length): string {
  const entries = sorted(siblings)
  const at = Math.max(0, Math.min(index, entries.length))
  const between = keyBetween(entries[at - 1]?.order ?? null, entries[at]?.order ?? null)
  if (between !== undefined) return between
  const keys = generateNKeysBetween(null, null, entries.length + 1)
  const [own = ''] = keys.splice(at, 1)
  for (const [position, entry] of entries.entries()) entry.order = keys[position] ?? entry.order
  return own
}

function keyBetween(before: string | null, after: string | null): string | undefined {
  if (before !== null && after !== null && before >= after) return undefined
  try {
    const key = generateKeyBetween(before, after)
    return key.length <= LONGEST_KEY ? key : undefined
  } catch {
    // Not a key of this scheme, such as "1" in a document written by hand: the caller gives new ones.
    return undefined
  }
}
