import type { SecretStore } from './secret-store.ts'

/** What is typed in rooms and not sent, by person and room. */
export type RoomDrafts = {
  /** Empty when there is nothing. */
  readonly read: (personId: string, room: string) => string
  /** An empty text forgets it. */
  readonly keep: (personId: string, room: string, text: string) => void
}

const PREFIX = 'halley-drafts/'

/** Drafts that are kept of one client, the newest: more rooms than anybody writes in at once. */
const DRAFTS_KEPT = 50

/** Keeps drafts where a client keeps the secret of its session: they last as long as that, over a reload. */
export function roomDrafts(store: SecretStore, client: string): RoomDrafts {
  const key = `${PREFIX}${client}`
  const read = (): Map<string, string> => new Map(entriesIn(store.read(key)))
  return {
    read: (personId, room) => read().get(nameOf(personId, room)) ?? '',
    keep: (personId, room, text) => {
      const drafts = read()
      drafts.delete(nameOf(personId, room))
      if (text !== '') drafts.set(nameOf(personId, room), text)
      store.write(key, drafts.size === 0 ? null : JSON.stringify([...drafts].slice(-DRAFTS_KEPT)))
    },
  }
}

/** Forgets all drafts in a browser's storage: somebody signs out, and what they typed is nobody's business. */
export function forgetDrafts(storage: () => Storage): void {
  try {
    const place = storage()
    for (const key of Object.keys(place)) if (key.startsWith(PREFIX)) place.removeItem(key)
  } catch {
    // Where storage is switched off nothing was kept.
  }
}

function nameOf(personId: string, room: string): string {
  return JSON.stringify([personId, room])
}

/** Whatever stands there: others may write into the storage of a page, too. */
function entriesIn(text: string | null): [string, string][] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? kept.flatMap((entry: unknown): [string, string][] => (Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string' ? [[entry[0], entry[1]]] : [])) : []
  } catch {
    return []
  }
}
