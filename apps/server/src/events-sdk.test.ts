import { connect, type EventsClient, type EventsOptions } from '@halley/client'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestConnection } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function program(url: string, options: EventsOptions = {}): EventsClient {
  const client = connect(url, options)
  cleanUps.push(() => client.close())
  return client
}

/** A handler that collects, and resolves when there is enough. */
function collector<T>() {
  const all: T[] = []
  const waiting = new Set<() => void>()
  return {
    all,
    take: (one: T) => {
      all.push(one)
      for (const look of waiting) look()
    },
    until: (count: number) => new Promise<T[]>((resolve) => {
      const look = (): void => {
        if (all.length >= count) resolve(all)
      }
      waiting.add(look)
      look()
    }),
  }
}

async function live(client: EventsClient): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (client.status.get().state === 'live') resolve()
    }
    client.status.subscribe(look)
    look()
  })
}

const topic = 'events.local.outside.orders.placed._'

describe('a program with the SDK', () => {
  it('is told which token of a pattern is wrong, and receives with the right one', async () => {
    const { url } = await startServer(cleanUps)
    const client = program(url)
    const wrong = client.subscribe('events.local.helpdesk.escalation.Ticket*', () => undefined)
    expect(await wrong.ready).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'Ticket*', tokenIndex: 4 } })
    const got = collector<unknown>()
    expect(await client.subscribe('events.local.outside.>', ({ data }) => got.take(data)).ready).toMatchObject({ ok: true })
    expect(await client.publish(topic, { number: 1 })).toMatchObject({ ok: true, matched: 1 })
    expect(await got.until(1)).toEqual([{ number: 1 }])
  })

  it('gets 200 messages that were published while it was cut off for a minute, in order, once', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const client = program(url)
    const got = collector<unknown>()
    const orders = collector<unknown>()
    const gaps = collector<unknown>()
    await client.subscribe('events.local.outside.>', ({ data }) => got.take(data), { onGap: gaps.take }).ready
    await client.subscribe('events.local.*.orders.>', ({ data }) => orders.take(data), { onGap: gaps.take }).ready
    const other = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => other.close())
    const publish = async (number: number): Promise<void> => {
      expect(await other.request('publish', { topic, data: number })).toMatchObject({ ok: true })
    }
    await publish(0)
    await got.until(1)
    client.disconnect()
    for (let number = 1; number <= 200; number += 1) {
      clock.advance(300)
      await publish(number)
    }
    client.connect()
    await got.until(201)
    await publish(201)
    const expected = Array.from({ length: 202 }, (_, number) => number)
    expect(await got.until(202)).toEqual(expected)
    expect(await orders.until(202)).toEqual(expected)
    expect(gaps.all).toEqual([])
  })

  it('is told after an hour that what it missed has expired, and goes on', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const client = program(url)
    const got = collector<unknown>()
    const gaps = collector<{ readonly reason: string }>()
    await client.subscribe('events.local.outside.>', ({ data }) => got.take(data), { onGap: gaps.take }).ready
    client.disconnect()
    const other = program(url)
    await other.publish(topic, 'missed')
    clock.advance(3_600_000)
    client.connect()
    expect((await gaps.until(1)).map(({ reason }) => reason)).toEqual(['expired'])
    await other.publish(topic, 'later')
    expect(await got.until(1)).toEqual(['later'])
  })

  it('keeps what it publishes while it is cut off, and the server takes it once', async () => {
    const { url } = await startServer(cleanUps)
    const client = program(url)
    await live(client)
    const other = program(url)
    const got = collector<unknown>()
    await other.subscribe('events.local.>', ({ data }) => got.take(data)).ready
    client.disconnect()
    const answers = [1, 2, 3].map((number) => client.publish(topic, number))
    client.connect()
    expect(await Promise.all(answers)).toEqual([1, 2, 3].map((seq) => expect.objectContaining({ ok: true, seq, duplicate: false })))
    expect(await got.until(3)).toEqual([1, 2, 3])
    expect(await client.publish('events.*', 4)).toMatchObject({ ok: false, error: { code: 'topic_invalid' } })
  })

  it('publishes no faster than the server allows, in order, and loses nothing', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const client = program(url)
    const got = collector<unknown>()
    const notices = collector<string>()
    client.onNotice(({ code }) => notices.take(code))
    await client.subscribe('events.local.>', ({ data }) => got.take(data)).ready
    const numbers = Array.from({ length: 70 }, (_, number) => number)
    const publishing = Promise.all(numbers.map((number) => client.publish(topic, number)))
    // All of them at once, as far as the server can tell: more than it takes in a second.
    expect(await notices.until(1)).toEqual(['rate_warning'])
    const passing = setInterval(() => clock.advance(100), 10)
    cleanUps.push(() => clearInterval(passing))
    expect((await publishing).every(({ ok }) => ok)).toBe(true)
    expect(await got.until(70)).toEqual(numbers)
  })

  it('hears no more of a subscription that it has closed', async () => {
    const { url } = await startServer(cleanUps)
    const client = program(url)
    const got = collector<unknown>()
    const closed = client.subscribe('events.local.>', () => got.take('closed'))
    await client.subscribe('events.local.outside.>', () => got.take('open'), { from: { type: 'earliest' } }).ready
    closed.close()
    await client.publish(topic, 1)
    await client.publish(topic, 2)
    expect(await got.until(2)).toEqual(['open', 'open'])
  })
})
