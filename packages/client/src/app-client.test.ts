import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectApp, type AppClient, type AppOptions } from './app-client.ts'
import { memorySecrets, storedSecrets } from './secret-store.ts'
import { until } from './wait-until.test-fixture.ts'

let http = createServer()
let server = new Server(http)
let url = ''
let clients: AppClient[] = []
let refusal: { readonly code: string; readonly message: string } | null = null
let auths: unknown[] = []
/** What the test's server does with each connection. */
let serve: (socket: Socket) => void = () => {}

const screens = { main: null, overlays: [], navigation: [] }
const session = (sessionId: string, recovered = false) => ({ sessionId, resume: `secret-${sessionId}`, recovered, persona: { id: 'customer', name: 'Customer', roles: ['customer'] } })

beforeEach(async () => {
  http = createServer()
  server = new Server(http)
  refusal = null
  auths = []
  serve = (socket) => {
    socket.emit('session', session('s1'))
    socket.emit('screens', screens)
  }
  server.of('/app').use((socket, next) => {
    auths.push(socket.handshake.auth)
    next(refusal === null ? undefined : Object.assign(new Error(refusal.message), { data: refusal }))
  })
  server.of('/app').on('connection', (socket) => serve(socket))
  await new Promise<void>((listening) => { http.listen(0, '127.0.0.1', listening) })
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})

afterEach(async () => {
  for (const client of clients) client.close()
  clients = []
  await server.close()
})

function open(options: Partial<AppOptions> = {}): AppClient {
  const client = connectApp(url, { projectId: 'p', personaId: 'customer', slot: 1, flowId: null, secrets: memorySecrets(), ...options })
  clients.push(client)
  return client
}

test('a client connects, learns who it is, and shows what the server shows', async () => {
  const client = open()
  expect(client.get().connection.state).toBe('connecting')
  const { session: own, connection, screens: shown } = await until(client, (now) => now.screens !== null)
  expect(own?.persona.name).toBe('Customer')
  expect(connection.state).toBe('live')
  expect(shown).toEqual({ ...screens, more: 0 })
  expect(auths[0]).toEqual({ protocol: 1, projectId: 'p', personaId: 'customer', environment: 'draft', device: null, slot: 1, flowId: null, resume: null })
})

test('the round trip is measured by an acknowledged ping', async () => {
  serve = (socket) => socket.on('ping', (_payload, answer) => answer({ ok: true, at: 5 }))
  let nowMs = 100
  const client = open({ nowMs: () => (nowMs += 7) })
  const { connection } = await until(client, (now) => now.connection.roundTripMs !== null)
  expect(connection.roundTripMs).toBe(7)
})

test('a press is acknowledged, and a refusal says which inputs are wrong', async () => {
  const pressed: unknown[] = []
  serve = (socket) => {
    socket.emit('session', session('s1'))
    socket.on('press', (payload, answer) => {
      pressed.push(payload)
      answer(pressed.length === 1 ? { ok: false, error: { code: 'session/input_invalid', message: 'Please check.', fields: { subject: 'Enter a text.' } } } : { ok: true })
    })
  }
  const client = open()
  await until(client, (now) => now.session !== null)
  const request = { screenId: 'screen', widgetId: 'send', inputs: { subject: 'Printer on fire' } }
  expect(await client.press(request)).toEqual({ ok: false, error: { code: 'session/input_invalid', message: 'Please check.', fields: { subject: 'Enter a text.' } } })
  expect(await client.press(request)).toEqual({ ok: true })
  expect(pressed[1]).toEqual(request)
})

test('a request that is not answered in time is refused as timed out', async () => {
  const client = open({ ackTimeoutMs: 20 })
  await until(client, (now) => now.session !== null)
  expect(await client.closeOverlay('o')).toMatchObject({ ok: false, error: { code: 'wire/timeout' } })
})

test('an answer of an unknown shape is refused as malformed', async () => {
  serve = (socket) => {
    socket.emit('session', session('s1'))
    socket.on('navigate', (_payload, answer) => answer('fine'))
  }
  const client = open()
  await until(client, (now) => now.session !== null)
  expect(await client.navigate('home')).toMatchObject({ ok: false, error: { code: 'wire/malformed' } })
})

test('a push of an unknown shape is told and not shown', async () => {
  serve = (socket) => socket.emit('screens', { main: 'no screen' })
  const client = open()
  const { trouble, screens: shown } = await until(client, (now) => now.trouble !== null)
  expect(trouble).toContain('"screens"')
  expect(shown).toBeNull()
})

test('after a cut the client comes back by itself with the secret of its session, and shows what it did', async () => {
  let connections = 0
  serve = (socket) => {
    connections += 1
    socket.emit('session', session('s1', connections > 1))
    socket.emit('screens', screens)
    // The transport is gone, as when a network is.
    if (connections === 1) setImmediate(() => socket.conn.close())
  }
  const client = open()
  const states: string[] = []
  client.subscribe(() => states.push(client.get().connection.state))
  const { screens: shown } = await until(client, (now) => now.session?.recovered === true)
  expect(states).toContain('reconnecting')
  expect(auths[1]).toMatchObject({ resume: 'secret-s1' })
  expect(shown).not.toBeNull()
})

test('disconnected by hand is offline and asks nothing; reconnecting goes on with the session', async () => {
  const client = open()
  await until(client, (now) => now.session !== null)
  client.disconnect()
  expect(client.get().connection).toEqual({ state: 'offline', roundTripMs: null, refusal: null })
  expect(await client.reset(null)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  client.reconnect()
  await until(client, (now) => now.connection.state === 'live')
  expect(auths[1]).toMatchObject({ resume: 'secret-s1' })
})

test('disconnecting and reconnecting comes back at any moment of the change from polling to a WebSocket', async () => {
  const ticks = (count: number) => new Promise<void>((resolve) => {
    const next = (left: number) => (left === 0 ? resolve() : setImmediate(() => next(left - 1)))
    next(count)
  })
  for (let moment = 0; moment < 60; moment += 1) {
    const client = open({ slot: 1 + moment })
    await until(client, (now) => now.session !== null)
    await ticks(moment)
    client.disconnect()
    client.reconnect()
    const { connection } = await until(client, (now) => now.connection.state === 'live')
    expect(connection.refusal).toBeNull()
    client.end()
  }
})

test('a cut and a departure are told apart: a client that is closed may come back, one that is ended does not', async () => {
  const reasons: string[] = []
  const gone = (count: number) => new Promise<void>((resolve) => { tell = () => { if (reasons.length === count) resolve() } })
  let tell = () => {}
  serve = (socket) => {
    socket.emit('session', session('s1'))
    socket.on('disconnect', (reason) => {
      reasons.push(reason)
      tell()
    })
  }
  const secrets = memorySecrets()
  const closed = open({ secrets })
  await until(closed, (now) => now.session !== null)
  const first = gone(1)
  closed.close()
  await first
  expect(secrets.read('halley-session/p/1')).toContain('secret-s1')
  const ended = open({ secrets })
  await until(ended, (now) => now.session !== null)
  const second = gone(2)
  ended.end()
  await second
  expect(secrets.read('halley-session/p/1')).toBeNull()
  expect(reasons[0]).not.toBe('client namespace disconnect')
  expect(reasons[1]).toBe('client namespace disconnect')
})

test('the secret outlives the page, in its place only; another persona hands it over', async () => {
  const secrets = memorySecrets()
  const first = open({ secrets })
  await until(first, (now) => now.session !== null)
  first.close()
  const changes: Partial<AppOptions>[] = [{}, { personaId: 'officer' }, { slot: 2 }]
  for (const change of changes) {
    const next = open({ secrets, ...change })
    await until(next, (now) => now.session !== null)
    next.close()
  }
  expect(auths.slice(1)).toMatchObject([{ resume: 'secret-s1' }, { resume: 'secret-s1', personaId: 'officer' }, { resume: null }])
})

test('a restart connects first when that is needed, and starts the session that it finds at the flow', async () => {
  const asked: unknown[] = []
  let tell = () => {}
  serve = (socket) => {
    socket.emit('session', session('s1', true))
    socket.on('reset', (payload, answer) => {
      asked.push(payload)
      answer({ ok: true })
      tell()
    })
  }
  const client = open()
  await until(client, (now) => now.session !== null)
  client.disconnect()
  const second = new Promise<void>((resolve) => { tell = resolve })
  client.restart('report')
  await second
  expect(asked).toEqual([{ flowId: 'report' }])
})

test('two windows with one session do not take turns for ever: the one that is sent away twice stays away', async () => {
  let previous: Socket | null = null
  serve = (socket) => {
    previous?.disconnect(true)
    previous = socket
    socket.emit('session', session('s1', true))
  }
  const secrets = memorySecrets()
  // However long it takes here, it is soon after they came that they are sent away.
  const nowMs = () => 0
  const first = open({ secrets, nowMs })
  await until(first, (now) => now.connection.state === 'live')
  const second = open({ secrets, nowMs })
  const [stays] = await Promise.race([first, second].map(async (client) => {
    const { connection } = await until(client, (now) => now.connection.state === 'offline')
    return [connection] as const
  }))
  expect(stays.refusal?.message).toContain('another window')
})

test('a refused client is offline with the reason, and does not try again by itself', async () => {
  refusal = { code: 'project/not_found', message: 'There is no such project.' }
  const client = open()
  const { connection } = await until(client, (now) => now.connection.state === 'offline')
  expect(connection.refusal).toEqual(refusal)
})

test('a session that the server no longer knows is begun anew', async () => {
  const secrets = memorySecrets()
  secrets.write('halley-session/p/1', 'old')
  refusal = { code: 'session/not_found', message: 'This session has ended.' }
  const client = open({ secrets })
  await until(client, (now) => {
    if (now.connection.refusal !== null) refusal = null
    return now.session !== null
  })
  expect(auths).toMatchObject([{ resume: 'old' }, { resume: null }])
})

test('a failed run is kept until it is dismissed or the session starts again', async () => {
  serve = (socket) => {
    socket.emit('session', session('s1'))
    socket.emit('runFailed', { runId: 'r', flowId: 'f', nodeId: 'n', error: { code: 'x', message: 'No such channel.' } })
    socket.on('reset', (_payload, answer) => answer({ ok: true }))
  }
  const client = open()
  await until(client, (now) => now.failure !== null)
  await client.reset(null)
  expect(client.get().failure).toBeNull()
})

test('another session shows nothing of the one before', async () => {
  let connections = 0
  serve = (socket) => {
    connections += 1
    socket.emit('session', session(`s${connections}`))
    if (connections === 1) {
      socket.emit('screens', screens)
      socket.emit('listening', { listeners: [{ channelId: 'c', channel: 'escalation', key: null, messageId: null, message: 'any', response: 'flow', nodeId: 'n', flowId: 'f' }] })
    }
  }
  const client = open()
  await until(client, (now) => now.listeners.length === 1)
  client.disconnect()
  client.reconnect()
  const next = await until(client, (now) => now.session?.sessionId === 's2')
  expect(next).toMatchObject({ screens: null, listeners: [] })
})

test('where the browser keeps nothing, secrets last as long as the page', () => {
  const secrets = storedSecrets(() => { throw new Error('denied') })
  secrets.write('key', 'text')
  expect(secrets.read('key')).toBe('text')
  secrets.write('key', null)
  expect(secrets.read('key')).toBeNull()
})
