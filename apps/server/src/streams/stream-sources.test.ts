import { gzipSync } from 'node:zlib'
import type { Socket } from 'node:net'
import type { StreamSource } from '@halley/engine'
import type { Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'
import { gate, startListener, startService } from '../outgoing/local-service.test-fixture.ts'
import { createHttpStreamer } from '../outgoing/node-http-streamer.ts'
import { createStreamSources } from './read-stream-source.ts'
import type { SourceEnd } from './stream-source.ts'
import { streamingApp, toModel } from './streaming-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const loopback = readAllowedHost('127.0.0.0/8')
const KEY = 'sk-very-secret'

/** Reads a source of a project to its end. */
async function read(source: StreamSource, project: Project = streamingApp({}), { allowed = loopback === undefined ? [] : [loopback], clock = new ManualClock(), signal = new AbortController().signal, onText = () => undefined }: { readonly allowed?: Parameters<typeof createHttpStreamer>[0]['allowed']; readonly clock?: ManualClock; readonly signal?: AbortSignal; readonly onText?: (piece: string) => void } = {}): Promise<{ end: SourceEnd; text: string; pieces: string[]; mistakes: unknown[] }> {
  const mistakes: unknown[] = []
  const pieces: string[] = []
  const sources = createStreamSources({ streamer: createHttpStreamer({ clock, allowed, onFailure: (error) => mistakes.push(error) }), vault: { open: () => Promise.resolve({ ok: true, secret: KEY }) }, clock, onFailure: (error) => mistakes.push(error) })
  const end = await sources(source, { project, beginMs: 30_000, onAlive: () => undefined, signal, onText: (piece) => {
    pieces.push(piece)
    onText(piece)
  } })
  return { end, text: pieces.join(''), pieces, mistakes }
}

const model = { type: 'model', connectionId: 'ai', system: '', prompt: 'Hello', maxTokens: null, temperature: null } as const
const http = (url: string, format: 'text' | 'events' = 'text', field = '') => ({ type: 'http', connectionId: null, url, format, field }) as const
const chunk = (content: string, finish: string | null = null): string => `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`
const head = (type = 'text/event-stream', rest = ''): string => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n${rest}connection: close\r\n\r\n`

/** A model that answers with these bytes, as the socket is told. */
async function answering(onRequest: (socket: Socket, request: string) => void, auth: 'none' | 'bearer' = 'none'): Promise<Project> {
  const listener = await startListener(cleanUps, (socket) => {
    let request = ''
    socket.on('data', (bytes) => {
      request += bytes.toString('utf8')
      // The whole request is there with the body that its head says.
      const [top = '', body = ''] = request.split('\r\n\r\n', 2)
      if (request.includes('\r\n\r\n') && Buffer.byteLength(body) >= Number(/content-length: (\d+)/i.exec(top)?.[1] ?? 0)) onRequest(socket, request)
    })
  })
  return toModel(`${listener.url}/v1`, streamingApp({}), auth)
}

/** Writes bytes one by one, each by itself. */
async function byByte(socket: Socket, bytes: Uint8Array): Promise<void> {
  socket.setNoDelay(true)
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
}

describe('the built-in demo model', () => {
  it('is a model for a Stream node as any other, and reaches nothing', async () => {
    const project = toModel('http://127.0.0.1:1', streamingApp({}))
    const ai = project.connections['ai']
    if (ai === undefined) throw new Error('The fixture has no connection.')
    const clock = new ManualClock()
    const reading = read({ ...model, system: 'Be short.', prompt: '3 * 4' }, { ...project, connections: { ai: { ...ai, settings: { type: 'demoModel' } } } }, { allowed: [], clock })
    for (let time = 0; time < 10; time += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(30)
    }
    expect(await reading).toEqual({ end: { ok: true }, text: '3 * 4 = 12', pieces: ['3', ' *', ' 4', ' =', ' 12'], mistakes: [] })
  })
})

describe('An AI model', () => {
  it('is read whole although its answer is cut inside of characters and lines', async () => {
    const answer = `${head()}: ping\r\n\r\n${chunk('Grüße ')}${chunk('an 🌍')}${chunk('', 'stop')}data: [DONE]\n\n`
    const project = await answering((socket) => void byByte(socket, Buffer.from(answer)))
    expect(await read(model, project)).toMatchObject({ end: { ok: true }, text: 'Grüße an 🌍', mistakes: [] })
  })

  it('is asked as the protocol has it, with its key in the header alone', async () => {
    const asked = gate<string>()
    const project = await answering((socket, request) => {
      asked.resolve(request)
      socket.end(`${head()}${chunk('ok', 'stop')}data: [DONE]\n\n`)
    }, 'bearer')
    await read({ ...model, system: 'Be short.', maxTokens: 5, temperature: 0.5 }, project)
    const request = await asked.promise
    expect(request).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\n/)
    expect(request).toMatch(/authorization: Bearer sk-very-secret\r\n/i)
    expect(JSON.parse(request.split('\r\n\r\n')[1] ?? '')).toEqual({ model: 'small-1', stream: true, messages: [{ role: 'system', content: 'Be short.' }, { role: 'user', content: 'Hello' }], max_tokens: 5, temperature: 0.5 })
  })

  it('that stops at its limit says so, and one without [DONE] has ended all the same', async () => {
    const project = await answering((socket) => void socket.end(`${head()}${chunk('cut', 'length')}`))
    expect((await read(model, project)).end).toEqual({ ok: true, note: 'the model stopped at the limit of its tokens' })
  })

  it('that does not stream is read as a whole', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'all at once' }, finish_reason: 'stop' }] })
    const project = await answering((socket) => void socket.end(`${head('application/json')}${body}`))
    expect(await read(model, project)).toMatchObject({ end: { ok: true }, text: 'all at once' })
  })

  it('may compress what it says', async () => {
    const project = await answering((socket) => {
      socket.write(head('text/event-stream', 'content-encoding: gzip\r\n'))
      socket.end(gzipSync(`${chunk('packed', 'stop')}data: [DONE]\n\n`))
    })
    expect(await read(model, project)).toMatchObject({ end: { ok: true }, text: 'packed' })
  })

  it.each([
    ['breaks off', `${head()}${chunk('half')}`, 'stream/ended_early', 'half'],
    ['closes at once', '', 'http/reset', ''],
    ['is filtered', `${head()}${chunk('no', 'content_filter')}data: [DONE]\n\n`, 'stream/refused', 'no'],
    ['breaks off with an error', `${head()}${chunk('so')}data: {"error":{"message":"Overloaded ${KEY}"}}\n\n`, 'stream/refused', 'so'],
    ['says something else', `${head()}data: hello\n\n`, 'stream/garbage', ''],
    ['is a page', `${head('text/html')}<html>hi</html>`, 'stream/ended_early', ''],
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'http/garbage', ''],
    ['is JSON of another kind', `${head('application/json')}{"choices":[]}`, 'stream/garbage', ''],
    ['has one endless event', `${head()}data: ${'x'.repeat(2 * 1024 * 1024)}`, 'stream/garbage', ''],
  ])('that %s fails with what happened', async (_what, answer, code, text) => {
    const project = await answering((socket) => void socket.end(answer), 'bearer')
    const got = await read(model, project)
    expect(got).toMatchObject({ end: { ok: false, code, text: expect.stringMatching(/.{20}/) }, text, mistakes: [] })
    expect(JSON.stringify(got)).not.toContain(KEY)
  })

  it('that repeats its key says *** instead, also when the key comes in pieces', async () => {
    const project = await answering((socket) => void socket.end(`${head()}${chunk('the key is sk-very')}${chunk('-secret, you know', 'stop')}data: [DONE]\n\n`), 'bearer')
    expect((await read(model, project)).text).toBe('the key is ***, you know')
  })

  it('that goes on after [DONE] is not read any more', async () => {
    const closed = gate<undefined>()
    const project = await answering((socket) => {
      socket.on('close', () => closed.resolve(undefined))
      socket.write(`${head()}${chunk('all', 'stop')}data: [DONE]\n\n`)
    })
    expect(await read(model, project)).toMatchObject({ end: { ok: true }, text: 'all' })
    await closed.promise
  })
})

describe('An HTTP stream', () => {
  it('is its whole text, as it comes', async () => {
    const service = await startService(cleanUps, (_request, response) => {
      response.write('one ')
      response.end('two')
    })
    expect(await read(http(`${service.url}/news`))).toMatchObject({ end: { ok: true }, text: 'one two' })
    expect(service.requests).toEqual(['GET /news'])
  })

  it('is the data of its events, or a part of their JSON', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end('data: {"delta":{"text":"a"}}\n\ndata: {"usage":1}\n\ndata: {"delta":{"text":"b"}}\n\ndata: [DONE]\n\ndata: {"delta":{"text":"c"}}\n\n'))
    expect((await read(http(service.url, 'events', 'delta.text'))).text).toBe('ab')
    expect((await read(http(service.url, 'events'))).text).toBe('{"delta":{"text":"a"}}{"usage":1}{"delta":{"text":"b"}}')
    expect((await read(http(service.url, 'events', '__proto__.x'))).text).toBe('')
  })

  it('whose events are no JSON has no fields', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end('data: plain\n\n'))
    expect((await read(http(service.url, 'events', 'text'))).end).toMatchObject({ ok: false, code: 'stream/garbage' })
  })

  it.each([[401, /^"127\.0\.0\.1" answered 401: No\. See whether the key/], [404, /answered 404: No\. See whether the address/], [503, /answered 503: No\. The service has a problem/]])('that is refused with %i says what the service says', async (status, text) => {
    const service = await startService(cleanUps, (_request, response) => response.writeHead(status).end('No'))
    expect((await read(http(service.url))).end).toMatchObject({ ok: false, code: 'stream/refused', text: expect.stringMatching(text) })
  })

  it('is given up when it is longer than 16 MiB, without having been held', async () => {
    const service = await startService(cleanUps, (_request, response) => {
      response.on('error', () => undefined)
      response.end('x'.repeat(20 * 1024 * 1024))
    })
    let characters = 0
    const { end } = await read(http(service.url), streamingApp({}), { onText: (piece) => { characters += piece.length } })
    expect(end).toMatchObject({ ok: false, code: 'http/too_large', text: expect.stringMatching(/16 MiB/) })
    expect(characters).toBeLessThanOrEqual(16 * 1024 * 1024)
  })

  it('does not reach inside the server\'s own network, not even by a redirect', async () => {
    const inside = await startService(cleanUps, (_request, response) => response.end('secret'))
    expect((await read(http(inside.url), streamingApp({}), { allowed: [] })).end).toMatchObject({ ok: false, code: 'http/blocked' })
    const away = await startService(cleanUps, (_request, response) => response.writeHead(302, { location: inside.url.replace('127.0.0.1', 'localhost') }).end())
    expect((await read(http(away.url))).end).toMatchObject({ ok: false, code: 'http/redirect' })
    expect(inside.requests).toEqual([])
  })

  it('that does not begin is given up in time', async () => {
    const clock = new ManualClock()
    const asked = gate<undefined>()
    const listener = await startListener(cleanUps, (socket) => void socket.once('data', () => asked.resolve(undefined)))
    const reading = read(http(listener.url), streamingApp({}), { clock })
    await asked.promise
    clock.advance(30_000)
    expect((await reading).end).toMatchObject({ ok: false, code: 'http/timeout' })
  })

  it('closes its connection as soon as it is cancelled', async () => {
    const controller = new AbortController()
    const closed = gate<undefined>()
    const service = await startService(cleanUps, (_request, response) => {
      response.on('close', () => closed.resolve(undefined))
      response.write('begun')
    })
    const { end, text } = await read(http(service.url), streamingApp({}), { signal: controller.signal, onText: () => controller.abort() })
    expect([end.ok, text]).toEqual([false, 'begun'])
    await closed.promise
  })
})

describe('A text', () => {
  it('is given word by word in its time, and ends at once when it is cancelled', async () => {
    const clock = new ManualClock()
    const controller = new AbortController()
    const said: string[] = []
    const reading = read({ type: 'text', text: 'one two\nthree four', wordMs: 40 }, streamingApp({}), { clock, signal: controller.signal, onText: (piece) => void said.push(piece) })
    await Promise.resolve()
    expect(said).toEqual(['one '])
    clock.advance(40)
    await new Promise((resolve) => setImmediate(resolve))
    expect(said).toEqual(['one ', 'two\n'])
    controller.abort()
    expect((await reading).end.ok).toBe(false)
    expect(said).toEqual(['one ', 'two\n'])
  })

  it('is the same in pieces as whole', async () => {
    const text = '  Dear  Ann,\n\nall is well.\t'
    expect((await read({ type: 'text', text, wordMs: 0 })).text).toBe(text)
    expect((await read({ type: 'text', text: '', wordMs: 0 })).end).toEqual({ ok: true })
  })
})
