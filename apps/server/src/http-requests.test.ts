import { readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Connection, ConnectionAuth, Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { editorOf, serveEndpoints } from './endpoints/endpoint-calls.test-fixture.ts'
import { endpointOf, field, flowOf, ordersApp, type Step } from './endpoints/orders-app.test-fixture.ts'
import { newDataFolder, startServer } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { readAllowedHost } from './outgoing/allowed-hosts.ts'
import { gate, startListener, startService } from './outgoing/local-service.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const loopback = readAllowedHost('127.0.0.0/8')
const allowedHosts = loopback === undefined ? [] : [loopback]
const headers = { 'content-type': 'application/json' }
const tell = (id: string): Step => [id, 'respond', { answer: 'json', bodyExpression: `{'by': "${id}", 'answer': answer, 'weight': weight, 'code': error.code, 'text': error.text}` }]

/** Longer than any service here takes, however busy the machine is, and shorter than the time limit of the endpoint. */
const TIMEOUT_MS = 20_000

/** An endpoint that asks a service and answers by which exit it left, and with what. */
function asking(config: Record<string, unknown>): Project {
  const mapping = { state: { id: 'state', order: 'a0', expression: 'response.body.state', target: field('answer') }, status: { id: 'status', order: 'a1', expression: 'response.status', target: field('weight') } }
  return ordersApp([flowOf('ask', {
    type: 'endpoint', endpoint: endpointOf('GET', '/ask'),
    steps: [['ask', 'http-request', { statuses: '404, 4xx', mapping, timeoutMs: TIMEOUT_MS, ...config } as never], tell('fine'), tell('missing'), tell('refused'), tell('broken')],
    arrows: [['ask', '404', 'missing'], ['ask', '4xx', 'refused'], ['ask', 'error', 'broken']],
  })])
}

async function serve(project: Project, options: Parameters<typeof startServer>[1] = {}) {
  const { server, call } = await serveEndpoints(cleanUps, project, { allowedHosts, ...options })
  return { server, ask: async () => (await call('GET', '/ask')).json() as Promise<Record<string, unknown>> }
}

const carrier = (baseUrl: string, auth: ConnectionAuth = { type: 'none' }): Connection => ({ id: 'carrier', folderId: null, order: 'a0', name: 'Carrier', technicalName: 'carrier', technicalNameSetByHand: false, description: '', settings: { type: 'http', baseUrl, auth } })

describe('A run that asks an HTTP service', () => {
  it.each([[200, 'fine'], [404, 'missing'], [409, 'refused']])('goes on with what it answered: %i leaves by %s', async (status, by) => {
    const service = await startService(cleanUps, (_request, response) => response.writeHead(status, headers).end('{"state":"sent"}'))
    const { ask } = await serve(asking({ url: `${service.url}/orders/7`, query: { q: { id: 'q', order: 'a0', name: 'full', value: 'yes & no' } } }))
    expect(await ask()).toMatchObject({ by, answer: 'sent', weight: status })
    expect(service.requests).toEqual(['GET /orders/7?full=yes%20%26%20no'])
  })

  it('leaves by Error when the service hangs', async () => {
    const clock = new ManualClock()
    const asked = gate<undefined>()
    const listener = await startListener(cleanUps, (socket) => void socket.once('data', () => asked.resolve(undefined)))
    const { ask } = await serve(asking({ url: listener.url }), { clock })
    const answer = ask()
    await asked.promise
    clock.advance(TIMEOUT_MS)
    expect(await answer).toMatchObject({ by: 'broken', answer: null, code: 'http/timeout' })
  })

  it.each([
    ['breaks the connection', 'http/reset', (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['breaks the connection in the middle', 'http/reset', (socket: Socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.destroy()))],
    ['answers something that is not HTTP', 'http/garbage', (socket: Socket) => void socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))],
    ['answers broken JSON', 'http/garbage', (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"state": '))],
    ['answers text where JSON is mapped', 'http-request/mapping_failed', (socket: Socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>'))],
    ['answers 20 MB', 'http/too_large', (socket: Socket) => void socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n')
      socket.end('x'.repeat(20 * 1024 * 1024))
    })],
  ])('leaves by Error when the service %s', async (_what, code, onConnection) => {
    const listener = await startListener(cleanUps, onConnection)
    const { ask } = await serve(asking({ url: listener.url, responseExample: '{"state": "sent"}' }))
    expect(await ask()).toMatchObject({ by: 'broken', answer: null, weight: null, code, text: expect.stringMatching(/.{20}/) })
  })

  it('leaves by Error when nobody listens there, and when the address is inside', async () => {
    const { ask } = await serve(asking({ url: 'http://127.0.0.1:1/x' }))
    expect(await ask()).toMatchObject({ by: 'broken', code: 'http/unreachable' })
    const service = await startService(cleanUps, (_request, response) => response.end('secret'))
    const blocked = await serve(asking({ url: service.url }), { allowedHosts: [] })
    expect(await blocked.ask()).toMatchObject({ by: 'broken', code: 'http/blocked' })
    expect(service.requests).toEqual([])
  })

  it('holds up nothing of its session: messages are answered meanwhile', async () => {
    const asked = gate<undefined>()
    const listener = await startListener(cleanUps, (socket) => void socket.once('data', () => asked.resolve(undefined)))
    const both = flowOf('both', {
      type: 'endpoint', endpoint: endpointOf('GET', '/both'),
      steps: [['listen', 'comet-message', { action: 'listen', channelId: 'orders', listenTo: 'any', response: 'flow', flowId: 'tell' }], ['ask', 'http-request', { url: listener.url, statuses: '', timeoutMs: 60_000 }]],
    })
    const { server } = await serve(ordersApp([both]))
    const streaming = fetch(`${server.url}/h/tracking/both`)
    await asked.promise
    await fetch(`${server.url}/h/tracking/order/7/status`, { method: 'POST', headers, body: '{"status":"sent"}' })
    const reader = (await streaming).body?.getReader()
    let text = ''
    while (!text.includes('event: moved')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toMatch(/^: listening\n\nid: \S+\nevent: moved\ndata: \{"id":"7","status":"sent"\}\n\n$/)
    await reader?.cancel()
  })

  it('gives up when its session ends', async () => {
    const asked = gate<undefined>()
    const closed = gate<undefined>()
    const listener = await startListener(cleanUps, (socket) => {
      socket.once('data', () => asked.resolve(undefined))
      socket.once('close', () => closed.resolve(undefined))
    })
    const { server } = await serve(asking({ url: listener.url, timeoutMs: 60_000 }))
    const gone = new AbortController()
    const answer = fetch(`${server.url}/h/tracking/ask`, { signal: gone.signal })
    await asked.promise
    gone.abort()
    await expect(answer).rejects.toThrow('aborted')
    await closed.promise
  })

  it('that was under way when the server stopped goes on with an error', async () => {
    const asked = gate<undefined>()
    const listener = await startListener(cleanUps, (socket) => void socket.once('data', () => asked.resolve(undefined)))
    const onStart = flowOf('onStart', {
      type: 'action',
      steps: [['ask', 'http-request', { url: listener.url, statuses: '', timeoutMs: 60_000 }], ['write', 'log', { text: 'Told: {error.code}' }]], arrows: [['ask', 'error', 'write'], ['write', 'default', 'end']],
    })
    const dataFolder = newDataFolder(cleanUps)
    const { server } = await serve(ordersApp([onStart], (project) => ({ ...project, settings: { ...project.settings, onApplicationStartFlowId: 'onStart' } })), { dataFolder })
    await editorOf(cleanUps, server.url)
    await asked.promise
    await server.close()
    const again = await startServer(cleanUps, { allowedHosts, dataFolder })
    const editor = await editorOf(cleanUps, again.url)
    const seen = async (): Promise<LogRow[]> => {
      const reply = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
      return reply.ok ? reply.rows : []
    }
    expect((await seen()).map(({ text }) => text)).toContain('Told: effect/interrupted')
    expect(listener.connected()).toBe(1)
  })
})

describe('The secret of a connection', () => {
  const canary = 'canary-5up3r"s3cret'

  it.each([
    [{ type: 'bearer' } as const, 'authorization', `Bearer ${canary}`],
    [{ type: 'basic', user: 'halley' } as const, 'authorization', `Basic ${Buffer.from(`halley:${canary}`).toString('base64')}`],
    [{ type: 'header', name: 'X-Api-Key' } as const, 'x-api-key', canary],
  ])('signs in (%j), and is nowhere else, also when the service repeats it', async (auth, name, value) => {
    const seen: unknown[] = []
    const service = await startService(cleanUps, (request, response) => {
      seen.push([request.url, request.headers[name]])
      response.writeHead(200, headers).end(JSON.stringify({ state: `You sent ${String(request.headers[name])}` }))
    })
    const dataFolder = newDataFolder(cleanUps)
    const project = asking({ connectionId: 'carrier', url: '/orders/7', headers: { h: { id: 'h', order: 'a0', name: 'x-mine', value: '1' } } })
    const { server, ask } = await serve({ ...project, connections: { carrier: carrier(`${service.url}/v1/`, auth) } }, { dataFolder })
    expect(await ask()).toMatchObject({ by: 'broken', code: 'secret/missing' })
    const kept = await fetch(`${server.url}/api/v1/projects/orders-project/connections/carrier/secret`, { method: 'PUT', headers, body: JSON.stringify({ secret: canary }) })
    expect(kept.status).toBe(204)
    expect(await ask()).toMatchObject({ by: 'fine', answer: expect.stringMatching(/^You sent (\w+ )?\*\*\*$/) })
    expect(seen).toEqual([['/v1/orders/7', value]])
    await server.close()
    const encoded = Buffer.from(`halley:${canary}`).toString('base64')
    for (const file of readdirSync(dataFolder)) {
      const content = readFileSync(join(dataFolder, file)).toString('latin1')
      expect([file, content.includes('canary-5up3r'), content.includes(encoded)]).toEqual([file, false, false])
    }
  })

  it('goes nowhere but where the connection leads', async () => {
    const service = await startService(cleanUps, (_request, response) => response.writeHead(200, headers).end('{"state":"sent"}'))
    const project = asking({ connectionId: 'carrier', url: '/../../admin' })
    const { ask } = await serve({ ...project, connections: { carrier: carrier(`${service.url}/v1`, { type: 'none' }) } })
    expect(await ask()).toMatchObject({ by: 'broken' })
    expect(service.requests).toEqual([])
  })
})
