import { request as httpRequest } from 'node:http'
import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { editorOf, rowWith, serveEndpoints, StreamReader } from './endpoints/endpoint-calls.test-fixture.ts'
import { assign, endpointOf, field, flowOf, ordersApp } from './endpoints/orders-app.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const serve = (project: Project = ordersApp(), options: { readonly clock?: ManualClock; readonly requestsAtOnce?: number } = {}) => serveEndpoints(cleanUps, project, options)

describe('A stream', () => {
  it('has every message as a server-sent event, as curl -N shows it', async () => {
    const { call } = await serve()
    const live = await call('GET', '/live')
    expect([live.status, live.headers.get('content-type'), live.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store'])
    const reader = new StreamReader(live)
    expect(await reader.next()).toBe(': listening')
    await call('POST', '/order/7/status', { status: 'packed' })
    await call('POST', '/order/8/status', { status: 'sent' })
    expect(await reader.next()).toMatch(/^id: \S+\nevent: moved\ndata: \{"id":"7","status":"packed"\}$/)
    expect(await reader.next()).toMatch(/^id: \S+\nevent: moved\ndata: \{"id":"8","status":"sent"\}$/)
  })

  it('begins while its flow still waits, and outlives a response that fails', async () => {
    const { call } = await serve(ordersApp([
      flowOf('waits', { type: 'endpoint', endpoint: endpointOf('GET', '/waits'), steps: [['listen', 'comet-message', { action: 'listen', channelId: 'orders', listenTo: 'any', response: 'flow', flowId: 'half' }], ['wait', 'wait', { durationMs: 3_600_000 }]] }),
      flowOf('half', { type: 'action', steps: [assign('divide', field('weight'), '1 / (OrderMoved.status == "sent" ? 1 : 0)'), ['event', 'respond', { answer: 'event', dataExpression: 'OrderMoved.id' }]] }),
    ]))
    const reader = new StreamReader(await call('GET', '/waits'))
    expect(await reader.next()).toBe(': listening')
    await call('POST', '/order/7/status', { status: 'packed' })
    await call('POST', '/order/8/status', { status: 'sent' })
    expect(await reader.next()).toBe('data: "8"')
  })

  it('ends the session as soon as the client goes', async () => {
    const { call, server } = await serve()
    const editor = await editorOf(cleanUps, server.url)
    const gone = new AbortController()
    const live = await call('GET', '/live', undefined, { signal: gone.signal })
    expect(await new StreamReader(live).next()).toBe(': listening')
    await editor.push('armed', ({ listeners }) => listeners.length === 1)
    gone.abort()
    await editor.push('armed', ({ listeners }) => listeners.length === 0 && editor.all('armed').some((armed) => armed.listeners.length === 1))
    expect(await rowWith(editor, /live: 200 in \d+ ms \(the client has gone\)$/)).toMatchObject({ session: { persona: 'HTTP' } })
  })

  it('needs no time for that: nobody looks now and then whether the client is there', async () => {
    const { call, server } = await serve(ordersApp(), { clock: new ManualClock() })
    const editor = await editorOf(cleanUps, server.url)
    const gone = new AbortController()
    expect(await new StreamReader(await call('GET', '/live', undefined, { signal: gone.signal })).next()).toBe(': listening')
    gone.abort()
    const texts: string[] = []
    while (!texts.some((text) => text.endsWith('(the client has gone)'))) {
      const log = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
      if (log.ok) texts.push(...log.rows.map(({ text }) => text))
    }
  })

  it('is kept alive every 25 seconds, and ends at its time limit', async () => {
    const clock = new ManualClock()
    const { call } = await serve(ordersApp([], (project) => {
      const live = project.flows['live']
      return live?.endpoint == null ? project : { ...project, flows: { ...project.flows, live: { ...live, endpoint: { ...live.endpoint, streamLimitMs: 60_000 } } } }
    }), { clock })
    const reader = new StreamReader(await call('GET', '/live'))
    expect(await reader.next()).toBe(': listening')
    clock.advance(25_000)
    expect(await reader.next()).toBe(': keep-alive')
    clock.advance(35_000)
    expect([await reader.next(), await reader.next()]).toEqual([': keep-alive', undefined])
  })

  it('ends when the project is deleted', async () => {
    const { call, server } = await serve()
    const reader = new StreamReader(await call('GET', '/live'))
    expect(await reader.next()).toBe(': listening')
    await fetch(`${server.url}/api/v1/projects/orders-project`, { method: 'DELETE' })
    expect(await reader.next()).toBeUndefined()
  })

  it('of a reader that does not read is closed at 1 MiB, and the others get everything', async () => {
    const big = 'x'.repeat(60_000)
    const { call, server } = await serve(ordersApp([flowOf('tellAll', { type: 'action', steps: [['event', 'respond', { answer: 'event', dataExpression: 'OrderMoved.remark' }]] })], (project) => {
      const live = project.flows['live']
      const listen = live?.nodes['listen']
      return live === undefined || listen === undefined ? project : { ...project, flows: { ...project.flows, live: { ...live, nodes: { ...live.nodes, listen: { ...listen, config: { ...listen.config, flowId: 'tellAll' } } } } } }
    }))
    const editor = await editorOf(cleanUps, server.url)
    const stuck = httpRequest(`${server.url}/h/tracking/live`)
    cleanUps.push(() => stuck.destroy())
    const closed = new Promise((resolve) => stuck.on('close', resolve))
    stuck.on('error', () => undefined)
    stuck.on('response', (response) => response.pause())
    stuck.end()
    const reader = new StreamReader(await call('GET', '/live'))
    expect(await reader.next()).toBe(': listening')
    await editor.push('armed', ({ listeners }) => listeners.length === 2)
    let read = 0
    const reading = (async () => {
      while ((await reader.next()) !== undefined) read += 1
    })()
    let sent = 0
    for (; sent < 400 && !editor.all('logRows').some(({ rows }) => rows.some(({ text }) => text.includes('too slowly'))); sent += 1) await call('POST', '/order/7/status', { status: 'sent', remark: big })
    expect(await rowWith(editor, /it was read too slowly/)).toMatchObject({ session: { persona: 'HTTP' } })
    await fetch(`${server.url}/api/v1/projects/orders-project`, { method: 'DELETE' })
    await reading
    expect(read).toBe(sent)
    stuck.destroy()
    await closed
  }, 120_000)
})
