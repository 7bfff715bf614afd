import type { ChannelPlace, StoredDataKey } from './data-key-storage.ts'
import type { StorageCase } from './storage-conformance.ts'

const place: ChannelPlace = { projectId: 'a', environment: 'draft', channelId: 'c1' }
const fresh = (kid: string, at: ChannelPlace = place) => ({ kid, ...at, wrapped: `v1.${kid}`, audience: '["officer"]', createdAt: 1_700_000_000_000, uses: 1_024 })
const kept = (kid: string, changed: Partial<StoredDataKey> = {}): StoredDataKey => ({ ...fresh(kid), retiredFor: null, isGiven: false, ...changed })

/** Throws, with both values, when they are not the same JSON, whatever the order of their names. */
function same(actual: unknown, expected: unknown): void {
  const text = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part))
  if (text(actual) !== text(expected)) throw new Error(`Expected ${text(expected)}, got ${text(actual)}.`)
}

/** What every implementation of `Storage` must keep of data keys. */
export const dataKeyConformance: readonly StorageCase[] = [
  {
    title: 'a channel has one data key for new messages, and earlier ones are found by their ids',
    run: async (open) => {
      const opened = await open()
      const { dataKeys } = opened.storage
      same([await dataKeys.active(place), await dataKeys.find('k1')], [null, null])
      same(await Promise.all([dataKeys.begin(fresh('k1'), null), dataKeys.begin(fresh('k2'), null)]), [kept('k1'), kept('k1')])
      same(await dataKeys.begin(fresh('k3'), { kid: 'k1', retiredFor: 'age' }), kept('k3'))
      // Whoever comes late with the same wish gets what the first one made.
      same(await dataKeys.begin(fresh('k4'), { kid: 'k1', retiredFor: 'age' }), kept('k3'))
      const { dataKeys: again } = await opened.reopen()
      same([await again.active(place), await again.find('k1'), await again.find('k2'), await again.find('k4')], [kept('k3'), kept('k1', { retiredFor: 'age' }), null, null])
      for (const other of [{ ...place, channelId: 'c2' }, { ...place, projectId: 'b' }, { ...place, environment: 'published' as const }]) same(await again.active(other), null)
    },
  },
  {
    title: 'uses of a data key are reserved up to its limit, and none of a retired one',
    run: async (open) => {
      const opened = await open()
      const { dataKeys } = opened.storage
      await dataKeys.begin(fresh('k1'), null)
      same(await Promise.all([dataKeys.reserve('k1', 1_024, 3_000), dataKeys.reserve('k1', 1_024, 3_000), dataKeys.reserve('nothing', 1, 3_000)]), [true, false, false])
      const { dataKeys: again } = await opened.reopen()
      same((await again.find('k1'))?.uses, 2_048)
      await again.begin(fresh('k2'), { kid: 'k1', retiredFor: 'revocation' })
      same([await again.reserve('k1', 1, 3_000), (await again.active(place))?.kid, (await again.find('k1'))?.retiredFor], [false, 'k2', 'revocation'])
    },
  },
  {
    title: 'every data key that has left the server is retired at once, and no other',
    run: async (open) => {
      const { storage } = await open()
      const { dataKeys } = storage
      await dataKeys.begin(fresh('k1'), null)
      await dataKeys.begin(fresh('k2', { ...place, channelId: 'c2' }), null)
      await dataKeys.begin(fresh('k3', { ...place, projectId: 'b' }), null)
      await dataKeys.noteGiven('k1')
      await dataKeys.noteGiven('k3')
      same([await dataKeys.retireGiven(), await dataKeys.retireGiven()], [['k1', 'k3'], []])
      same([(await dataKeys.find('k1'))?.retiredFor, (await dataKeys.find('k2'))?.retiredFor, (await dataKeys.find('k3'))?.isGiven], ['revocation', null, true])
    },
  },
]
