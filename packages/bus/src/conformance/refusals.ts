import type { BusFactory, TestKit } from './harness.ts'
import { listen, message } from './harness.ts'

/** What is refused, with which code; a refused request leaves nothing behind. */
export function refusalConformance({ describe, it, expect }: TestKit, createBus: BusFactory): void {
  describe('a refusal', () => {
    it('names the wrong token of a topic or a pattern', async () => {
      const { bus } = await createBus()
      expect(await bus.publish(message('events.*'))).toMatchObject({ ok: false, code: 'topic_invalid', tokenIndex: 1, token: '*' })
      expect(await bus.subscribe(listen(bus).connection, 'events.a*')).toMatchObject({ ok: false, code: 'topic_invalid', tokenIndex: 1, token: 'a*' })
      expect((await bus.position('acme')).seq).toBe(0)
    })

    it('of one pattern refuses all of the call', async () => {
      const { bus } = await createBus()
      const { connection } = listen(bus)
      expect(await bus.subscribeAll(connection, [{ pattern: 'events.a' }, { pattern: '>.a' }])).toMatchObject({ ok: false, code: 'topic_invalid' })
      expect(bus.receivers('acme', 'events.a')).toEqual([])
    })

    it('comes for too many hops, too many bytes, and members that are not right', async () => {
      const { bus } = await createBus({ maxEventBytes: 1_000 })
      expect(await bus.publish(message('events.a', { hops: 16 }))).toMatchObject({ ok: true })
      expect(await bus.publish(message('events.a', { hops: 17 }))).toMatchObject({ ok: false, code: 'hops_exceeded' })
      expect(await bus.publish(message('events.a', { data: 'x'.repeat(1_000) }))).toMatchObject({ ok: false, code: 'too_large' })
      expect(await bus.publish(message('events.a', { data: 'ü'.repeat(400) }))).toMatchObject({ ok: false, code: 'too_large' })
      expect(await bus.publish(message('events.a', { data: undefined }))).toMatchObject({ ok: false, code: 'schema_invalid', pointer: '/data' })
      expect(await bus.publish(message('events.a', { source: '' }))).toMatchObject({ ok: false, code: 'schema_invalid', pointer: '/source' })
      expect(await bus.publish(message('events.a', { filters: { 'a/b': 'c' } }))).toMatchObject({ ok: false, code: 'schema_invalid', pointer: '/filters/a~1b' })
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'last', count: -1 } })).toMatchObject({ ok: false, code: 'schema_invalid', pointer: '/from/count' })
      expect(await bus.subscribe(listen(bus).connection, 'events.a', { from: { type: 'seq', seq: Number.NaN } })).toMatchObject({ ok: false, code: 'schema_invalid', pointer: '/from/seq' })
      expect((await bus.position('acme')).seq).toBe(1)
    })

    it('comes for a subscription id that the connection has already', async () => {
      const { bus } = await createBus()
      const { connection } = listen(bus)
      await bus.subscribe(connection, 'events.a', { id: 's' })
      expect(await bus.subscribe(connection, 'events.b', { id: 's' })).toMatchObject({ ok: false, code: 'schema_invalid' })
      expect(await bus.subscribe(listen(bus).connection, 'events.b', { id: 's' })).toMatchObject({ ok: true, ids: ['s'] })
    })

    it('is not remembered: the same id may be published once it is right', async () => {
      const { bus } = await createBus()
      await bus.publish(message('events.*', { id: 'm' }))
      expect(await bus.publish(message('events.a', { id: 'm' }))).toMatchObject({ ok: true, duplicate: false })
    })

    it('is unavailable for a connection that has ended, and for everything once the bus is closed', async () => {
      const { bus } = await createBus()
      const [ended, open] = [listen(bus), listen(bus)]
      await bus.disconnect(ended.connection)
      expect(await bus.subscribe(ended.connection, 'events.a')).toMatchObject({ ok: false, code: 'unavailable' })
      expect(await bus.unsubscribe(ended.connection, 's')).toBe(false)
      await bus.close()
      expect(await bus.publish(message('events.a'))).toMatchObject({ ok: false, code: 'unavailable' })
      expect(await bus.subscribe(open.connection, 'events.a')).toMatchObject({ ok: false, code: 'unavailable' })
    })
  })
}
