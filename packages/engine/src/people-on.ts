import type { Value, WidgetView } from '@halley/model'
import type { ChannelPresence } from './session-state.ts'

type People = Pick<Extract<WidgetView, { kind: 'presence' }>, 'people' | 'more'>

/**
 * Whom a presence list shows: those with a key (undefined for all), the first who came first, and how many more there are; null
 * when that is not known, since the session does not listen there or too many are on the channel to tell who has the key.
 */
export function peopleOn(presence: Value, { key, most }: { readonly key: unknown; readonly most: number }): People {
  // Only the `presence` event writes there.
  const now = presence as ChannelPresence | null
  if (now === null) return { people: [], more: null }
  if (now.members === null) return { people: [], more: key === undefined ? now.count : null }
  const there = key === undefined ? now.members : now.members.filter(({ keys }) => typeof key === 'string' && keys.includes(key))
  return { people: there.slice(0, most).map(({ id, userId, name }) => ({ id, userId, name })), more: Math.max(0, there.length - most) }
}
