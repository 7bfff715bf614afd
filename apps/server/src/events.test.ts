import type { EventsPushes, LogRow, PushOf } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { editorOf } from './publishing.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

type Event = PushOf<EventsPushes, 'event'>

const draft = 'events.local.draft-helpdesk-escalation'
const ticket = (number: number) => ({ topic: `events.local.outside.orders.placed.o_${number}`, data: { number } })

function connect(url: string, client?: string): TestConnection {
  const connection = new TestConnection(url, '/events', { auth: { protocol: 1, ...(client !== undefined && { client }) } })
  cleanUps.push(() => connection.close())
  return connection
}

/** The events that came, as soon as there are so many. */
async function events(connection: TestConnection, count: number): Promise<Event[]> {
  const all = (): Event[] => connection.pushes.filter(({ event }) => event === 'event').map(({ payload }) => payload as Event)
  while (all().length < count) await new Promise((resolve) => connection.socket.onAny(resolve))
  return all()
}

describe('a program outside', () => {
  it('is told which token of a pattern is wrong and what to write', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    expect(await program.request('subscribe', { pattern: `${draft}.escalation.Ticket*` })).toMatchObject({
      ok: false, error: { code: 'topic_invalid', token: 'Ticket*', tokenIndex: 4, message: 'Token 5 "Ticket*" of the pattern contains a wildcard, and a wildcard is a whole token; write * for exactly one token or > for all the rest.' },
    })
    expect(await program.request('subscribe', { pattern: 'events.acme.helpdesk.>' })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('Token 2 is "acme"; write "local".') } })
    expect(await program.request('subscribe', { pattern: '>' })).toMatchObject({ ok: false, error: { code: 'topic_invalid' } })
    expect(await program.request('subscribe', { pattern: `${draft}.escalation.*.*` })).toMatchObject({ ok: true, position: { seq: 0 } })
  })

  it('gets an event once, with the ids of all its subscriptions that match', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    const [one, other] = await Promise.all(['events.local.outside.>', 'events.local.*.orders.>'].map((pattern) => program.request<{ id: string }>('subscribe', { pattern })))
    expect(await program.request('publish', ticket(1))).toMatchObject({ ok: true, seq: 1, duplicate: false, matched: 1 })
    const [event] = await events(program, 1)
    expect(event).toMatchObject({ seq: 1, prev: 0, topic: 'events.local.outside.orders.placed.o_1', type: 'placed', source: 'program/local', data: { number: 1 } })
    expect(event?.subs.toSorted()).toEqual([one, other].flatMap((reply) => (reply?.ok === true ? [reply.id] : [])).toSorted())
  })

  it('is acknowledged before it gets the past, and gets live events after it', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    for (let number = 1; number <= 3; number += 1) await program.request('publish', ticket(number))
    const order: string[] = []
    program.socket.onAny((_name: string, { seq, replay }: Event) => order.push(`${replay === true ? 'replay' : 'live'} ${seq}`))
    program.socket.emit('subscribe', { pattern: 'events.local.outside.>', from: { type: 'last', count: 2 } }, () => order.push('acknowledged'))
    await program.request('publish', ticket(4))
    await events(program, 3)
    expect(order).toEqual(['acknowledged', 'replay 2', 'replay 3', 'live 4'])
  })

  it('gets all that it missed while it was cut off, in order, once', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const publisher = connect(url, 'publisher')
    const first = connect(url)
    const reply = await first.request<{ position: { epoch: string } }>('subscribe', { pattern: ['events.local.outside.>', 'events.local.*.orders.>'] })
    if (!reply.ok) throw new Error(reply.error.message)
    await publisher.request('publish', ticket(0))
    const [last] = await events(first, 1)
    first.cut()
    for (let number = 1; number <= 200; number += 1) {
      clock.advance(300)
      expect(await publisher.request('publish', ticket(number))).toMatchObject({ ok: true })
    }
    const again = connect(url)
    expect(await again.request('subscribe', { pattern: ['events.local.outside.>', 'events.local.*.orders.>'], from: { type: 'resume', epoch: reply.position.epoch, seq: last?.seq } })).toMatchObject({ ok: true, recovered: true, replayed: 200 })
    const missed = await events(again, 200)
    expect(missed.map(({ data }) => data)).toEqual(Array.from({ length: 200 }, (_, index) => ({ number: index + 1 })))
    expect(missed.every(({ prev }, index) => prev === (missed[index - 1]?.seq ?? last?.seq))).toBe(true)
  })

  it('is told that what it missed has expired', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const program = connect(url)
    const answer = await program.request<{ epoch: string }>('publish', ticket(1))
    await program.request('publish', ticket(2))
    clock.advance(3_600_000)
    if (!answer.ok) throw new Error(answer.error.message)
    expect(await program.request('subscribe', { pattern: 'events.local.>', from: { type: 'resume', epoch: answer.epoch, seq: 1 } })).toMatchObject({ ok: true, recovered: false, reason: 'expired', replayed: 0 })
    expect(await program.request('subscribe', { pattern: 'events.local.>', from: { type: 'resume', epoch: 'another', seq: 1 } })).toMatchObject({ ok: true, recovered: false, reason: 'epoch_changed' })
  })

  it('gets the first answer again for a publish that it sends again, over a new connection too', async () => {
    const { url } = await startServer(cleanUps)
    const first = connect(url, 'shop')
    await first.request('subscribe', { pattern: 'events.local.>' })
    const answer = await first.request('publish', { ...ticket(1), id: 'order-1' })
    expect(answer).toMatchObject({ ok: true, id: 'order-1', duplicate: false })
    expect(await connect(url, 'shop').request('publish', { ...ticket(1), id: 'order-1' })).toEqual({ ...answer, duplicate: true })
    expect(await connect(url, 'another').request('publish', { ...ticket(2), id: 'order-1' })).toMatchObject({ ok: true, seq: 2, duplicate: false })
    expect((await events(first, 2)).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('may have 128 subscriptions', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    expect(await program.request('subscribe', { pattern: Array.from({ length: 128 }, () => 'events.local.a.>') })).toMatchObject({ ok: true })
    expect(await program.request('subscribe', { pattern: 'events.local.b.>' })).toMatchObject({ ok: false, error: { code: 'too_large', limit: 128, value: 129 } })
  })

  it('is warned before it publishes too fast, then refused, and disconnected at ten times', async () => {
    const { url } = await startServer(cleanUps, { clock: new ManualClock() })
    const program = connect(url)
    const answers = await Promise.all(Array.from({ length: 51 }, (_, number) => program.request('publish', ticket(number))))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
    expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'rate_limited', limit: 50 } })
    expect(program.pushes.filter(({ event }) => event === 'notice')).toEqual([{ event: 'notice', payload: expect.objectContaining({ code: 'rate_warning' }) }])
    const isDisconnected = new Promise((resolve) => program.socket.once('disconnect', resolve))
    for (let number = 0; number < 500; number += 1) program.socket.emit('ping', {})
    await isDisconnected
  })

  it('leaves nothing behind when it goes', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    await program.request('subscribe', { pattern: 'events.local.>' })
    const other = connect(url)
    expect(await other.request('publish', ticket(1))).toMatchObject({ matched: 1 })
    program.close()
    let matched = 1
    for (let number = 2; matched > 0; number += 1) {
      const answer = await other.request<{ matched: number }>('publish', ticket(number))
      matched = answer.ok ? answer.matched : 0
    }
    expect(matched).toBe(0)
  })
})

describe('a publish on a channel of an app', () => {
  it.each(['escalation.Ticket._.more', 'escalation.Ticket._.region.eu', 'escalation.Ticket', 'escalation', 'escalation.Nothing.x.y.z'])('is of a message and a key: "%s" is neither, and goes to nobody', async (rest) => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    await program.request('subscribe', { pattern: `${draft}.>` })
    expect(await program.request('publish', { topic: `${draft}.${rest}`, data: 'anything' })).toMatchObject({ ok: false, error: { code: 'topic_invalid', message: expect.stringContaining('has 6 tokens') } })
  })

  it('is validated against the message, taken by listening sessions, and shown in the log', async () => {
    const { url } = await startServer(cleanUps)
    const editor = await editorOf(url, cleanUps)
    const officer = new TestPerson(url, 'officer', { slot: 2 })
    cleanUps.push(() => officer.connection.close())
    await officer.sees('On duty')
    const program = connect(url, 'crm')
    await program.request('subscribe', { pattern: `${draft}.escalation.*.*` })
    const publish = (topic: string, data: unknown) => program.request('publish', { topic: `${draft}.${topic}`, data, id: 'case-7' })

    expect(await publish('escalation.Ticket._', { subject: 7 })).toMatchObject({ ok: false, error: { code: 'schema_invalid', pointer: '/data/subject' } })
    expect(await publish('escalation.Tickets._', {})).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'Tickets', message: expect.stringContaining('write "Ticket", "Taken"') } })
    expect(await publish('escalation.Ticket.k', {})).toMatchObject({ ok: false, error: { code: 'topic_invalid', message: expect.stringContaining('must be "_"') } })
    expect(await publish('escalation.Taken._', { subject: 'Fire', by: 'Bob' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    const answer = await publish('escalation.Ticket._', { subject: 'Fire', priority: 'high' })
    expect(answer).toMatchObject({ ok: true, duplicate: false, matched: 2 })
    expect(await publish('escalation.Ticket._', { subject: 'Fire', priority: 'high' })).toEqual({ ...answer, duplicate: true })

    await officer.sees('Escalation')
    expect(await events(program, 1)).toEqual([expect.objectContaining({ type: 'Ticket', id: 'case-7', source: 'program/crm', data: expect.objectContaining({ subject: 'Fire', priority: 'high' }) })])
    const log = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
    const rows = log.ok ? log.rows.filter(({ type }) => type === 'message') : []
    expect(rows.map(({ text, message }) => [text, message?.receivers.map(({ session, outcome }) => [session.persona, outcome])])).toEqual([['Program crm sent Ticket on escalation', [['Escalation officer', 'delivered']]]])
  })

  it('reaches programs also when a session sends', async () => {
    const { url } = await startServer(cleanUps)
    const program = connect(url)
    await program.request('subscribe', { pattern: `${draft}.escalation.Ticket.*` })
    const customer = new TestPerson(url, 'customer')
    cleanUps.push(() => customer.connection.close())
    await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' })
    const [event] = await events(program, 1)
    expect(event).toMatchObject({ type: 'Ticket', data: { subject: 'Printer on fire' }, source: expect.stringMatching(/^session\//) })
  })
})

describe('connections that are alike', () => {
  it('get identical frames, in whatever order they subscribed', async () => {
    const { url } = await startServer(cleanUps)
    const patterns = ['events.local.outside.>', 'events.local.*.orders.>']
    const programs = [connect(url), connect(url), connect(url)]
    const texts = programs.map((): string[] => [])
    for (const [index, program] of programs.entries()) {
      for (const pattern of index === 1 ? patterns.toReversed() : patterns) await program.request('subscribe', { pattern })
      program.socket.io.engine.on('data', (data: unknown) => {
        if (String(data).startsWith('2/events,["event"')) texts[index]?.push(String(data))
      })
    }
    for (let number = 1; number <= 5; number += 1) await programs[0]?.request('publish', ticket(number))
    for (const program of programs) await events(program, 5)
    expect(texts[0]).toHaveLength(5)
    expect(texts[1]).toEqual(texts[0])
    expect(texts[2]).toEqual(texts[0])
  })

  it('get the same over HTTP polling as over a WebSocket', async () => {
    const { url } = await startServer(cleanUps)
    const webSocket = connect(url)
    await webSocket.request('subscribe', { pattern: 'events.local.>' })
    const polling = connect(url)
    polling.socket.disconnect()
    polling.socket.io.opts.transports = ['polling']
    polling.socket.connect()
    await polling.request('subscribe', { pattern: 'events.local.>' })
    for (let number = 1; number <= 20; number += 1) await webSocket.request('publish', ticket(number))
    expect(await events(polling, 20)).toEqual(await events(webSocket, 20))
    expect(polling.socket.io.engine.transport.name).toBe('polling')
  })
})

describe('a program that does not read', () => {
  it('is disconnected when more than 1 MiB waits, while another gets everything, and gets the rest when it resumes', { timeout: 120_000 }, async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const reader = connect(url)
    await reader.request('subscribe', { pattern: 'events.local.>' })
    const stuck = connect(url)
    const reply = await stuck.request<{ position: { epoch: string } }>('subscribe', { pattern: 'events.local.>' })
    if (!reply.ok) throw new Error(reply.error.message)
    const tcp = tcpOf(stuck)
    tcp.pause()
    const publisher = connect(url)
    let matched = 2
    let published = 0
    // The kernel takes some megabytes before anything waits in the server.
    while (matched === 2 && published < 1_000) {
      clock.advance(100)
      const answer = await publisher.request<{ matched: number }>('publish', { topic: 'events.local.outside.photos.taken._', data: 'x'.repeat(60_000) })
      if (!answer.ok) throw new Error(answer.error.message)
      published += 1
      matched = answer.matched
    }
    expect(matched).toBe(1)
    expect((await events(reader, published)).map(({ seq }) => seq)).toEqual(Array.from({ length: published }, (_, index) => index + 1))
    const isGone = new Promise((resolve) => stuck.socket.once('disconnect', resolve))
    tcp.resume()
    await isGone
    const came = await events(stuck, 0)
    const again = connect(url)
    expect(await again.request('subscribe', { pattern: 'events.local.>', from: { type: 'resume', epoch: reply.position.epoch, seq: came.length } })).toMatchObject({ ok: true, recovered: true, replayed: published - came.length })
  })
})

/** The TCP socket of a client, to stop reading from it. */
function tcpOf({ socket }: TestConnection): { pause(): void; resume(): void } {
  const path = ['ws', '_socket'].reduce<unknown>((place, name) => (typeof place === 'object' && place !== null ? Reflect.get(place, name) : undefined), socket.io.engine.transport)
  if (typeof path !== 'object' || path === null || !('pause' in path) || typeof path.pause !== 'function') throw new Error('The client has no TCP socket where it is expected.')
  return path as { pause(): void; resume(): void }
}
