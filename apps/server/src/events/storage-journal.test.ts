import { join } from 'node:path'
import { journalConformance, openInProcessBus, restartConformance, type EventJournal, type InProcessBus } from '@halley/bus'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import type { Storage } from '../storage/storage.ts'
import type { Keeping } from './kept-events.ts'
import { createStorageJournal } from './storage-journal.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A file that is opened again and again, as by one process after the other. */
function newPlace(): () => Promise<Storage> {
  const file = join(newDataFolder(cleanUps), 'halley.sqlite')
  let open: Storage | null = null
  cleanUps.push(() => open?.close())
  return async () => {
    await open?.close()
    open = await createSqlStorage(openSqlite(file))
    return open
  }
}

const journalOf = ({ events }: Storage, keepingOf: (topic: string) => Keeping | null = () => null): EventJournal => createStorageJournal({ events, keepingOf })

journalConformance({ describe, it, expect }, 'the journal on the storage', async () => {
  const open = newPlace()
  return { journal: journalOf(await open()), reopen: async () => journalOf(await open()) }
})

describe('the bus over the storage', () => {
  restartConformance({ describe, it, expect }, async (limits = {}) => {
    const open = newPlace()
    const clock = new ManualClock()
    const openBus = async (): Promise<InProcessBus> => openInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: () => undefined, limits, journal: journalOf(await open()) })
    let bus = await openBus()
    return {
      bus,
      advance: (durationMs) => clock.advance(durationMs),
      // What it asks of the storage is done before anything that is asked later.
      sweep: () => Promise.resolve(bus.core.sweep()),
      restart: async (how) => {
        if (how === 'clean') await bus.close()
        bus = await openBus()
        return bus
      },
    }
  })
})

describe('what a channel keeps for late joiners', () => {
  it('is on the disk with the event, as many of each topic as the setting says', async () => {
    const storage = await newPlace()()
    const clock = new ManualClock()
    const settings: { [channel: string]: Keeping } = {
      chat: { projectId: 'p', setting: { type: 'lastCount', count: 2 } }, status: { projectId: 'p', setting: { type: 'last' } }, news: { projectId: 'p', setting: { type: 'lastMinutes', minutes: 5 } },
    }
    const bus = await openInProcessBus({ clock, newId: () => newServerId(''), newEpoch: newSecret, onError: () => undefined, journal: journalOf(storage, (topic) => settings[topic.split('.')[3] ?? ''] ?? null) })
    for (const topic of ['chat.Said._', 'chat.Said._', 'chat.Left._', 'chat.Said._', 'status.Is.k1', 'status.Is.k1', 'status.Is.k2', 'news.Told._', 'silent.Said._']) {
      await bus.publish({ org: 'acme', topic: `events.acme.app.${topic}`, source: '/tests', type: 't', data: null, context: { to: topic } })
    }
    const kept = await storage.channelHistory.read({ org: 'acme', before: 100, since: 0, limit: 100 })
    expect(kept.map(({ seq, topic }) => `${seq} ${topic}`)).toEqual(['8 events.acme.app.news.Told._', '7 events.acme.app.status.Is.k2', '6 events.acme.app.status.Is.k1', '4 events.acme.app.chat.Said._', '3 events.acme.app.chat.Left._', '2 events.acme.app.chat.Said._'])
    expect(JSON.parse(kept[0]?.content ?? '')).toMatchObject({ event: { sequence: '8' }, context: { to: 'news.Told._' } })
    await bus.close()
  })
})
