import type { BusLimits } from '../bus-limits.ts'
import type { EventBus } from '../event-bus.ts'
import type { TestKit } from './harness.ts'
import { links, listen, message, seqs } from './harness.ts'

/** A bus with a journal, which can be ended and opened again. */
export interface RestartingBus {
  readonly bus: EventBus
  /** Lets time pass for the bus's clock. */
  advance(durationMs: number): Promise<void> | void
  /** Ends the bus (`clean`), or lets its process die with everything that it was answered kept (`crash`), and opens it again. */
  restart(how: 'clean' | 'crash'): Promise<EventBus>
  /** Prunes the journal to what is held. */
  sweep(): Promise<void>
}

/** Makes a bus with an empty journal. */
export type RestartingBusFactory = (limits?: Partial<BusLimits>) => Promise<RestartingBus>

/** What a bus with a journal keeps over restarts. */
export function restartConformance({ describe, it, expect }: TestKit, createBus: RestartingBusFactory): void {
  describe('over a restart', () => {
    it('a resume gives what was missed, of the same epoch, in order and once', async () => {
      const { bus, restart } = await createBus()
      for (const name of ['a', 'b', 'a']) await bus.publish(message(`events.${name}`, { context: { of: name } }))
      const { epoch } = await bus.position('acme')
      const again = await restart('clean')
      const { connection, deliveries } = listen(again)
      expect(await again.subscribe(connection, 'events.a', { from: { type: 'resume', epoch, seq: 1 } })).toMatchObject({ recovered: true, replayed: 1, position: { epoch, seq: 3 } })
      expect(await again.publish(message('events.a'))).toMatchObject({ seq: 4, epoch })
      expect(links(deliveries)).toEqual([[1, 3], [3, 4]])
      expect(deliveries.map((one) => [one.event.data, one.event.sequence, one.context])).toEqual([['events.a', '3', { of: 'a' }], ['events.a', '4', undefined]])
    })

    it('a publish with the same source and id is a duplicate still', async () => {
      const { bus, restart, advance } = await createBus({ maxEvents: 2 })
      const answers = []
      for (const id of ['m1', 'm2', 'm3', 'm4']) answers.push(await bus.publish(message('events.a', { id })))
      await advance(119_000)
      const again = await restart('crash')
      for (const [index, id] of ['m1', 'm2', 'm3', 'm4'].entries()) expect(await again.publish(message('events.a', { id }))).toEqual({ ...answers[index], duplicate: true })
      await advance(1_001)
      expect(await again.publish(message('events.a', { id: 'm1' }))).toMatchObject({ duplicate: false })
    })

    it('the bounds hold: what is too old, too many or too large is gone, and a resume says so', async () => {
      const { bus, restart, advance, sweep } = await createBus({ maxEvents: 3 })
      for (let count = 0; count < 5; count++) await bus.publish(message('events.a'))
      const { epoch } = await bus.position('acme')
      await sweep()
      const again = await restart('clean')
      const ask = async (bus: EventBus, seq: number): Promise<unknown> => bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'resume', epoch, seq } })
      expect(await ask(again, 1)).toMatchObject({ recovered: false, reason: 'expired' })
      expect(await ask(again, 2)).toMatchObject({ recovered: true, replayed: 3 })
      expect(await again.subscribe(listen(again).connection, 'events.a', { from: { type: 'earliest' } })).toMatchObject({ replayed: 3, truncated: true })
      await advance(120_001)
      await sweep()
      const later = await restart('clean')
      expect(await ask(later, 4)).toMatchObject({ recovered: false, reason: 'expired' })
      expect(await ask(later, 5)).toMatchObject({ recovered: true, replayed: 0 })
      expect(await later.publish(message('events.a'))).toMatchObject({ seq: 6, epoch })
    })

    it('that was a crash, no seq is given again, and a place that nobody can vouch for is not resumed from', async () => {
      const { bus, restart } = await createBus()
      for (let count = 0; count < 3; count++) await bus.publish(message('events.a'))
      const { epoch } = await bus.position('acme')
      const again = await restart('crash')
      const published = await again.publish(message('events.a'))
      const seq = published.ok ? published.seq : 0
      const { connection, deliveries } = listen(again)
      const resume = (from: number): ReturnType<EventBus['subscribe']> => again.subscribe(connection, 'events.a', { from: { type: 'resume', epoch, seq: from } })
      expect(await resume(2)).toMatchObject({ recovered: true, replayed: 2 })
      expect(await resume(4)).toMatchObject({ recovered: false, reason: 'epoch_changed' })
      expect(await resume(seq - 2)).toMatchObject({ recovered: false, reason: 'epoch_changed' })
      expect(await resume(seq - 1)).toMatchObject({ recovered: true, replayed: 1 })
      expect(seqs(deliveries)).toEqual([3, seq, seq])
      expect(seq > 4).toBe(true)
      const twice = await restart('crash')
      expect(await twice.subscribe(listen(twice).connection, 'events.a', { from: { type: 'resume', epoch, seq: 4 } })).toMatchObject({ recovered: false, reason: 'epoch_changed' })
      expect(await twice.subscribe(listen(twice).connection, 'events.a', { from: { type: 'resume', epoch, seq: 2 } })).toMatchObject({ recovered: true, replayed: 2 })
    })

    it('each org goes on in its own log', async () => {
      const { bus, restart } = await createBus()
      await bus.publish(message('events.a'))
      await bus.publish(message('events.a', { org: 'other' }))
      const [acme, other] = [await bus.position('acme'), await bus.position('other')]
      const again = await restart('clean')
      expect([await again.position('acme'), await again.position('other'), (await again.position('third')).seq]).toEqual([acme, other, 0])
      expect(acme.epoch === other.epoch).toBe(false)
    })
  })
}
