import { join } from 'node:path'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { LiveView } from '../live/live-view.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { openSqlite } from '../storage/sqlite-database.ts'
import { createSqlStorage } from '../storage/sql-storage.ts'
import { DeliveryLedger, type Publication } from './delivery-ledger.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const session = (sessionId: string) => ({ sessionId, persona: 'Officer', slot: null })
const publication = (id: string, sizeBytes = 100): Publication => ({
  id, sizeBytes, channelId: 'c', messageId: 'm', key: null, payload: {}, deliverTo: { type: 'all' }, sender: session('sender'), from: { flowId: 'f', nodeId: 'n' },
  hops: 0, text: 'Somebody sent something', topic: 'events.local.app.c.m._', traceId: 't',
})

async function open() {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const clock = new ManualClock()
  const live = new LiveView('a', { storage, clock, armed: () => [], waiting: () => [], onFailure: () => undefined })
  const pushed: LogRow[] = []
  live.enter('tab', (event, payload) => void (event === 'logRows' && pushed.push(...(payload as { rows: LogRow[] }).rows)))
  return { ledger: new DeliveryLedger(live), clock, pushed, live }
}

describe('what became of messages', () => {
  it('is shown once a frame, however many receivers there are', async () => {
    const { ledger, clock, pushed } = await open()
    ledger.begin(publication('m1'), clock.nowMs())
    ledger.accepted('m1', 1)
    for (let at = 0; at < 1_000; at += 1) ledger.note('m1', session(`s${at}`), { outcome: 'delivered', response: 'waiting' })
    clock.advance(50)
    expect(pushed.map(({ id, message }) => [id, message?.seq, message?.receivers.length])).toEqual([['m1', 1, 1_000]])
    ledger.responded('m1', 's7', { filtered: false, response: 'opened', at: clock.nowMs() })
    clock.advance(50)
    expect(pushed.at(-1)?.message?.receivers[7]).toMatchObject({ response: 'opened', latencyMs: 50 })
    // Of who came late, the time since the sending says nothing.
    ledger.note('m1', session('late'), { outcome: 'delivered', response: 'waiting', late: true })
    ledger.responded('m1', 'late', { filtered: false, response: 'opened', at: clock.nowMs() })
    clock.advance(50)
    expect(pushed.at(-1)?.message?.receivers.at(-1)).toMatchObject({ response: 'opened', latencyMs: null, late: true })
  })

  it('is forgotten from the oldest when messages take more than 16 MiB, and the newest is always known', async () => {
    const { ledger, clock } = await open()
    for (let at = 0; at < 300; at += 1) ledger.begin(publication(`m${at}`, 64 * 1024), clock.nowMs())
    expect([ledger.find('m43'), ledger.find('m44')?.id, ledger.find('m299')?.id]).toEqual([undefined, 'm44', 'm299'])
    for (let at = 0; at < 64 * 1024; at += 1) ledger.note('m299', session(`s${at}`), { outcome: 'delivered', response: 'waiting' })
    expect([ledger.find('m298'), ledger.find('m299')?.id]).toEqual([undefined, 'm299'])
  })

  it('a message that the bus refused takes no room', async () => {
    const { ledger, clock } = await open()
    ledger.begin(publication('kept', 64 * 1024), clock.nowMs())
    for (let at = 0; at < 300; at += 1) {
      ledger.begin(publication('refused', 64 * 1024), clock.nowMs())
      ledger.refused('refused')
    }
    expect([ledger.find('kept')?.id, ledger.find('refused')]).toEqual(['kept', undefined])
  })

  it('is joined to what the log knows of it, when it comes again after a restart', async () => {
    const { ledger, clock, pushed, live } = await open()
    ledger.begin(publication('m1'), clock.nowMs())
    ledger.accepted('m1', 1)
    ledger.note('m1', session('before'), { outcome: 'delivered', response: 'opened' })
    clock.advance(50)
    await live.log.flush()
    const after = new DeliveryLedger(live)
    expect(after.recall(publication('m1'), { seq: 1, at: clock.nowMs() })).toEqual(publication('m1'))
    after.note('m1', session('later'), { outcome: 'filtered', response: 'not for this session' })
    await live.log.find('m1')
    clock.advance(50)
    expect(pushed.at(-1)?.message).toMatchObject({ seq: 1, receivers: [{ session: { sessionId: 'later' }, outcome: 'filtered' }, { session: { sessionId: 'before' }, outcome: 'delivered' }] })
    expect(after.seqOf('m1')).toBe(1)
  })
})
