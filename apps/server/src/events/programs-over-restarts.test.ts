import { connect } from '@halley/client'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.test-fixture.ts'
import { newDataFolder, startServer, TestConnection } from '../halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const placed = (number: number) => ({ topic: `events.local.outside.orders.placed.o_${number}`, id: `o${number}`, data: { number } })

describe('a program', () => {
  it('gets all that was published while it was cut off and the server was started again, in order, once', async () => {
    // One that nothing else is given while the server is away.
    const options = { dataFolder: newDataFolder(cleanUps), port: await freePort() }
    const first = await startServer(cleanUps, options)
    const client = connect(first.url)
    cleanUps.push(() => client.close())
    const got: number[] = []
    const gaps: unknown[] = []
    let look: () => void = () => undefined
    const until = (count: number) => new Promise<void>((resolve) => {
      look = () => {
        if (got.length >= count) resolve()
      }
      look()
    })
    const subscription = client.subscribe('events.local.outside.orders.>', ({ data }) => {
      got.push((data as { number: number }).number)
      look()
    }, { onGap: (gap) => gaps.push(gap) })
    expect(await subscription.ready).toMatchObject({ ok: true })
    await client.publish(placed(1).topic, placed(1).data)
    await until(1)
    client.disconnect()
    const other = new TestConnection(first.url, '/events', { auth: { protocol: 1 } })
    for (let number = 2; number <= 40; number += 1) expect(await other.request('publish', placed(number))).toMatchObject({ ok: true })
    other.close()
    await first.close()
    await startServer(cleanUps, options)
    client.connect()
    await until(40)
    await client.publish(placed(41).topic, placed(41).data)
    await until(41)
    expect([got, gaps]).toEqual([Array.from({ length: 41 }, (_, index) => index + 1), []])
  })

  it('that publishes again over a crash gets the first answer, and one that resumes goes on in the same log', async () => {
    const options = { dataFolder: newDataFolder(cleanUps) }
    const first = await startServer(cleanUps, options)
    const before = new TestConnection(first.url, '/events', { auth: { protocol: 1, client: 'shop' } })
    cleanUps.push(() => before.close())
    const answers = []
    for (let number = 1; number <= 3; number += 1) answers.push(await before.request<{ seq: number; epoch: string }>('publish', placed(number)))
    const [one] = answers
    if (one?.ok !== true) throw new Error('It was not published.')
    // The first server is left as it is, as by a crash: another goes on with what it has on the disk.
    const { url } = await startServer(cleanUps, options)
    const after = new TestConnection(url, '/events', { auth: { protocol: 1, client: 'shop' } })
    cleanUps.push(() => after.close())
    for (const [index, answer] of answers.entries()) expect(await after.request('publish', placed(index + 1))).toEqual({ ...answer, duplicate: true })
    expect(await after.request('subscribe', { pattern: 'events.local.outside.>', from: { type: 'resume', epoch: one.epoch, seq: 1 } })).toMatchObject({ ok: true, recovered: true, replayed: 2, position: { epoch: one.epoch } })
    expect(await after.request('subscribe', { pattern: 'events.local.outside.>', from: { type: 'resume', epoch: one.epoch, seq: 4 } })).toMatchObject({ ok: true, recovered: false, reason: 'epoch_changed' })
    expect(await after.request('publish', placed(4))).toMatchObject({ ok: true, epoch: one.epoch, duplicate: false })
  })
})
