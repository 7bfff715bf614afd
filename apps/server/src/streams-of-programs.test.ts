import { connect, type EventsClient, type EventStream } from '@halley/client'
import type { EventsPushes, PushOf } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { readAllowedHost } from './outgoing/allowed-hosts.ts'
import { gate } from './outgoing/local-service.test-fixture.ts'
import { startModel } from './streams/local-model.test-fixture.ts'
import { streamingApp, toModel } from './streams/streaming-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const loopback = readAllowedHost('127.0.0.0/8')
const allowedHosts = loopback === undefined ? [] : [loopback]
const TOPIC = 'events.local.draft-streaming.answers.Answer._'

async function serve() {
  const model = await startModel(cleanUps)
  const server = await startServer(cleanUps, { allowedHosts })
  const created = await fetch(`${server.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(toModel(`${model.url}/v1`, streamingApp({ sourceType: 'model', connectionId: 'ai', prompt: 'Hello' }))) })
  expect(created.status).toBe(201)
  const ask = async (slot = 1) => {
    const customer = new TestPerson(server.url, 'customer', { projectId: 'streaming', slot })
    cleanUps.push(() => customer.connection.close())
    await customer.presses(await customer.sees('Begin'), 'Ask')
    return customer
  }
  const program = (): EventsClient => {
    const events = connect(server.url)
    cleanUps.push(() => events.close())
    return events
  }
  return { server, model, ask, program }
}

/** A program that follows the streams of a pattern, and what it got. */
async function following(events: EventsClient, pattern = 'events.local.draft-streaming.answers.Answer.*') {
  const opened = gate<EventStream>()
  const streams: EventStream[] = []
  const got: { id: string; data: unknown; seq: number }[] = []
  const arrived = gate<undefined>()
  const { ready } = events.subscribe(pattern, ({ id, data, seq }) => {
    got.push({ id, data, seq })
    arrived.resolve(undefined)
  }, { onStream: (stream) => {
    streams.push(stream)
    opened.resolve(stream)
  } })
  expect(await ready).toMatchObject({ ok: true })
  return { opened: opened.promise, arrived: arrived.promise, streams, got }
}

describe('A program that listens', () => {
  it('reads the text while it comes, and gets the whole message as an event of the same id', async () => {
    const { model, ask, program } = await serve()
    const { opened, arrived, got } = await following(program())
    await ask()
    const stream = await opened
    expect(stream.topic).toBe(TOPIC)
    const pieces = stream[Symbol.asyncIterator]()
    await model.request(0)
    model.says('Hello ')
    expect(await pieces.next()).toEqual({ done: false, value: 'Hello ' })
    model.says('wörld 🌍')
    expect(await pieces.next()).toEqual({ done: false, value: 'wörld 🌍' })
    model.finishes()
    expect(await pieces.next()).toMatchObject({ done: true })
    expect(await stream.ended).toEqual({ text: 'Hello wörld 🌍', state: 'complete', reason: null })
    await arrived
    expect(got).toEqual([{ id: stream.id, data: { subject: null, text: 'Hello wörld 🌍' }, seq: 1 }])
  })

  it('joins in the middle with the whole text so far', async () => {
    const { model, ask, program } = await serve()
    const customer = await ask()
    await model.request(0)
    model.says('early ')
    await customer.connection.push('stream', ({ text }) => text === 'early ')
    const { opened } = await following(program())
    const stream = await opened
    expect(stream.text).toBe('early ')
    model.says('late')
    model.finishes()
    expect((await stream.ended).text).toBe('early late')
  })

  it('goes on after a cut with the whole text, and without a doubled or missing part', async () => {
    const { model, ask, program } = await serve()
    const events = program()
    const { opened, streams } = await following(events)
    await ask()
    const stream = await opened
    await model.request(0)
    model.says('before ')
    const pieces = stream[Symbol.asyncIterator]()
    expect(await pieces.next()).toMatchObject({ value: 'before ' })
    events.disconnect()
    model.says('while it was away ')
    events.connect()
    expect(await pieces.next()).toMatchObject({ value: 'while it was away ' })
    model.says('after')
    model.finishes()
    expect(await stream.ended).toMatchObject({ text: 'before while it was away after', state: 'complete' })
    expect(streams).toHaveLength(1)
  })

  it('is told why a stream did not come to its end', async () => {
    const { model, ask, program } = await serve()
    const { opened, got } = await following(program())
    const customer = await ask()
    const stream = await opened
    await model.request(0)
    expect(await customer.connection.request('stopStream', { id: stream.id })).toEqual({ ok: true })
    expect(await stream.ended).toMatchObject({ state: 'cancelled', reason: 'stopped by customer' })
    await model.closed(0)
    expect(got).toEqual([])
  })

  it('gets no stream that its pattern does not match', async () => {
    const { model, ask, program } = await serve()
    const other = await following(program(), 'events.local.draft-streaming.answers.Other.*')
    const { opened } = await following(program())
    await ask()
    const stream = await opened
    await model.request(0)
    model.says('x')
    model.finishes()
    await stream.ended
    expect(other.streams).toEqual([])
  })

  it('sees on the wire what the protocol says: open, appends with their places, complete with the place of the event', async () => {
    const { server, model, ask } = await serve()
    const raw = new TestConnection(server.url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => raw.close())
    await raw.connected()
    await raw.request('subscribe', { pattern: 'events.local.>' })
    const steps = () => raw.pushes.filter(({ event }) => event === 'stream').map(({ payload }) => payload as PushOf<EventsPushes, 'stream'>)
    const ended = new Promise<void>((resolve) => raw.socket.on('stream', ({ op }: { op: string }) => op === 'complete' && resolve()))
    const customer = await ask()
    await model.request(0)
    model.says('one ')
    await customer.connection.push('stream', ({ text }) => text === 'one ')
    model.says('two')
    model.finishes()
    await ended
    const [first] = steps()
    expect(steps()[0]).toEqual({ id: first?.id, seq: 0, op: 'open', index: 0, text: '', topic: TOPIC })
    let text = ''
    const gaps: unknown[] = []
    for (const step of steps()) {
      if (step.op === 'append' && step.index !== text.length) gaps.push(step)
      text += step.text ?? ''
    }
    expect([text, gaps]).toEqual(['one two', []])
    expect(steps().at(-1)).toEqual({ id: first?.id, seq: 1, op: 'complete', topic: TOPIC })
    expect(raw.pushes.find(({ event }) => event === 'event')?.payload).toMatchObject({ id: first?.id, seq: 1, data: { text: 'one two' } })
  })
})
