import type { From } from '../event-bus.ts'
import type { BusFactory, TestKit } from './harness.ts'
import { links, listen, message, seqs } from './harness.ts'

/** Where a subscription begins, what a resume gives back, and what the log holds. */
export function recoveryConformance({ describe, it, expect }: TestKit, createBus: BusFactory): void {
  /** What a late subscriber to `events.a` gets after a, b, a, b, a were published one second apart, and then a live a. */
  async function subscribeLate(from: From): Promise<{ links: [number, number][]; replays: boolean[]; answer: unknown }> {
    const { bus, advance, settle } = await createBus()
    for (const name of ['a', 'b', 'a', 'b', 'a']) {
      await bus.publish(message(`events.${name}`))
      await advance(1_000)
    }
    const { connection, deliveries } = listen(bus)
    const answer = await bus.subscribe(connection, 'events.a', { from: from.type === 'resume' && from.epoch === '' ? { ...from, epoch: (await bus.position('acme')).epoch } : from })
    await bus.publish(message('events.a'))
    await settle()
    return { links: links(deliveries), replays: deliveries.map((one) => one.replay), answer }
  }

  describe('a subscription begins', () => {
    it('with what comes, by itself', async () => {
      expect(await subscribeLate({ type: 'new' })).toMatchObject({ links: [[0, 6]], replays: [false], answer: { ok: true, replayed: 0, truncated: false, prev: 0, position: { seq: 5 } } })
    })

    it('with the last n that match', async () => {
      expect(await subscribeLate({ type: 'last', count: 2 })).toMatchObject({ links: [[0, 3], [3, 5], [5, 6]], replays: [true, true, false], answer: { replayed: 2, truncated: false, prev: 5 } })
      expect(await subscribeLate({ type: 'last', count: 0 })).toMatchObject({ links: [[0, 6]] })
    })

    it('at a seq, that one included', async () => {
      expect(await subscribeLate({ type: 'seq', seq: 3 })).toMatchObject({ links: [[0, 3], [3, 5], [5, 6]] })
      expect(await subscribeLate({ type: 'seq', seq: 99 })).toMatchObject({ links: [[0, 6]] })
    })

    it('at a time', async () => {
      const { bus, advance, settle } = await createBus()
      const { connection: early, deliveries: received } = listen(bus)
      await bus.subscribe(early, 'events.>')
      await bus.publish(message('events.a'))
      await advance(5_000)
      await bus.publish(message('events.b'))
      await settle()
      const { connection, deliveries } = listen(bus)
      const timeMs = Date.parse(received[1]?.event.time ?? '')
      expect(await bus.subscribe(connection, 'events.>', { from: { type: 'time', timeMs } })).toMatchObject({ replayed: 1, truncated: false })
      expect(seqs(deliveries)).toEqual([2])
    })

    it('with the earliest that is held', async () => {
      expect(await subscribeLate({ type: 'earliest' })).toMatchObject({ links: [[0, 1], [1, 3], [3, 5], [5, 6]], answer: { replayed: 3, truncated: false } })
    })

    it('after the position that it resumes from', async () => {
      expect(await subscribeLate({ type: 'resume', epoch: '', seq: 1 })).toMatchObject({ links: [[1, 3], [3, 5], [5, 6]], answer: { recovered: true, replayed: 2, prev: 5 } })
      expect(await subscribeLate({ type: 'resume', epoch: '', seq: 5 })).toMatchObject({ links: [[5, 6]], answer: { recovered: true, replayed: 0, prev: 5 } })
    })
  })

  describe('a resume', () => {
    it('of several patterns gives each missed event once, with the ids of all that match', async () => {
      const { bus, settle } = await createBus()
      for (const name of ['a', 'b', 'c']) await bus.publish(message(`events.${name}`))
      const { epoch } = await bus.position('acme')
      const { connection, deliveries } = listen(bus)
      const patterns = [{ pattern: 'events.a', id: 'a' }, { pattern: 'events.b', id: 'b' }, { pattern: 'events.>', id: 'all' }]
      expect(await bus.subscribeAll(connection, patterns, { from: { type: 'resume', epoch, seq: 0 } })).toMatchObject({ ids: ['a', 'b', 'all'], recovered: true, replayed: 3 })
      await settle()
      expect(deliveries.map((one) => one.subscriptions.toSorted())).toEqual([['a', 'all'], ['all', 'b'], ['all']])
    })

    it('of another epoch, or of a position not reached yet, gives nothing back and says epoch_changed', async () => {
      expect(await subscribeLate({ type: 'resume', epoch: 'another', seq: 1 })).toMatchObject({ links: [[0, 6]], answer: { recovered: false, reason: 'epoch_changed', position: { seq: 5 } } })
      expect(await subscribeLate({ type: 'resume', epoch: '', seq: 6 })).toMatchObject({ answer: { recovered: false, reason: 'epoch_changed' } })
    })

    it('of a position that is no longer held gives nothing back and says expired', async () => {
      const { bus, settle } = await createBus({ maxEvents: 3 })
      for (let count = 0; count < 5; count++) await bus.publish(message('events.a'))
      const { epoch } = await bus.position('acme')
      const [tooLate, justInTime] = [listen(bus), listen(bus)]
      expect(await bus.subscribe(tooLate.connection, 'events.a', { from: { type: 'resume', epoch, seq: 1 } })).toMatchObject({ ok: true, recovered: false, reason: 'expired', replayed: 0 })
      expect(await bus.subscribe(justInTime.connection, 'events.a', { from: { type: 'resume', epoch, seq: 2 } })).toMatchObject({ recovered: true, replayed: 3 })
      await settle()
      expect([seqs(tooLate.deliveries), seqs(justInTime.deliveries)]).toEqual([[], [3, 4, 5]])
    })

    it('of more than 1,000 matching events gives nothing back and says too_many', async () => {
      const { bus, settle } = await createBus()
      for (let count = 0; count < 1_001; count++) await bus.publish(message('events.a'))
      await bus.publish(message('events.b'))
      const { epoch } = await bus.position('acme')
      const [over, under] = [listen(bus), listen(bus)]
      expect(await bus.subscribe(over.connection, 'events.a', { from: { type: 'resume', epoch, seq: 0 } })).toMatchObject({ recovered: false, reason: 'too_many', replayed: 0 })
      expect(await bus.subscribe(under.connection, 'events.a', { from: { type: 'resume', epoch, seq: 1 } })).toMatchObject({ recovered: true, replayed: 1_000 })
      await settle()
      expect([over.deliveries.length, under.deliveries.length]).toEqual([0, 1_000])
    })
  })

  describe('the log', () => {
    it('is bounded by count, and says when what was asked for is gone', async () => {
      const { bus } = await createBus({ maxEvents: 2 })
      for (let count = 0; count < 4; count++) await bus.publish(message('events.a'))
      const ask = async (from: From): Promise<unknown> => bus.subscribe(listen(bus).connection, 'events.a', { from })
      expect(await ask({ type: 'earliest' })).toMatchObject({ replayed: 2, truncated: true })
      expect(await ask({ type: 'seq', seq: 2 })).toMatchObject({ replayed: 2, truncated: true })
      expect(await ask({ type: 'seq', seq: 3 })).toMatchObject({ replayed: 2, truncated: false })
      expect(await ask({ type: 'last', count: 3 })).toMatchObject({ replayed: 2, truncated: true })
      expect(await ask({ type: 'last', count: 2 })).toMatchObject({ replayed: 2, truncated: false })
      expect(await ask({ type: 'time', timeMs: 0 })).toMatchObject({ replayed: 2, truncated: true })
    })

    it('is bounded by bytes', async () => {
      const { bus } = await createBus({ maxBytes: 2_500 })
      for (let count = 0; count < 4; count++) await bus.publish(message('events.a', { sizeBytes: 1_000 }))
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'earliest' } })).toMatchObject({ replayed: 2, truncated: true })
    })

    it('is bounded by age, also when nothing is published any more', async () => {
      const { bus, advance } = await createBus()
      await bus.publish(message('events.a'))
      await advance(60_000)
      await bus.publish(message('events.a'))
      const { epoch } = await bus.position('acme')
      await advance(60_001)
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'earliest' } })).toMatchObject({ replayed: 1, truncated: true })
      await advance(60_001)
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'resume', epoch, seq: 1 } })).toMatchObject({ recovered: false, reason: 'expired' })
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'resume', epoch, seq: 2 } })).toMatchObject({ recovered: true, replayed: 0 })
    })
  })
}
