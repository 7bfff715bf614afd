import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { TestConnection } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { orderEvent, servePrograms } from '../programs/program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const serve = (options: Parameters<typeof servePrograms>[1] = {}) => servePrograms(cleanUps, options)

const BATCH = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' }
const PLAIN = { 'content-type': 'application/json' }
const draft = 'events.local.draft-helpdesk-escalation'

describe('A program publishes over HTTP', () => {
  it('a CloudEvent in its JSON form, and is answered as /events answers', async () => {
    const { server, post } = await serve()
    const program = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    await program.request('subscribe', { pattern: 'events.local.outside.>' })
    // Answer and event may come in either order.
    const coming = new Promise((resolve) => program.socket.once('event', resolve))
    const answer = await post(orderEvent(1, { filters: 'region=eu,tier=gold', correlationid: 'c-1', time: '2020-01-01T00:00:00Z' }))
    expect(answer).toMatchObject({ status: 202, body: { seq: 1, epoch: expect.any(String), id: 'order-1', duplicate: false, matched: 1 } })
    const event = await coming
    expect(event).toMatchObject({ seq: 1, topic: 'events.local.outside.orders.placed.o_1', id: 'order-1', source: 'program/local/%2Fshop%2F1', type: 'placed', data: { number: 1 }, filters: { region: 'eu', tier: 'gold' }, correlationid: 'c-1' })
    expect(event).not.toMatchObject({ time: '2020-01-01T00:00:00Z' })
  })

  it('a CloudEvent whose attributes are headers, percent-escaped', async () => {
    const { server, post } = await serve()
    const program = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    await program.request('subscribe', { pattern: 'events.local.outside.>' })
    const coming = new Promise((resolve) => program.socket.once('event', resolve))
    const answer = await post({ number: 7 }, { ...PLAIN, 'ce-specversion': '1.0', 'ce-id': 'Euro %E2%82%AC %F0%9F%98%80', 'ce-source': '"/shop"', 'ce-type': 'order', 'ce-subject': 'events.local.outside.orders.placed._' })
    expect(answer).toMatchObject({ status: 202, body: { id: 'Euro € 😀' } })
    expect(await coming).toMatchObject({ id: 'Euro € 😀', source: 'program/local/%2Fshop', data: { number: 7 } })
  })

  it('what /events takes, as plain JSON', async () => {
    const { post } = await serve()
    expect(await post({ topic: 'events.local.outside.orders.placed._', data: [1], id: 'a', filters: { region: 'eu' } }, PLAIN)).toMatchObject({ status: 202, body: { id: 'a', duplicate: false } })
    expect(await post({ topic: 'events.local.outside.orders.placed._', data: null }, PLAIN)).toMatchObject({ status: 202, body: { seq: 2, id: expect.any(String) } })
  })

  it('a batch, whose events are accepted or refused one by one, with the answers in order', async () => {
    const { post } = await serve()
    expect(await post([orderEvent(1), orderEvent(2)], BATCH)).toMatchObject({ status: 202, body: [{ ok: true, seq: 1 }, { ok: true, seq: 2 }] })
    const mixed = await post([orderEvent(3), { ...orderEvent(4), subject: 'events.local.a*' }, { specversion: '1.0', id: 'x' }, orderEvent(3), orderEvent(5)], BATCH)
    expect(mixed).toMatchObject({
      status: 207,
      body: [{ ok: true, seq: 3 }, { ok: false, error: { code: 'topic_invalid', token: 'a*' } }, { ok: false, error: { code: 'wire/malformed', pointer: '/2/source' } }, { ok: true, seq: 3, duplicate: true }, { ok: true, seq: 4 }],
    })
    expect(await post([], BATCH)).toMatchObject({ status: 202, body: [] })
    expect(await post(Array.from({ length: 51 }, (_, number) => orderEvent(number)), BATCH)).toMatchObject({ status: 413, body: { code: 'too_large', limit: 50, value: 51 } })
    expect(await post(orderEvent(1), BATCH)).toMatchObject({ status: 422, body: { code: 'wire/malformed' } })
  })

  it('again with the same source and id, and gets the first answer; another source has ids of its own', async () => {
    const { post } = await serve()
    const first = await post(orderEvent(1))
    expect((await post(orderEvent(1))).body).toEqual({ ...first.body, duplicate: true })
    expect((await post(orderEvent(1, { source: '/shop/2' }))).body).toMatchObject({ seq: 2, duplicate: false })
    expect((await post({ topic: 'events.local.outside.orders.placed._', data: 1, id: 'order-1' }, PLAIN)).body).toMatchObject({ seq: 3, duplicate: false })
    expect((await post(orderEvent(1, { source: '/shop/1/' }))).body).toMatchObject({ seq: 4, duplicate: false })
  })

  it('on a channel of an app, where it is validated and shown in the log as from /events', async () => {
    const { post } = await serve()
    const publish = (topic: string, data: unknown) => post(orderEvent(1, { subject: `${draft}.${topic}`, data }))
    expect(await publish('escalation.Ticket._', { subject: 7 })).toMatchObject({ status: 422, body: { code: 'schema_invalid', pointer: '/data/subject' } })
    expect(await publish('escalation.Tickets._', {})).toMatchObject({ status: 422, body: { code: 'topic_invalid', token: 'Tickets', tokenIndex: 4 } })
    expect(await publish('escalation.Taken._', { subject: 'Fire', by: 'Bob' })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await publish('escalation.Ticket._', { subject: 'Fire', priority: 'high' })).toMatchObject({ status: 202, body: { duplicate: false } })
  })
})

describe('A publish over HTTP is refused with problem details', () => {
  it('that name what is wrong in a CloudEvent', async () => {
    const { post } = await serve()
    const refusal = async (changes: object) => {
      const { status, headers, body } = await post(orderEvent(1, changes))
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
      return [status, body.code, body.pointer]
    }
    expect(await refusal({ specversion: '0.3' })).toEqual([422, 'wire/malformed', '/specversion'])
    expect(await refusal({ subject: undefined })).toEqual([422, 'wire/malformed', '/subject'])
    expect(await refusal({ filters: 'region=eu,region=us' })).toEqual([422, 'wire/malformed', '/filters'])
    expect(await refusal({ filters: '__proto__=eu' })).toEqual([422, 'wire/malformed', '/filters'])
    expect(await refusal({ id: '' })).toEqual([422, 'wire/malformed', '/id'])
    expect(await refusal({ source: 'a b' })).toEqual([422, 'wire/malformed', '/source'])
    expect(await refusal({ datacontenttype: 'text/plain' })).toEqual([422, 'wire/malformed', '/datacontenttype'])
    expect(await refusal({ data: undefined, data_base64: 'AAAA' })).toEqual([422, 'wire/malformed', '/data_base64'])
    expect(await refusal({ filters: 'region' })).toEqual([422, 'wire/malformed', '/filters'])
    expect(await refusal({ subject: 'events.acme.a.b.c.d' })).toEqual([403, 'forbidden', undefined])
    expect(await refusal({ data: 'x'.repeat(70_000) })).toEqual([413, 'too_large', undefined])
    expect(await refusal({ data: 'x'.repeat(140_000) })).toEqual([413, 'too_large', undefined])
  })

  it('that say that a token does not belong in the address', async () => {
    const { server } = await serve()
    for (const [parameter, advice] of [['token', 'Authorization: Bearer'], ['access_token', 'Authorization: Bearer'], ['wait', 'leave it out']] as const) {
      const response = await fetch(`${server.url}/api/v1/events?${parameter}=hly_x`, { method: 'POST', headers: PLAIN, body: '{"topic":"events.local.outside.orders.placed._","data":1}' })
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'wire/malformed', detail: expect.stringContaining(advice), errors: [{ parameter }] }])
    }
  })

  it('that name what is wrong in the body', async () => {
    const { post } = await serve()
    expect(await post('{"a": }')).toMatchObject({ status: 400, body: { code: 'wire/malformed', detail: expect.stringContaining('line 1') } })
    expect(await post('')).toMatchObject({ status: 400 })
    expect(await post(`${'['.repeat(40)}${']'.repeat(40)}`)).toMatchObject({ status: 400, body: { code: 'wire/too_deep' } })
    expect(await post('{"__proto__": 1}')).toMatchObject({ status: 400, body: { code: 'wire/malformed', detail: 'The body uses "__proto__" as a name, which is refused.' } })
    expect(await post('x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415, body: { code: 'wire/content_type' } })
    expect(await post('x', { 'content-type': 'application/cloudevents+xml' })).toMatchObject({ status: 415 })
    expect(await post(orderEvent(1), { 'content-type': 'application/cloudevents+json', 'content-encoding': 'gzip' })).toMatchObject({ status: 415, body: { detail: expect.stringContaining('gzip') } })
    expect(await post('x', { 'content-type': 'text/plain', 'ce-specversion': '1.0' })).toMatchObject({ status: 415 })
    expect(await post('1', { ...PLAIN, 'ce-specversion': '1.0', 'ce-id': '%FF' })).toMatchObject({ status: 400, body: { detail: expect.stringContaining('ce-id') } })
    expect(await post('1', { ...PLAIN, 'ce-id': '1', 'ce-constructor': '2' })).toMatchObject({ status: 422 })
  })

  it('when it is a page of another site that sends it', async () => {
    const { server } = await serve()
    const status = await new Promise((resolve) => {
      const request = httpRequest(`${server.url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.end(JSON.stringify({ topic: 'events.local.a', data: 1 }))
    })
    expect(status).toBe(403)
  })

  it('when it is too often, after a warning, with when to try again; and goes on a second later', async () => {
    const clock = new ManualClock()
    const { post } = await serve({ clock })
    const answers = await post(Array.from({ length: 50 }, (_, number) => orderEvent(number)), BATCH)
    expect([answers.status, answers.headers.get('halley-notice')]).toEqual([202, 'rate_warning'])
    const refused = await post(orderEvent(50))
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', limit: 50 } })
    expect(refused.headers.get('retry-after')).toBe('1')
    clock.advance(1_000)
    expect(await post(orderEvent(50))).toMatchObject({ status: 202 })
  })

  it('when it makes ten times too many requests', async () => {
    const { post } = await serve({ clock: new ManualClock() })
    const statuses = new Set<number>()
    for (let round = 0; round < 26; round += 1) for (const { status } of await Promise.all(Array.from({ length: 20 }, () => post('', { 'content-type': 'text/plain' })))) statuses.add(status)
    expect([...statuses]).toEqual([415, 429])
  })
})
