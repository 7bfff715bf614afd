import { describe, expect, it } from 'vitest'
import { listen, message, seqs } from './conformance/harness.ts'
import { ManualJournal } from './conformance/manual-journal.ts'
import { restartConformance } from './conformance/restarts.ts'
import { busConformance, journalConformance, MAX_UNWRITTEN_EVENTS, openInProcessBus } from './index.ts'
import type { BusLimits, BusProblem, EventBus, HeldEvent, HistoryQuery, InProcessBus } from './index.ts'

/** Buses one after the other over one journal. */
class World {
  readonly journal = new ManualJournal()
  readonly problems: BusProblem[] = []
  readonly queries: HistoryQuery[] = []
  kept: HeldEvent[] = []
  isHistoryBroken = false
  /** The history answers when this is done. */
  untilRead: Promise<void> = Promise.resolve()
  nowMs = Date.parse('2026-05-04T10:00:00.000Z')
  #made = 0

  async open(limits: Partial<BusLimits> = {}): Promise<InProcessBus> {
    return openInProcessBus({
      clock: { nowMs: () => this.nowMs }, newId: () => `id_${++this.#made}`, newEpoch: () => `epoch_${++this.#made}`, onError: (problem) => this.problems.push(problem), limits, journal: this.journal,
      history: {
        read: async (_org, query) => {
          this.queries.push(query)
          await this.untilRead
          return this.isHistoryBroken ? Promise.reject(new Error('gone')) : Promise.resolve(this.kept.filter(({ seq }) => seq < query.before).slice(0, query.limit))
        },
      },
    })
  }
}

/** Lets promises that are settled go on. */
async function turn(): Promise<void> {
  for (let tick = 0; tick < 20; tick++) await Promise.resolve()
}

busConformance({ describe, it, expect }, 'the in-process bus with a journal', async (limits = {}) => {
  const world = new World()
  world.journal.isQuick = true
  const bus = await world.open(limits)
  return { bus, advance: (durationMs) => void (world.nowMs += durationMs), settle: turn, problems: () => world.problems.map(({ type }) => type) }
})

journalConformance({ describe, it, expect }, 'the journal of the tests', () => {
  const journal = new ManualJournal()
  journal.isQuick = true
  return Promise.resolve({ journal, reopen: () => Promise.resolve(journal) })
})

describe('the in-process bus with a journal', () => {
  restartConformance({ describe, it, expect }, async (limits = {}) => {
    const world = new World()
    world.journal.isQuick = true
    let bus = await world.open(limits)
    return {
      bus,
      advance: (durationMs) => void (world.nowMs += durationMs),
      sweep: () => Promise.resolve(bus.core.sweep()),
      restart: async (how) => {
        if (how === 'clean') await bus.close()
        else world.journal.stop()
        bus = await world.open(limits)
        return bus
      },
    }
  })
})

describe('a publish', () => {
  const settled = (answer: Promise<unknown>): (() => unknown) => {
    let value: unknown = 'waiting'
    void answer.then((given) => (value = given))
    return () => value
  }

  it('is delivered at once, and acknowledged when the journal has it; what comes in between shares the next append', async () => {
    const { journal, ...world } = await started()
    const { deliveries } = await listening(world.bus)
    const answers = ['a', 'b', 'c'].map((id) => settled(world.bus.publish(message('events.a', { id }))))
    await turn()
    expect([seqs(deliveries), journal.waiting, answers.map((answer) => answer())]).toEqual([[1, 2, 3], 1, ['waiting', 'waiting', 'waiting']])
    journal.write()
    const later = settled(world.bus.publish(message('events.a', { id: 'd' })))
    await turn()
    expect(answers.map((answer) => answer())).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3 }])
    expect([later(), journal.waiting, seqs(deliveries)]).toEqual(['waiting', 1, [1, 2, 3, 4]])
  })

  it('that could not be written is refused, and its retry gets the first answer without a second delivery', async () => {
    const { journal, bus, world } = await started()
    const { deliveries } = await listening(bus)
    const first = settled(bus.publish(message('events.a', { id: 'm' })))
    journal.fail()
    await turn()
    expect(first()).toMatchObject({ ok: false, code: 'unavailable' })
    expect(world.problems).toMatchObject([{ type: 'journal_failed', org: 'acme', events: 1 }])
    const [retry, other] = [settled(bus.publish(message('events.a', { id: 'm' }))), settled(bus.publish(message('events.a', { id: 'n' })))]
    await turn()
    // Nothing new is accepted before what was delivered is written.
    expect([seqs(deliveries), retry(), other()]).toEqual([[1], 'waiting', 'waiting'])
    journal.write()
    await turn()
    expect(retry()).toMatchObject({ ok: true, seq: 1, duplicate: true })
    journal.write()
    await turn()
    expect([other(), seqs(deliveries)]).toMatchObject([{ ok: true, seq: 2, duplicate: false }, [1, 2]])
  })

  it('is refused without being delivered while the disk takes nothing, and in its order once it does', async () => {
    const { journal, bus } = await started()
    const { deliveries } = await listening(bus)
    void bus.publish(message('events.a', { id: 'first' }))
    journal.fail()
    await turn()
    const refused = ['a', 'b'].map((id) => settled(bus.publish(message('events.a', { id }))))
    journal.fail()
    await turn()
    expect([refused.map((answer) => answer()), seqs(deliveries)]).toMatchObject([[{ code: 'unavailable' }, { code: 'unavailable' }], [1]])
    expect(bus.core.publish(message('events.a', { id: 'c' }))).toMatchObject({ code: 'unavailable' })
    const accepted = ['a', 'b'].map((id) => settled(bus.publish(message('events.a', { id }))))
    journal.write()
    journal.write()
    await turn()
    journal.write()
    await turn()
    expect(accepted.map((answer) => answer())).toMatchObject([{ seq: 2 }, { seq: 3 }])
    expect(deliveries.map(({ event }) => event.id)).toEqual(['first', 'a', 'b'])
  })

  it('behind one that failed fails, too, and both are written in their order by the next sweep', async () => {
    const { journal, bus, world } = await started()
    const first = settled(bus.publish(message('events.a')))
    await turn()
    // Taken, and not yet answered: the next one is an append of its own.
    journal.fail()
    const second = settled(bus.publish(message('events.a')))
    journal.write()
    await turn()
    expect([first(), second()]).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }])
    bus.core.sweep()
    journal.write()
    await turn()
    expect(bus.core.size()).toMatchObject({ unwritten: 0 })
    journal.stop()
    const again = await world.open()
    const { deliveries } = listen(again)
    expect(deliveries).toEqual([])
    expect(await again.subscribe(listen(again).connection, 'events.a', { from: { type: 'earliest' } })).toMatchObject({ replayed: 2 })
  })

  it('is refused when more is on its way than could be lost', async () => {
    const { bus } = await started()
    for (let count = 0; count < MAX_UNWRITTEN_EVENTS; count++) bus.core.publish(message('events.a', { sizeBytes: 1 }))
    expect(bus.core.publish(message('events.a'))).toMatchObject({ code: 'unavailable' })
    expect(await bus.position('acme')).toMatchObject({ seq: MAX_UNWRITTEN_EVENTS })
  })

  async function started(): Promise<{ journal: ManualJournal; bus: InProcessBus; world: World }> {
    const world = new World()
    return { journal: world.journal, bus: await world.open(), world }
  }
})

describe('closing', () => {
  it('writes what could not be written, so that the log goes on without a hole', async () => {
    const world = new World()
    const bus = await world.open()
    void bus.publish(message('events.a'))
    world.journal.fail()
    await turn()
    world.journal.isQuick = true
    await bus.close()
    expect(await (await world.open()).publish(message('events.a'))).toMatchObject({ seq: 2 })
  })

  it('leaves the log open when it cannot, so that it goes on behind a hole', async () => {
    const world = new World()
    world.journal.isQuick = true
    const bus = await world.open()
    await bus.publish(message('events.a'))
    world.journal.isBroken = true
    void bus.publish(message('events.a'))
    await bus.close()
    world.journal.isBroken = false
    expect(await (await world.open()).publish(message('events.a'))).toMatchObject({ seq: MAX_UNWRITTEN_EVENTS + 3 })
  })

  it('of a log that rests keeps its place', async () => {
    const world = new World()
    world.journal.isQuick = true
    const bus = await world.open()
    await bus.publish(message('events.a'))
    const { epoch } = await bus.position('acme')
    world.nowMs += 120_001
    bus.core.sweep()
    expect(bus.core.size()).toMatchObject({ orgs: 0 })
    expect(await bus.publish(message('events.a'))).toMatchObject({ seq: 2, epoch })
    bus.core.sweep()
    await bus.close()
    expect(await (await world.open()).position('acme')).toEqual({ epoch, seq: 2 })
  })
})

describe('a subscription that begins with what was before', () => {
  const held = (seq: number): HeldEvent => ({ seq, event: { id: `old${seq}`, source: '/tests', type: 't', subject: 'events.a', time: '', datacontenttype: 'application/json', data: seq, sequence: String(seq), org: 'acme', hops: 0, filters: {}, encrypted: false } })

  /** A log that holds 4 and 5, and a history that has 1, 2 and 3. */
  async function prepared(): Promise<{ world: World; bus: InProcessBus }> {
    const world = new World()
    world.journal.isQuick = true
    const bus = await world.open({ maxEvents: 2 })
    for (let count = 0; count < 5; count++) await bus.publish(message('events.a'))
    world.kept = [held(3), held(2), held(1)]
    return { world, bus }
  }

  it('reads the history where the log does not reach back, in order and with nothing twice, and live events come after', async () => {
    const { world, bus } = await prepared()
    const { connection, deliveries } = listen(bus)
    const subscribing = bus.subscribe(connection, 'events.a', { from: { type: 'last', count: 4 } })
    // While the history is read.
    await bus.publish(message('events.a'))
    expect(await subscribing).toMatchObject({ ok: true, position: { seq: 5 }, replayed: 4, truncated: false })
    await turn()
    expect(deliveries.map(({ seq, replay }) => [seq, replay])).toEqual([[2, true], [3, true], [4, true], [5, true], [6, false]])
    expect(deliveries.map(({ prev }) => prev)).toEqual([0, 2, 3, 4, 5])
    expect(world.queries).toMatchObject([{ patterns: ['events.a'], before: 4, limit: 2, sinceMs: 0 }])
  })

  it('does not read it where the log has all that is asked for', async () => {
    const { world, bus } = await prepared()
    for (const from of [{ type: 'last', count: 2 }, { type: 'earliest' }, { type: 'new' }, { type: 'seq', seq: 1 }] as const) await bus.subscribe(listen(bus).connection, 'events.a', { from })
    expect(world.queries).toEqual([])
  })

  it('at a time reads it from that time on, and cannot vouch that it has all', async () => {
    const { world, bus } = await prepared()
    expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'time', timeMs: 7 } })).toMatchObject({ replayed: 5, truncated: true })
    expect(world.queries).toMatchObject([{ before: 4, sinceMs: 7 }])
  })

  it('is refused when the history cannot be read, and leaves nothing behind', async () => {
    const { world, bus } = await prepared()
    world.isHistoryBroken = true
    const { connection, deliveries } = listen(bus)
    await bus.subscribe(connection, 'events.a', { id: 'live' })
    const subscribing = bus.subscribe(connection, 'events.a', { from: { type: 'last', count: 4 } })
    await bus.publish(message('events.a'))
    expect(await subscribing).toMatchObject({ ok: false, code: 'unavailable' })
    await turn()
    expect(deliveries.map(({ seq, subscriptions }) => [seq, subscriptions])).toEqual([[6, ['live']]])
    expect(world.problems).toMatchObject([{ type: 'history_failed' }])
  })

  it('of several that are read at once begins one after the other', async () => {
    const { bus } = await prepared()
    const { connection, deliveries } = listen(bus)
    const ask = (id: string, from: Parameters<EventBus['subscribe']>[2]): ReturnType<EventBus['subscribe']> => bus.subscribe(connection, 'events.a', { id, ...from })
    const answers = [ask('one', { from: { type: 'last', count: 5 } }), ask('two', { from: { type: 'new' } }), ask('three', { from: { type: 'last', count: 3 } })]
    await bus.publish(message('events.a'))
    expect((await Promise.all(answers)).map((answer) => answer.ok && [answer.ids[0], answer.position.seq, answer.replayed])).toEqual([['one', 5, 5], ['two', 6, 0], ['three', 6, 3]])
    await turn()
    expect(deliveries.map(({ seq, subscriptions }) => `${seq} ${subscriptions.join()}`)).toEqual(['1 one', '2 one', '3 one', '4 one', '5 one', '6 one', '3 three', '5 three', '6 three'])
  })

  it('lets a connection notice when more came meanwhile than can wait', async () => {
    const { world, bus } = await prepared()
    const { connection, deliveries } = listen(bus)
    let read: () => void = () => {}
    world.untilRead = new Promise((resolve) => (read = resolve))
    const subscribing = bus.subscribe(connection, 'events.a', { from: { type: 'last', count: 3 } })
    for (let count = 0; count < 10_000; count++) bus.core.publish(message('events.a', { sizeBytes: 1 }))
    await turn()
    await bus.publish(message('events.a'))
    read()
    expect(await subscribing).toMatchObject({ ok: true, replayed: 3 })
    expect(world.problems).toMatchObject([{ type: 'held_too_many' }])
    await turn()
    await bus.publish(message('events.a'))
    const [before, after] = deliveries.slice(-2)
    expect([deliveries.length, before?.seq, after?.prev]).toEqual([10_004, 10_005, 10_006])
  })

  it('gives nothing more to a connection that ended meanwhile', async () => {
    const { bus } = await prepared()
    const { connection, deliveries } = listen(bus)
    const subscribing = bus.subscribe(connection, 'events.a', { from: { type: 'last', count: 4 } })
    await bus.disconnect(connection)
    expect(await subscribing).toMatchObject({ ok: false, code: 'unavailable' })
    expect([deliveries, bus.core.size()]).toMatchObject([[], { connections: 0, subscriptions: 0 }])
  })
})

async function listening(bus: InProcessBus): Promise<ReturnType<typeof listen>> {
  const listener = listen(bus)
  await bus.subscribe(listener.connection, 'events.>')
  return listener
}
