import type { LateJoiners, Project } from '@halley/model'
import type { EventsPushes, PushOf } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { editorOf, serveEndpoints, StreamReader } from '../endpoints/endpoint-calls.test-fixture.ts'
import { assign, endpointOf, field, flowOf, moved, ordersApp, parameter } from '../endpoints/orders-app.test-fixture.ts'
import { newDataFolder, startServer, TestConnection } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Milliseconds after which the log of the bus holds nothing of before. */
const LOG_MS = 120_001

/** Order tracking whose channel keeps something, with an endpoint that sends to the sender alone. */
function keeping(lateJoiners: LateJoiners): Project {
  const whisper = flowOf('whisper', {
    type: 'endpoint', endpoint: endpointOf('POST', '/whisper/{id}', [parameter('id', 'path', field('orderId'), true)]),
    steps: [assign('own', moved('id'), 'orderId'), assign('sent', moved('status'), "'sent'"), ['send', 'comet-message', { action: 'send', channelId: 'orders', messageId: 'orderMoved', key: 'orderId', deliverTo: 'me' }]],
  })
  return ordersApp([whisper], (project) => ({ ...project, channels: Object.fromEntries(Object.entries(project.channels).map(([id, channel]) => [id, { ...channel, lateJoiners }])) }))
}

/** A server that keeps its data, so that it can be ended and started again. */
async function serve(lateJoiners: LateJoiners) {
  const clock = new ManualClock()
  const dataFolder = newDataFolder(cleanUps)
  const { server, call } = await serveEndpoints(cleanUps, keeping(lateJoiners), { clock, dataFolder })
  let { url } = server
  const move = async (id: number): Promise<void> => {
    const path = `${url}/h/tracking/order/${id}/status`
    expect((await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ status: 'packed' }) })).status).toBe(202)
  }
  return {
    clock, call, move,
    restart: async () => {
      await server.close()
      ;({ url } = await startServer(cleanUps, { clock, dataFolder }))
    },
    url: () => url,
    /** The orders that a session gets which listens now, up to the given one. */
    joins: async (last: number): Promise<string[]> => {
      const reader = new StreamReader(await fetch(`${url}/h/tracking/live`))
      expect(await reader.next()).toBe(': listening')
      const got: string[] = []
      for (;;) {
        const id = /"id":"(\d+)"/.exec((await reader.next()) ?? '')?.[1] ?? ''
        got.push(id)
        if (id === String(last)) return got
      }
    },
  }
}

describe('a session that begins to listen', () => {
  it('gets the last N that the channel keeps, in order, also when the log and the server have forgotten them', async () => {
    const { clock, move, restart, joins } = await serve({ type: 'lastCount', count: 3 })
    for (const id of [1, 2, 3, 4, 5]) await move(id)
    expect(await joins(5)).toEqual(['3', '4', '5'])
    clock.advance(LOG_MS)
    await move(6)
    expect(await joins(6)).toEqual(['4', '5', '6'])
    await restart()
    clock.advance(LOG_MS)
    expect(await joins(6)).toEqual(['4', '5', '6'])
  })

  it('gets what was sent within the last minutes, and nothing older', async () => {
    const { clock, move, joins } = await serve({ type: 'lastMinutes', minutes: 10 })
    await move(1)
    clock.advance(9 * 60_000)
    await move(2)
    expect(await joins(2)).toEqual(['1', '2'])
    clock.advance(2 * 60_000)
    await move(3)
    expect(await joins(3)).toEqual(['2', '3'])
  })

  it('gets what comes while it reads after what was before, and nothing twice', async () => {
    const { clock, move, joins } = await serve({ type: 'lastCount', count: 1_000 })
    for (let id = 1; id <= 20; id += 1) await move(id)
    clock.advance(LOG_MS)
    const joining = joins(40)
    for (let id = 21; id <= 40; id += 1) await move(id)
    expect(await joining).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)))
  })

  it('gets nothing of what was not for it, and the log says so', async () => {
    const { clock, call, move, joins, url } = await serve({ type: 'lastCount', count: 10 })
    await call('POST', '/whisper/7')
    await move(8)
    clock.advance(LOG_MS)
    expect(await joins(8)).toEqual(['8'])
    const editor = await editorOf(cleanUps, url())
    const log = await editor.request<{ rows: { message: { key: string; receivers: { outcome: string }[] } | null }[] }>('log', { before: null, limit: 100 })
    const outcomes = log.ok && log.rows.flatMap(({ message }) => (message === null ? [] : [[message.key, message.receivers.map(({ outcome }) => outcome)]]))
    expect(outcomes).toEqual([['7', ['filtered']], ['8', ['delivered']]])
  })
})

describe('a program that subscribes', () => {
  it('gets the last n, or all since a time, of what channels keep and of the log', async () => {
    const { clock, move, url } = await serve({ type: 'lastCount', count: 3 })
    for (const id of [1, 2, 3, 4]) await move(id)
    clock.advance(LOG_MS)
    await move(5)
    const got = async (from: object): Promise<unknown> => {
      const program = new TestConnection(url(), '/events', { auth: { protocol: 1 } })
      cleanUps.push(() => program.close())
      const answer = await program.request<{ truncated: boolean }>('subscribe', { pattern: 'events.local.draft-orders-project.orders.>', from })
      // Its answer has its place behind the events that were replayed.
      await program.request('ping', {})
      const events = program.pushes.flatMap(({ event, payload }) => (event === 'event' ? [payload as PushOf<EventsPushes, 'event'>] : []))
      return [answer.ok && answer.truncated, ...events.map(({ data, replay }) => `${(data as { id: string }).id}${replay === true ? '' : ' live'}`)]
    }
    expect(await got({ type: 'last', count: 2 })).toEqual([false, '4', '5'])
    // It keeps three of each key; whether there was more, it cannot say.
    expect(await got({ type: 'last', count: 10 })).toEqual([true, '1', '2', '3', '4', '5'])
    expect(await got({ type: 'time', timeMs: clock.nowMs() - LOG_MS - 1 })).toEqual([true, '1', '2', '3', '4', '5'])
    expect(await got({ type: 'time', timeMs: clock.nowMs() })).toEqual([false, '5'])
    // All others read the log.
    expect(await got({ type: 'earliest' })).toEqual([true, '5'])
  })
})

describe('what a channel keeps', () => {
  it('is no longer given once it is set to keep less, and is taken away', async () => {
    const { clock, move, url, joins } = await serve({ type: 'lastCount', count: 3 })
    for (const id of [1, 2, 3]) await move(id)
    clock.advance(LOG_MS)
    const editor = await editorOf(cleanUps, url())
    const set = (setting: LateJoiners) => editor.request('edit', { projectId: 'orders-project', edit: { id: `set-${setting.type}`, label: 'Set', patches: [{ op: 'replace', path: ['channels', 'orders', 'lateJoiners'], value: setting }] } })
    expect(await set({ type: 'last' })).toMatchObject({ ok: true })
    await move(4)
    expect(await joins(4)).toEqual(['4'])
    expect(await set({ type: 'nothing' })).toMatchObject({ ok: true })
    const page: unknown = await (await fetch(`${url()}/api/v1/events/history?topic=events.local.draft-orders-project.orders.%3E`)).json()
    expect(page).toMatchObject({ events: [{ data: { id: '4' } }] })
    clock.advance(LOG_MS)
    const later: unknown = await (await fetch(`${url()}/api/v1/events/history?topic=events.local.draft-orders-project.orders.%3E`)).json()
    expect(later).toMatchObject({ events: [] })
  })
})
