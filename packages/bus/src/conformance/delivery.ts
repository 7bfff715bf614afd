import type { BusEvent, Delivery } from '../event.ts'
import type { BusFactory, TestKit } from './harness.ts'
import { links, listen, message, seqs } from './harness.ts'

/** Who gets an event, how often, and in which order. */
export function deliveryConformance({ describe, it, expect }: TestKit, createBus: BusFactory): void {
  describe('delivery', () => {
    it('gives an event to every connection with a matching pattern, and to no other', async () => {
      const { bus, settle } = await createBus()
      const [one, other, none] = [listen(bus), listen(bus), listen(bus)]
      await bus.subscribe(one.connection, 'events.acme.>')
      await bus.subscribe(other.connection, 'events.*.orders')
      await bus.subscribe(none.connection, 'events.acme.invoices')
      expect(await bus.publish(message('events.acme.orders'))).toMatchObject({ ok: true, seq: 1, duplicate: false, matched: 2 })
      await settle()
      expect([seqs(one.deliveries), seqs(other.deliveries), seqs(none.deliveries)]).toEqual([[1], [1], []])
    })

    it('gives a connection an event once, with the ids of all its subscriptions that match', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.>', { id: 'all' })
      await bus.subscribe(connection, 'events.orders', { id: 'orders' })
      await bus.subscribe(connection, 'events.orders', { id: 'again' })
      await bus.subscribe(connection, 'events.invoices', { id: 'invoices' })
      expect(await bus.publish(message('events.orders'))).toMatchObject({ matched: 1 })
      await settle()
      expect(deliveries.map((one) => one.subscriptions.toSorted())).toEqual([['again', 'all', 'orders']])
    })

    it('never lets an event pass from one org to another', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus, 'other')
      await bus.subscribe(connection, '*.>')
      expect(await bus.publish(message('events.orders'))).toMatchObject({ seq: 1, matched: 0 })
      expect(await bus.publish(message('events.orders', { org: 'other' }))).toMatchObject({ seq: 1, matched: 1 })
      await settle()
      expect(deliveries.map((one) => one.event.org)).toEqual(['other'])
    })

    it('leaves out what a connection does not accept, live and replayed, without a gap', async () => {
      const { bus, settle } = await createBus()
      const isOpen = (event: BusEvent): boolean => !event.subject.endsWith('closed')
      const { connection, deliveries } = listen(bus, 'acme', undefined, isOpen)
      await bus.subscribe(connection, 'events.>')
      expect(await bus.publish(message('events.orders'))).toMatchObject({ matched: 1 })
      expect(await bus.publish(message('events.closed'))).toMatchObject({ seq: 2, matched: 0 })
      await bus.publish(message('events.orders'))
      await settle()
      expect(links(deliveries)).toEqual([[0, 1], [1, 3]])
      const later = listen(bus, 'acme', undefined, isOpen)
      const { epoch } = await bus.position('acme')
      expect(await bus.subscribe(later.connection, 'events.>', { from: { type: 'resume', epoch, seq: 1 } })).toMatchObject({ recovered: true, replayed: 1 })
      expect(await bus.subscribe(later.connection, 'events.>', { from: { type: 'earliest' } })).toMatchObject({ replayed: 2 })
      await settle()
      expect(seqs(later.deliveries)).toEqual([3, 1, 3])
    })

    it('does not count a connection that only looks on, and gives it the event all the same', async () => {
      const { bus, settle } = await createBus()
      const seen: Delivery[] = []
      const looker = bus.connect({ org: 'acme', looksOn: true, deliver: (delivery) => void seen.push(delivery) })
      const listener = listen(bus)
      await bus.subscribe(looker, 'events.>')
      await bus.subscribe(listener.connection, 'events.>')
      expect(await bus.publish(message('events.orders'))).toMatchObject({ matched: 1 })
      await settle()
      expect([seqs(seen), seqs(listener.deliveries)]).toEqual([[1], [1]])
    })

    it('holds filter pairs of a pattern against the filters of the event', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'a.b.c.d.e.*.color.red.size.l')
      await bus.publish(message('a.b.c.d.e.f', { filters: { size: 'l', color: 'red', other: 'x' } }))
      await bus.publish(message('a.b.c.d.e.f', { filters: { size: 'm', color: 'red' } }))
      await bus.publish(message('a.b.c.d.e.f'))
      await settle()
      expect(seqs(deliveries)).toEqual([1])
    })

    it('gives out an event with all its attributes', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.>')
      const given = { id: 'e1', source: '/a', type: 't', data: { n: [1, null] }, time: '2026-01-02T03:04:05.678Z', traceparent: '00-1', correlationid: 'c', causationid: 'b', hops: 3, filters: { k: 'v' }, encrypted: true }
      await bus.publish(message('events.orders', given))
      await settle()
      expect(deliveries.map((one) => one.event)).toEqual([{ ...given, subject: 'events.orders', datacontenttype: 'application/json', sequence: '1', org: 'acme' }])
    })

    it('stops with unsubscribe, for that subscription alone', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribeAll(connection, [{ pattern: 'events.a', id: 'a' }, { pattern: 'events.>', id: 'all' }])
      expect(await bus.unsubscribe(connection, 'all')).toBe(true)
      expect(await bus.unsubscribe(connection, 'all')).toBe(false)
      await bus.publish(message('events.a'))
      await bus.publish(message('events.b'))
      await settle()
      expect(deliveries.map((one) => one.subscriptions)).toEqual([['a']])
    })

    it('stops with disconnect, after which nothing of the connection is left', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.>')
      expect(bus.receivers('acme', 'events.a').map((one) => one.connection.id)).toEqual([connection.id])
      await bus.disconnect(connection)
      await bus.disconnect(connection)
      expect(await bus.publish(message('events.a'))).toMatchObject({ matched: 0 })
      await settle()
      expect([deliveries, bus.receivers('acme', 'events.a')]).toEqual([[], []])
    })

    it('reports a connection that throws, and harms no other by it', async () => {
      const { bus, settle, problems } = await createBus()
      const bad = listen(bus, 'acme', () => {
        throw new Error('This listener is broken.')
      })
      const good = listen(bus)
      await bus.subscribe(bad.connection, 'events.>')
      await bus.subscribe(good.connection, 'events.>')
      await bus.publish(message('events.a'))
      await bus.publish(message('events.b'))
      await settle()
      expect([seqs(bad.deliveries), seqs(good.deliveries), problems()]).toEqual([[1, 2], [1, 2], ['deliver_threw', 'deliver_threw']])
    })
  })

  describe('order', () => {
    it('numbers the events of an org from 1 without holes, in the order of the calls, awaited or not', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.>')
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => bus.publish(message(`events.${name}`))))
      await settle()
      expect(deliveries.map((one) => [one.seq, one.event.subject])).toEqual([[1, 'events.a'], [2, 'events.b'], [3, 'events.c'], [4, 'events.d']])
      const epochs = new Set(deliveries.map((one) => one.epoch))
      expect([[...epochs], (await bus.position('acme')).seq]).toEqual([[(await bus.position('acme')).epoch], 4])
    })

    it('says with each delivery which one came before it for the same connection', async () => {
      const { bus, settle } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.a')
      for (const name of ['b', 'a', 'b', 'b', 'a', 'a']) await bus.publish(message(`events.${name}`))
      await settle()
      expect(links(deliveries)).toEqual([[0, 2], [2, 5], [5, 6]])
    })

    it('keeps the order for everybody when a delivery publishes', async () => {
      const { bus, settle } = await createBus()
      const first = listen(bus, 'acme', ({ event }) => {
        if (event.subject === 'events.a') void bus.publish(message('events.b'))
      })
      const second = listen(bus)
      await bus.subscribe(first.connection, 'events.>')
      await bus.subscribe(second.connection, 'events.>')
      await bus.publish(message('events.a'))
      await settle()
      expect([links(first.deliveries), links(second.deliveries)]).toEqual([[[0, 1], [1, 2]], [[0, 1], [1, 2]]])
    })

    it('loses and doubles nothing when a delivery subscribes', async () => {
      const { bus, settle } = await createBus()
      const late = listen(bus)
      const first = listen(bus, 'acme', ({ seq }) => {
        if (seq !== 1) return
        void bus.publish(message('events.b'))
        void bus.subscribe(late.connection, 'events.>', { from: { type: 'earliest' } })
        void bus.publish(message('events.c'))
      })
      await bus.subscribe(first.connection, 'events.>')
      await bus.publish(message('events.a'))
      await settle()
      await bus.publish(message('events.d'))
      await settle()
      expect([links(first.deliveries), links(late.deliveries)]).toEqual([[[0, 1], [1, 2], [2, 3], [3, 4]], [[0, 1], [1, 2], [2, 3], [3, 4]]])
    })

    it('delivers nothing more to what a delivery unsubscribed or disconnected', async () => {
      const { bus, settle } = await createBus()
      const others = [listen(bus), listen(bus)]
      const first = listen(bus, 'acme', () => {
        for (const other of others) void bus.disconnect(other.connection)
        void bus.unsubscribe(first.connection, 'own')
      })
      await bus.subscribe(first.connection, 'events.>', { id: 'own' })
      for (const other of others) await bus.subscribe(other.connection, 'events.b')
      await bus.publish(message('events.a'))
      await bus.publish(message('events.b'))
      await settle()
      expect([seqs(first.deliveries), ...others.map((other) => seqs(other.deliveries))]).toEqual([[1], [], []])
    })
  })

  describe('a publish with the same source and id', () => {
    it('gets the first answer again within 2 minutes, and is not delivered again', async () => {
      const { bus, settle, advance } = await createBus()
      const { connection, deliveries } = listen(bus)
      await bus.subscribe(connection, 'events.>')
      const first = await bus.publish(message('events.a', { id: 'm1' }))
      await bus.subscribe(listen(bus).connection, 'events.>')
      await advance(119_000)
      const again = await bus.publish(message('events.a', { id: 'm1' }))
      await settle()
      expect(again).toEqual({ ...first, duplicate: true })
      expect(seqs(deliveries)).toEqual([1])
    })

    it('is another event after 2 minutes, or from another source', async () => {
      const { bus, advance } = await createBus()
      await bus.publish(message('events.a', { id: 'm1' }))
      expect(await bus.publish(message('events.a', { id: 'm1', source: '/other' }))).toMatchObject({ seq: 2, duplicate: false })
      await advance(120_001)
      expect(await bus.publish(message('events.a', { id: 'm1' }))).toMatchObject({ seq: 3, duplicate: false })
    })
  })
}
