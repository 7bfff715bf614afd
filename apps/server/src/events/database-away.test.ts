import { openInProcessBus, type BusProblem, type Published, type Refusal } from '@halley/bus'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { newSecret, newServerId } from '../random-ids.ts'
import { startCommitCutter } from '../storage/commit-cutter.test-fixture.ts'
import { openStorage } from '../storage/open-storage.ts'
import { POSTGRESQL_MS, postgresqlForAll } from '../storage/postgresql.test-fixture.ts'
import { createStorageJournal } from './storage-journal.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const postgresql = postgresqlForAll()

const message = (id: string) => ({ org: 'acme', topic: 'events.acme.app.orders.Placed._', source: '/tests', type: 'Placed', id, data: { id } })

/** A bus over the database, with somebody who listens. */
async function open(databaseUrl: string) {
  const storage = await openStorage({ dataFolder: './data', databaseUrl, onProblem: () => undefined })
  const problems: BusProblem['type'][] = []
  const bus = await openInProcessBus({ clock: new ManualClock(), newId: () => newServerId(''), newEpoch: newSecret, onError: ({ type }) => problems.push(type), journal: createStorageJournal({ events: storage.events, keepingOf: () => null }) })
  const delivered: string[] = []
  const connection = bus.connect({ org: 'acme', deliver: ({ event }) => delivered.push(event.id) })
  await bus.subscribe(connection, 'events.>')
  const close = async (): Promise<void> => {
    await bus.close()
    await storage.close()
  }
  cleanUps.push(close)
  return { bus, storage, delivered, problems, close }
}

/** What the log has, read by a bus that is opened after the first has gone. */
async function kept(databaseUrl: string): Promise<string[]> {
  const { bus } = await open(databaseUrl)
  return bus.core.read('acme', { patterns: ['events.>'], before: Number.MAX_SAFE_INTEGER, limit: 10_000 }).events.map(({ event }) => event.id).toReversed()
}

describe('publishing while the database goes away', { timeout: POSTGRESQL_MS }, () => {
  it('is refused as unavailable, keeps what was acknowledged, and takes retries once it is back, none twice', async () => {
    const databaseUrl = await postgresql().newDatabase()
    const { bus, delivered, close } = await open(databaseUrl)
    const acknowledged = new Map<string, number>()
    const refusals = new Set<string>()
    let sent = 0
    for (let crash = 0; crash < 3; crash += 1) {
      let isUp = true
      const publishOn = async (): Promise<void> => {
        while (isUp) {
          sent += 1
          const id = `m${sent}`
          // With the same id until it is taken.
          for (let answer: Published | Refusal | null = null; answer?.ok !== true; ) {
            answer = await bus.publish(message(id))
            if (answer.ok) acknowledged.set(id, answer.seq)
            else refusals.add(answer.code)
          }
        }
      }
      const before = acknowledged.size
      const publishers = Array.from({ length: 8 }, publishOn)
      while (acknowledged.size < before + 20 + crash * 7) await new Promise((resolve) => setImmediate(resolve))
      await postgresql().kill()
      // Refused while it is away.
      expect(await bus.publish(message(`away${crash}`))).toMatchObject({ ok: false, code: 'unavailable' })
      await postgresql().start()
      isUp = false
      await Promise.all(publishers)
      // It may have been delivered before the first append failed: then it has its place from there.
      const retried = await bus.publish(message(`away${crash}`))
      expect(retried).toMatchObject({ ok: true })
      if (retried.ok) acknowledged.set(`away${crash}`, retried.seq)
    }
    expect([...refusals]).toEqual(['unavailable'])
    const inOrder = [...acknowledged].toSorted(([, one], [, other]) => one - other).map(([id]) => id)
    expect(delivered).toEqual(inOrder)
    await close()
    expect(await kept(databaseUrl)).toEqual(inOrder)
  })

  it.each([['after', true], ['before', false]] as const)('at the very commit is answered by what the database has kept: %s it was cut', async (when, isKept) => {
    const databaseUrl = await postgresql().newDatabase()
    const throughCutter = new URL(databaseUrl)
    const cutter = await startCommitCutter(Number(throughCutter.port))
    cleanUps.push(() => cutter.close())
    throughCutter.port = String(cutter.port)
    const { bus, delivered, problems, close } = await open(throughCutter.href)
    expect(await bus.publish(message('first'))).toMatchObject({ ok: true, seq: 1 })
    cutter.cutAtNextCommit(when)
    expect(await bus.publish(message('second'))).toMatchObject(isKept ? { ok: true, seq: 2, duplicate: false } : { ok: false, code: 'unavailable' })
    expect(problems).toEqual(isKept ? [] : ['journal_failed'])
    expect(await bus.publish(message('second'))).toMatchObject({ ok: true, seq: 2, duplicate: true })
    expect(await bus.publish(message('third'))).toMatchObject({ ok: true, seq: 3 })
    expect(delivered).toEqual(['first', 'second', 'third'])
    await close()
    expect(await kept(databaseUrl)).toEqual(['first', 'second', 'third'])
  })
})
