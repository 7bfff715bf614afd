import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { HANDSHAKES_PER_ADDRESS } from './realtime/handshake-rates.ts'
import { KEPT_FOR_SESSIONS, MESSAGES_PER_ORG } from './sessions/org-rates.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Shakes hands by one request of HTTP polling; gives its status. */
async function poll(url: string): Promise<Response> {
  const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`)
  await response.text()
  return response
}

describe('handshakes', () => {
  it(`beyond ${HANDSHAKES_PER_ADDRESS} of one address in a second are answered 503 with Retry-After, by either transport, and taken again a moment later`, async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const statuses: number[] = []
    for (let done = 0; done < HANDSHAKES_PER_ADDRESS; done += 20) statuses.push(...await Promise.all(Array.from({ length: 20 }, async () => (await poll(url)).status)))
    expect(new Set(statuses)).toEqual(new Set([200]))
    const refused = await poll(url)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      socket.once('unexpected-response', (_request, response) => resolve(response))
      socket.once('open', () => reject(new Error('It was let in.')))
      socket.once('error', reject)
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
    clock.advance(1_000)
    expect((await poll(url)).status).toBe(200)
  })

  it('of many do not keep those out who are in', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock(), handshakesPerSecond: 1 })
    const program = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    expect(await program.connected()).toBeUndefined()
    expect((await poll(url)).status).toBe(503)
    expect(await program.request('ping', {})).toMatchObject({ ok: true })
    // What is no handshake is not counted: health, pages.
    expect(await new Promise((resolve) => httpRequest(`${url}/healthz`, (response) => resolve(response.resume().statusCode)).end())).toBe(200)
  })
})

const namespaces = [
  ['/app', { protocol: 1, projectId: 'helpdesk-escalation', personaId: null, environment: 'draft', slot: 1, flowId: null, resume: null }],
  ['/editor', { protocol: 1, name: 'Ann' }],
  ['/events', { protocol: 1 }],
] as const

describe('a connection', () => {
  it('is let into no namespace in which nobody is asked who comes', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const stranger = new TestConnection(url, '/', { auth: {} })
    cleanUps.push(() => stranger.close())
    expect(await stranger.connected()).toMatchObject({ code: 'wire/unknown_event', message: expect.stringContaining('"/events"') })
  })

  it('that has left the last namespace is ended, unless it enters another within the time of a handshake', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    cleanUps.push(() => socket.terminate())
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve('ended')))
    const said = (beginning: string) => new Promise<void>((resolve) => socket.on('message', (data) => String(data).startsWith(beginning) && resolve()))
    const enter = async (): Promise<void> => {
      const entered = said('40/events,')
      socket.send('40/events,{"protocol":1}')
      await entered
    }
    const leave = async (): Promise<void> => {
      socket.send('41/events,')
      // Whoever asks next is answered after the leaving: there is no such namespace.
      const answered = said('44/nowhere,')
      socket.send('40/nowhere,')
      await answered
    }
    await said('0{')
    await enter()
    await leave()
    clock.advance(9_000)
    await enter()
    clock.advance(60_000)
    await leave()
    clock.advance(10_000)
    expect(await ended).toBe('ended')
  })
})

describe('requests', () => {
  it.each(namespaces)('in %s beyond ten times what may be asked for end the connection', async (namespace, auth) => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const connection = new TestConnection(url, namespace, { auth })
    cleanUps.push(() => connection.close())
    expect(await connection.connected()).toBeUndefined()
    const ended = new Promise<string>((resolve) => connection.socket.once('disconnect', resolve))
    for (let sent = 0; sent <= 500; sent += 1) connection.socket.emit('ping', {}, () => undefined)
    expect(await ended).toMatch(/io server disconnect|transport close/)
  })

  it.each(namespaces.slice(0, 2))('in %s beyond 200 a second are refused first, and answered again a moment later', async (namespace, auth) => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const connection = new TestConnection(url, namespace, { auth })
    cleanUps.push(() => connection.close())
    await connection.connected()
    const ask = () => (namespace === '/app' ? connection.request('ping', {}) : connection.request('watch', { on: false }))
    const codes = (await Promise.all(Array.from({ length: 210 }, ask))).map((reply) => (reply.ok ? 'ok' : reply.error.code))
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThanOrEqual(10)
    clock.advance(1_000)
    expect((await ask())).not.toMatchObject({ error: { code: 'rate_limited' } })
  })

  it('an edit is never refused because of their number, nor the connection ended: an editor that was offline sends all it has', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
    cleanUps.push(() => editor.close())
    await editor.connected()
    await editor.request('open', { projectId: 'helpdesk-escalation', since: null })
    const edits = await Promise.all(Array.from({ length: 600 }, (_one, index) => editor.request('edit', { projectId: 'helpdesk-escalation', edit: { id: `e${index}`, label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: `Name ${index}` }] } })))
    expect(edits.every(({ ok }) => ok)).toBe(true)
  })
})

describe('messages', () => {
  it('of sessions count in the rate of the organisation, with those of programs', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const program = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    const customer = new TestPerson(url, 'customer')
    cleanUps.push(() => program.close(), () => customer.connection.close())
    await program.connected()
    const publish = (index: number) => program.request('publish', { topic: `events.local.outside.c${index % 20}.Ticket._`, data: {} })
    await customer.sees('Report a problem')
    const most = MESSAGES_PER_ORG - KEPT_FOR_SESSIONS
    expect((await Promise.all(Array.from({ length: most - 1 }, (_one, index) => publish(index)))).every(({ ok }) => ok)).toBe(true)
    expect(await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Smoke', Priority: 'high' })).toEqual({ ok: true })
    await customer.sees('Thank you')
    expect(await publish(0)).toMatchObject({ ok: false, error: { code: 'rate_limited', limit: MESSAGES_PER_ORG } })
  })
})
