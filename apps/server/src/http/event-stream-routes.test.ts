import { connect, type Socket } from 'node:net'
import { addMember, createChannel, createMessage, emptyProject } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { orderEvent, servePrograms } from '../programs/program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const serve = (options: Parameters<typeof servePrograms>[1] = {}) => servePrograms(cleanUps, options)

const ORDERS = 'topic=events.local.outside.orders.%3E'
const numbers = (events: readonly { readonly data?: { readonly data: { readonly number: number } } }[]) => events.map(({ data }) => data?.data.number)

describe('A stream of events over HTTP', () => {
  it('has each event as a CloudEvent in one line, with its place as id', async () => {
    const { post, open } = await serve()
    const { response, reader } = await open(ORDERS)
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control'), response.headers.get('x-content-type-options')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store', 'nosniff'])
    const { body: { epoch } } = await post(orderEvent(1, { filters: 'region=eu', data: { number: 1, text: 'two\nlines' } }))
    expect(await reader.next()).toEqual({ comment: 'listening', id: `${epoch}:0` })
    expect(await reader.next()).toEqual({
      id: `${epoch}:1`,
      data: { specversion: '1.0', id: 'order-1', source: 'program/local/%2Fshop%2F1', type: 'placed', subject: 'events.local.outside.orders.placed.o_1', time: expect.any(String), datacontenttype: 'application/json', sequence: '1', org: 'local', filters: 'region=eu', data: { number: 1, text: 'two\nlines' } },
    })
  })

  it('has what any of its patterns matches, once', async () => {
    const { post, open } = await serve()
    const { reader } = await open('topic=events.local.outside.%3E&topic=events.local.*.orders.%3E')
    for (const number of [1, 2]) await post(orderEvent(number))
    await post(orderEvent(3, { subject: 'events.local.outside.returns.sent._' }))
    expect(numbers(await reader.events(3))).toEqual([1, 2, 3])
  })

  it('begins where it is asked to', async () => {
    const clock = new ManualClock()
    const { post, open } = await serve({ clock })
    const first = await post(orderEvent(1))
    clock.advance(60_000)
    const now = new Date(clock.nowMs()).toISOString()
    for (const number of [2, 3]) await post(orderEvent(number))
    const begun = async (from: string): Promise<unknown> => {
      const { reader, leave } = await open(`${ORDERS}&from=${encodeURIComponent(from)}`)
      await post(orderEvent(99, { id: from }))
      const found = []
      for (let number; number !== 99; found.push(number)) [number] = numbers(await reader.events(1))
      leave()
      return found.filter((number) => number !== 99)
    }
    expect(await begun('new')).toEqual([])
    expect(await begun('seq:2')).toEqual([2, 3])
    expect(await begun('earliest')).toEqual([1, 2, 3])
    expect(await begun(`time:${now}`)).toEqual([2, 3])
    expect(await begun(`resume:${first.body.epoch}:1`)).toEqual([2, 3])
    const last = await open(`${ORDERS}&from=last:1`)
    expect((await last.reader.events(1))[0]).toMatchObject({ data: { sequence: '8' } })
  })

  it('goes on after the last id that the client has, in order, once', async () => {
    const clock = new ManualClock()
    const { post, open } = await serve({ clock })
    const first = await open(ORDERS)
    await post(orderEvent(0))
    const [got] = await first.reader.events(1)
    first.leave()
    for (let number = 1; number <= 200; number += 1) {
      clock.advance(300)
      expect((await post(orderEvent(number))).status).toBe(202)
    }
    const again = await open(`${ORDERS}&from=earliest`, { 'last-event-id': got?.id ?? '' })
    const events = await again.reader.events(200)
    expect(numbers(events)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    await post(orderEvent(201))
    expect(numbers(await again.reader.events(1))).toEqual([201])
  })

  it('says when it cannot go on, and from where it goes on then; never a silent gap', { timeout: 120_000 }, async () => {
    const clock = new ManualClock()
    const { post, open } = await serve({ clock })
    const { body: { epoch } } = await post(orderEvent(1))
    await post(orderEvent(2))
    clock.advance(3_600_000)
    const expired = await open(ORDERS, { 'last-event-id': `${epoch}:1` })
    expect(await expired.reader.next()).toEqual({ event: 'notice', id: `${epoch}:2`, data: { code: 'expired', text: expect.stringContaining('no longer held') } })
    await post(orderEvent(3))
    expect(numbers(await expired.reader.events(1))).toEqual([3])
    const another = await open(ORDERS, { 'last-event-id': 'another:1' })
    expect(await another.reader.next()).toMatchObject({ event: 'notice', id: `${epoch}:3`, data: { code: 'epoch_changed' } })
    const earliest = await open(`${ORDERS}&from=seq:1`)
    expect(await earliest.reader.next()).toEqual({ comment: 'listening' })
    expect(await earliest.reader.next()).toEqual({ event: 'notice', data: { code: 'truncated', text: expect.any(String) } })
    expect(numbers(await earliest.reader.events(1))).toEqual([3])
    // Half of what may be sent in a second at once: one after the other, they would take long on a slow machine.
    for (let sent = 0; sent <= 1_000; sent += 25) {
      clock.advance(500)
      const answers = await Promise.all(Array.from({ length: 25 }, (_, number) => post(orderEvent(4 + sent + number))))
      expect(answers.every(({ status }) => status === 202)).toBe(true)
    }
    const tooMany = await open(ORDERS, { 'last-event-id': `${epoch}:3` })
    expect(await tooMany.reader.next()).toMatchObject({ event: 'notice', data: { code: 'too_many' } })
  })

  it('is kept alive every 25 seconds, with the place that it has reached although nothing of it was for this stream', async () => {
    const clock = new ManualClock()
    const { post, open } = await serve({ clock })
    const { reader, leave } = await open(ORDERS)
    expect(await reader.next()).toMatchObject({ comment: 'listening' })
    for (let round = 1; round <= 8; round += 1) {
      const { body: { epoch, seq } } = await post(orderEvent(round, { subject: 'events.local.outside.returns.sent._' }))
      clock.advance(25_000)
      expect(await reader.next()).toEqual({ comment: 'keep-alive', id: `${epoch}:${seq}` })
    }
    leave()
  })

  it('leaves nothing behind when the client goes', async () => {
    const { post, open } = await serve()
    const { leave, reader } = await open(ORDERS)
    await reader.next()
    expect((await post(orderEvent(0))).body.matched).toBe(1)
    leave()
    let matched = 1
    for (let number = 1; matched > 0; number += 1) matched = (await post(orderEvent(number, { subject: `events.local.outside.orders.c${number}._` }))).body.matched
    expect(matched).toBe(0)
  })

  it('ends cleanly when the server is stopped', async () => {
    const { server, post, open } = await serve()
    const { reader } = await open(ORDERS)
    await reader.next()
    await post(orderEvent(1))
    await server.close()
    expect(numbers(await reader.events(1))).toEqual([1])
    expect(await reader.next()).toBeUndefined()
  })

  it('that nobody reads is closed at 1 MiB, while another gets everything, and the rest comes by its last id', { timeout: 120_000 }, async () => {
    const clock = new ManualClock()
    const { server, post, open } = await serve({ clock })
    const reading = await open(ORDERS)
    const stuck = await rawStream(server.url)
    const closed = new Promise((resolve) => stuck.once('close', resolve))
    stuck.pause()
    let matched = 2
    let published = 0
    // The kernel takes some megabytes before anything waits in the server.
    while (matched === 2 && published < 1_000) {
      clock.advance(100)
      const answer = await post(orderEvent(published, { data: { number: published, photo: 'x'.repeat(60_000) } }))
      published += 1
      matched = answer.body.matched
    }
    expect(matched).toBe(1)
    expect(numbers(await reading.reader.events(published))).toEqual(Array.from({ length: published }, (_, index) => index))
    let text = ''
    stuck.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
    stuck.resume()
    await closed
    const ids = [...text.matchAll(/id: (\S+)\ndata: [^\n]*\n\n/g)]
    const again = await open(ORDERS, { 'last-event-id': ids.at(-1)?.[1] ?? '' })
    expect(numbers(await again.reader.events(published - ids.length))).toEqual(Array.from({ length: published - ids.length }, (_, index) => ids.length + index))
  })
})

// Megabytes go through the kernel before anything waits in the server.
describe('A stream of the events of a channel that nobody reads', { timeout: 120_000 }, () => {
  it.each(['dropOldest', 'newestOnly'] as const)('by its policy "%s" leaves events out, tells in their place how many, and goes on behind them', async (whenTooSlow) => {
    const clock = new ManualClock()
    const { server, post } = await serve({ clock })
    const project = emptyProject({ id: 'cameras', name: 'Cameras', technicalName: 'cameras' })
    createMessage(project, { name: 'Photo' }, () => 'photo')
    addMember(project, { collection: 'messages', id: 'photo' }, { type: 'field', name: 'Picture', valueType: { type: 'text', maxLength: 60_000 } }, () => 'picture')
    createChannel(project, { name: 'Shots' }, () => 'shots')
    Object.assign(project.channels['shots'] ?? {}, { whenTooSlow })
    const created = await fetch(`${server.url}/api/v1/projects`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
    expect([created.status, await created.text()]).toEqual([201, expect.any(String)])
    const stuck = await rawStream(server.url, 'topic=events.local.draft-cameras.%3E')
    let text = ''
    stuck.pause()
    const published = 300
    for (let number = 1; number <= published; number += 1) {
      clock.advance(20)
      const answer = await post(orderEvent(number, { subject: 'events.local.draft-cameras.shots.Photo._', data: { picture: 'x'.repeat(60_000) } }))
      expect(answer.body).toMatchObject({ seq: number, matched: 1 })
    }
    const isRead = new Promise<void>((resolve) => stuck.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      // The last event ends the last chunk, and looking at all of it each time would take long.
      if (text.endsWith('\n\n\r\n') && text.lastIndexOf(`:${published}\ndata: `) > Math.max(0, text.length - 100_000)) resolve()
    }))
    stuck.resume()
    await isRead
    const places = [...text.matchAll(/id: \S+:(\d+)\n(?:event: notice\ndata: ([^\n]*)|data: [^\n]*)\n\n/g)].map(([, seq, notice]) => ({ seq: Number(seq), left: notice === undefined ? null : (JSON.parse(notice) as { code: string; count: number }) }))
    let reached = 0
    for (const { seq, left } of places) {
      expect(seq).toBe(reached + (left?.count ?? 1))
      reached = seq
    }
    expect(reached).toBe(published)
    expect(places.some(({ left }) => left?.code === 'dropped')).toBe(true)
  })
})

describe('A stream of events is refused', () => {
  it('for a wrong pattern, with the token and what to write', async () => {
    const { open } = await serve()
    const { response } = await open('topic=events.local.helpdesk.escalation.Ticket*')
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8'])
    expect(await response.json()).toMatchObject({ code: 'topic_invalid', token: 'Ticket*', tokenIndex: 4, detail: expect.stringContaining('write * for exactly one token') })
  })

  it('for what is not granted', async () => {
    const { open } = await serve()
    expect(await (await open('topic=events.acme.%3E')).response.json()).toMatchObject({ status: 403, code: 'forbidden', detail: expect.stringContaining('write "local"') })
  })

  it.each([
    ['', 'topic'],
    ['topic=events.local.%3E&from=yesterday', 'from'],
    ['topic=events.local.%3E&from=last:x', 'from'],
    ['topic=events.local.%3E&from=last:10001', 'from'],
    ['topic=events.local.%3E&from=time:2026-01-01', 'from'],
    ['topic=events.local.%3E&from=resume:x', 'from'],
    ['topic=events.local.%3E&from=new&from=new', 'from'],
    ['topic=events.local.%3E&token=hly_secret', 'token'],
    ['topic=events.local.%3E&form=new', 'form'],
  ])('for the query "%s", naming "%s"', async (query, parameter) => {
    const { open } = await serve()
    const { response } = await open(query)
    const body = await response.json()
    expect([response.status, body]).toEqual([400, expect.objectContaining({ code: 'wire/malformed', errors: [{ parameter, detail: expect.any(String) }] })])
    expect(JSON.stringify(body)).not.toContain('hly_secret')
  })

  it.each(['PUT', 'PATCH', 'DELETE'])('by %s, with the methods that there are', async (method) => {
    const { server } = await serve()
    const response = await fetch(`${server.url}/api/v1/events?${ORDERS}`, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(await response.json()).toMatchObject({ status: 405, code: 'endpoint/method', detail: `This address has GET, POST, not ${method}.` })
    expect((await fetch(`${server.url}/api/v1/events`, { method: 'HEAD' })).status).toBe(405)
    expect((await fetch(`${server.url}/api/v1/nothing`, { method })).status).toBe(404)
  })

  it('for an id that is none of ours, and for a page of another site', async () => {
    const { open } = await serve()
    expect((await open(ORDERS, { 'last-event-id': '12' })).response.status).toBe(400)
    expect((await open(ORDERS, { origin: 'https://elsewhere.example' })).response.status).toBe(403)
    expect((await open(`${ORDERS}`, {})).response.status).toBe(200)
  })
})

/** A stream over a bare socket, which a test can stop reading. */
async function rawStream(url: string, query = ORDERS): Promise<Socket> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  cleanUps.push(() => socket.destroy())
  socket.write(`GET /api/v1/events?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  return socket
}
