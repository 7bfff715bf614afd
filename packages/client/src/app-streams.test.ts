import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectApp, type AppClient } from './app-client.ts'
import { memorySecrets } from './secret-store.ts'
import { until } from './wait-until.test-fixture.ts'

let http = createServer()
let server = new Server(http)
let url = ''
let client: AppClient | null = null
let asked: string[] = []
/** What the test's server does with each connection. */
let serve: (socket: Socket) => void = () => {}

const session = (sessionId: string) => ({ sessionId, resume: `secret-${sessionId}`, recovered: false, persona: { id: null, name: 'Customer', roles: [] } })

beforeEach(async () => {
  http = createServer()
  server = new Server(http)
  asked = []
  server.of('/app').on('connection', (socket) => {
    socket.emit('session', session('s1'))
    socket.on('followStream', ({ id }: { id: string }, answer: (reply: object) => void) => {
      asked.push(id)
      answer({ ok: true })
      socket.emit('stream', { id, op: 'update', index: 0, text: 'the whole' })
    })
    socket.on('stopStream', ({ id }: { id: string }, answer: (reply: object) => void) => {
      answer({ ok: true })
      socket.emit('stream', { id, op: 'cancelled', reason: 'stopped by Customer' })
    })
    serve(socket)
  })
  await new Promise<void>((listening) => { http.listen(0, '127.0.0.1', listening) })
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})

afterEach(async () => {
  client?.close()
  await server.close()
})

function open(): AppClient {
  client = connectApp(url, { projectId: 'p', personaId: null, slot: 1, flowId: null, secrets: memorySecrets() })
  return client
}

test('a text grows by the pushes of its stream', async () => {
  serve = (socket) => {
    socket.emit('stream', { id: 'a', op: 'update', index: 0, text: 'one ' })
    socket.emit('stream', { id: 'a', op: 'append', index: 4, text: 'two' })
  }
  const { streams } = open()
  expect((await until(streams, (now) => now.get('a')?.text.endsWith('two') === true)).get('a')).toEqual({ text: 'one two', state: 'running', reason: null })
})

test('where something is missing, the whole is asked for', async () => {
  serve = (socket) => void socket.emit('stream', { id: 'a', op: 'append', index: 4, text: 'two' })
  const { streams } = open()
  expect((await until(streams, (now) => now.has('a'))).get('a')?.text).toBe('the whole')
  expect(asked).toEqual(['a'])
})

test('a person stops a stream, and is told how it ended', async () => {
  serve = (socket) => void socket.emit('stream', { id: 'a', op: 'open', index: 0, text: '' })
  const { streams, stopStream } = open()
  await until(streams, (now) => now.has('a'))
  expect(await stopStream('a')).toEqual({ ok: true })
  expect((await until(streams, (now) => now.get('a')?.state === 'cancelled')).get('a')?.reason).toBe('stopped by Customer')
})

test('another session knows nothing of the texts of the one before, and no more are kept than screens show', async () => {
  serve = (socket) => {
    for (let at = 0; at < 40; at += 1) socket.emit('stream', { id: `s${at}`, op: 'open', index: 0, text: '' })
    socket.emit('stream', { id: 'last', op: 'open', index: 0, text: '' })
    socket.on('reset', (_request: unknown, answer: (reply: object) => void) => {
      socket.emit('session', session('s2'))
      answer({ ok: true })
    })
  }
  const { streams, reset } = open()
  expect((await until(streams, (now) => now.has('last'))).size).toBe(32)
  await reset(null)
  expect(streams.get().size).toBe(0)
})
