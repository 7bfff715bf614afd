import fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { orderEvent, servePrograms } from '../programs/program-calls.test-fixture.ts'
import { healthRoutes } from './health-routes.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** The series of a metric: labels and value, as Prometheus reads them. */
async function figures(url: string, headers: Record<string, string> = {}): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)])
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of lines) expect(line).toMatch(/^halley_[a-z_]+(\{([a-z_]+="[^"\\]*",?)*\})? (-?\d[\d.e+-]*|\+Inf)$/)
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

describe('The figures of a server', () => {
  it('count connections, subscriptions, sessions, publishes, deliveries and refusals', async () => {
    const { server, post, open } = await servePrograms(cleanUps)
    const program = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    const person = new TestPerson(server.url, 'customer')
    cleanUps.push(() => program.close(), () => person.connection.close())
    await program.request('subscribe', { pattern: ['events.local.outside.>', 'events.local.*.orders.>'] })
    const screen = await person.sees('Report a problem')
    const { reader } = await open('topic=events.local.outside.orders.%3E')
    await post(orderEvent(1))
    await post(orderEvent(1))
    await post(orderEvent(2, { subject: 'events.local.*' }))
    await reader.events(1)
    await person.presses(screen, 'Send', { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' })
    const refused = new TestConnection(server.url, '/events', { auth: { protocol: 2 } })
    expect(await refused.connected()).toMatchObject({ code: 'wire/protocol' })
    refused.close()
    const known = await figures(server.url)
    const expected = {
      'halley_connections{namespace="/events"}': 1, 'halley_connections{namespace="/app"}': 1, 'halley_connections{namespace="/editor"}': 0, 'halley_connections{namespace="http"}': 1,
      'halley_publishes_total{sender="program",outcome="accepted"}': 1, 'halley_publishes_total{sender="program",outcome="duplicate"}': 1, 'halley_publishes_total{sender="program",outcome="topic_invalid"}': 1,
      'halley_publishes_total{sender="session",outcome="accepted"}': 1, 'halley_sessions': 1, 'halley_program_events_total': 2,
      'halley_handshakes_refused_total{namespace="/events",code="wire/protocol"}': 1, 'halley_http_requests_total{method="POST",route="/api/v1/events",status="202"}': 2,
      'halley_http_requests_total{method="POST",route="/api/v1/events",status="422"}': 1, 'halley_build_info{version="0.1.0"}': 1,
    }
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, known.get(name)]))).toEqual(expected)
    for (const name of ['halley_subscriptions', 'halley_runs', 'halley_bus_events', 'halley_bus_remembered_publishes', 'halley_process_memory_bytes{kind="resident"}', 'halley_storage_commit_duration_seconds_count']) expect([name, known.get(name)]).toEqual([name, expect.any(Number)])
    expect(known.get('halley_subscriptions')).toBeGreaterThanOrEqual(3)
    expect(known.get('halley_storage_commit_duration_seconds_count')).toBeGreaterThan(0)
  })

  it('have no topics, ids or addresses in them, whatever strangers ask for', async () => {
    const { server, post } = await servePrograms(cleanUps)
    await figures(server.url)
    const before = (await figures(server.url)).size
    for (let number = 0; number < 20; number += 1) {
      await post(orderEvent(number, { subject: `events.local.canary${number}.a.b.c` }))
      await fetch(`${server.url}/canary-${number}`)
      await fetch(`${server.url}/api/v1/projects/canary-${number}`)
      const refused = new TestConnection(server.url, '/events', { auth: { protocol: 1, client: `canary ${number}` } })
      await refused.connected()
      refused.close()
    }
    const after = await figures(server.url)
    expect([...after.keys()].filter((name) => name.includes('canary'))).toEqual([])
    // One for each of: publish, its status, an unknown address, an unknown project, the handshake; and the buckets of three routes.
    expect(after.size - before).toBeLessThan(50)
  })

  it('belong to one server: another in the same process has its own', async () => {
    const [one, other] = [await servePrograms(cleanUps), await startServer(cleanUps)]
    await one.post(orderEvent(1))
    const name = 'halley_publishes_total{sender="program",outcome="accepted"}'
    expect([(await figures(one.server.url)).get(name), (await figures(other.url)).get(name)]).toEqual([1, undefined])
  })

  it('are for this machine, not for those whom a proxy on it lets in; and for whoever has the token', async () => {
    const { url } = await startServer(cleanUps, { metricsToken: 'a-token-of-the-operator' })
    const status = async (headers: Record<string, string>) => (await fetch(`${url}/metrics`, { headers })).status
    expect(await status({})).toBe(200)
    expect(await status({ 'x-forwarded-for': '203.0.113.7' })).toBe(401)
    expect(await status({ 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer a-token-of-the-operator' })).toBe(200)
    expect(await status({ authorization: 'Bearer a-token-of-the-operatoR' })).toBe(401)
  })
})

describe('/readyz', () => {
  it('is 200 with the version while all parts answer', async () => {
    const { url } = await startServer(cleanUps, { version: '9.9.9' })
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok', version: '9.9.9', parts: ['storage', 'bus'] })
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', version: '9.9.9' })
  })

  it('says at /healthz that nothing runs, where it was started so', async () => {
    const { url } = await startServer(cleanUps, { version: '9.9.9', isSafe: true })
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', version: '9.9.9', safeMode: true })
  })

  it('is 503 with the parts that are down', async () => {
    const app = fastify()
    cleanUps.push(() => app.close())
    const clock = new ManualClock()
    let hasAsked: () => void = () => undefined
    const asked = new Promise<void>((resolve) => (hasAsked = resolve))
    healthRoutes(app, { version: '1', clock, parts: [
      { name: 'storage', check: () => Promise.reject(new Error('gone')), whenDown: 'The storage does not take writes.' },
      { name: 'bus', check: () => Promise.resolve(), whenDown: 'The bus does not answer.' },
      { name: 'mail', check: () => new Promise(hasAsked), whenDown: 'No mail goes out.' },
    ] })
    const answering = app.inject('/readyz')
    await asked
    clock.advance(5_000)
    const answer = await answering
    expect([answer.statusCode, answer.json()]).toEqual([503, { type: 'about:blank', status: 503, code: 'unavailable', title: 'Down: storage, mail', detail: 'The storage does not take writes. No mail goes out.', down: ['storage', 'mail'] }])
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })
})
