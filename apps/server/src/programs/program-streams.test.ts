import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder } from '../halley-client.test-fixture.ts'
import { orderEvent, servePrograms } from './program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const ORDERS = 'topic=events.local.outside.orders.%3E'

describe('Streams of programs', () => {
  it('go on over a restart of the server, in order, once', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await servePrograms(cleanUps, { dataFolder })
    const { reader } = await first.open(ORDERS)
    await first.post(orderEvent(1))
    const [read] = await reader.events(1)
    await first.post(orderEvent(2))
    await first.server.close()
    const second = await servePrograms(cleanUps, { dataFolder })
    expect(await second.post(orderEvent(2))).toMatchObject({ status: 202, body: { seq: 2, duplicate: true } })
    await second.post(orderEvent(3))
    const again = await second.open(ORDERS, { 'last-event-id': read?.id ?? '' })
    expect((await again.reader.events(2)).map(({ data }) => data.data.number)).toEqual([2, 3])
  })

  it('leave nothing behind, however many come and go', { timeout: 60_000 }, async () => {
    const { server, post, open } = await servePrograms(cleanUps)
    const figure = async (name: string): Promise<number> => Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(await (await fetch(`${server.url}/metrics`)).text())?.[1])
    const before = await figure('halley_subscriptions')
    for (let round = 0; round < 10; round += 1) {
      const streams = await Promise.all(Array.from({ length: 30 }, () => open(`${ORDERS}&topic=events.local.*.orders.%3E`)))
      for (const { reader } of streams) await reader.next()
      expect(await figure('halley_connections{namespace="http"}')).toBe(30)
      expect((await post(orderEvent(round))).body.matched).toBe(30)
      for (const { leave } of streams) leave()
      while ((await figure('halley_connections{namespace="http"}')) > 0);
    }
    expect(await figure('halley_subscriptions')).toBe(before)
    expect((await post(orderEvent(99))).body.matched).toBe(0)
    expect(await figure('halley_undelivered_bytes_max')).toBe(0)
  })

  it('leave nothing behind when clients go while they come', { timeout: 60_000 }, async () => {
    const { server, post } = await servePrograms(cleanUps)
    const { hostname, port, host } = new URL(server.url)
    for (let round = 0; round < 100; round += 1) {
      const socket = connect(Number(port), hostname)
      await new Promise((resolve) => socket.once('connect', resolve))
      await new Promise((resolve) => socket.write(`GET /api/v1/events?${ORDERS} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, resolve))
      // At a turn of its own each time: before it is read, while it is let in, when it has begun.
      for (let turn = 0; turn < round % 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      socket.destroy()
      if (round % 3 === 0) void post(orderEvent(round))
    }
    // Some are let in before the server hears that they have gone; none stays.
    let matched = 1
    for (let number = 1_000; matched > 0; number += 1) matched = (await post(orderEvent(number, { subject: `events.local.outside.orders.c${number}._` }))).body.matched
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^halley_connections\{namespace="http"\} 0$/m)
  })

  it('are not opened while the server is being stopped', async () => {
    const { server, post, open } = await servePrograms(cleanUps)
    const { reader } = await open(ORDERS)
    await reader.next()
    const closing = server.close()
    const refused = await post(orderEvent(1)).catch((error: unknown) => error)
    // Either it was too late to be heard at all, or it is told to come again.
    expect(refused instanceof Error || Reflect.get(Object(refused), 'status') === 503).toBe(true)
    await closing
    expect(await reader.next()).toBeUndefined()
  })
})
