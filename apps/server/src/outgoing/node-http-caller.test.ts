import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.test-fixture.ts'
import type { OutgoingRequest } from './http-caller.ts'
import { gate, newCaller, requestTo, startListener, startService } from './local-service.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const local = () => newCaller(['127.0.0.1'])

async function askService(answer: (request: IncomingMessage, response: ServerResponse) => void, changes: Partial<OutgoingRequest> = {}) {
  const service = await startService(cleanUps, answer)
  return local().caller.call(requestTo(`${service.url}/`, changes))
}

async function askListener(bytes: string, then: 'end' | 'reset' | 'stay' = 'end') {
  const listener = await startListener(cleanUps, (socket) => {
    socket.once('data', () => {
      socket.write(bytes, () => {
        if (then === 'end') socket.end()
        if (then === 'reset') socket.resetAndDestroy()
      })
    })
  })
  return local().caller.call(requestTo(listener.url))
}

describe('an answer', () => {
  it('comes with its status, its headers by lower-case name, its text and its JSON', async () => {
    const answer = await askService((_request, response) => response.writeHead(201, { 'Content-Type': 'application/problem+json', 'X-Two': ['a', 'b'] }).end('{"id":7,"tags":["x"]}'))
    expect(answer).toMatchObject({ ok: true, status: 201, headers: { 'content-type': 'application/problem+json', 'x-two': 'a, b' }, body: '{"id":7,"tags":["x"]}', bodyJson: { id: 7, tags: ['x'] } })
  })

  it('has no headers that would reach a prototype', async () => {
    const answer = await askListener('HTTP/1.1 200 OK\r\n__proto__: a\r\nConstructor: b\r\nX-Id: 1\r\nContent-Length: 0\r\n\r\n')
    expect(answer).toMatchObject({ ok: true, headers: { 'x-id': '1' } })
    expect(Object.getOwnPropertyNames(answer.ok ? answer.headers : {})).toEqual(['x-id', 'content-length'])
  })

  it.each([404, 500, 304, 204])('of status %d is an answer, no failure', async (status) => {
    expect(await askService((_request, response) => response.writeHead(status).end())).toMatchObject({ ok: true, status, body: '' })
  })

  it('is decoded by its charset, by UTF-8 where it names none or one that nobody knows', async () => {
    const text = (type: string, bytes: Buffer) => askService((_request, response) => response.writeHead(200, { 'content-type': type }).end(bytes))
    expect(await text('text/plain; charset=ISO-8859-1', Buffer.from('Größe', 'latin1'))).toMatchObject({ body: 'Größe' })
    expect(await text('text/plain; charset="utf-16le"', Buffer.from('Größe', 'utf16le'))).toMatchObject({ body: 'Größe' })
    for (const type of ['text/plain', 'text/plain; charset=nonsense']) expect(await text(type, Buffer.from('Größe'))).toMatchObject({ body: 'Größe' })
  })

  it.each([['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]] as const)('is unpacked: %s', async (encoding, pack) => {
    expect(await askService((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(pack('unpacked')))).toMatchObject({ ok: true, body: 'unpacked' })
  })

  it('that says JSON and is none has its text, and says so', async () => {
    const json = (text: string, type = 'application/json') => askService((_request, response) => response.writeHead(200, { 'content-type': type }).end(text))
    expect(await json('{"half":')).toEqual({ ok: true, status: 200, headers: expect.anything(), body: '{"half":', jsonProblem: 'The answer says that it is JSON, but it is not.' })
    expect(await json('['.repeat(40) + ']'.repeat(40))).toMatchObject({ jsonProblem: expect.stringContaining('32') })
    expect(await json(`[${'1,'.repeat(20_000)}1]`)).toMatchObject({ jsonProblem: expect.stringContaining('20000') })
    expect(await json('{"__proto__":{"admin":true}}')).toMatchObject({ jsonProblem: expect.stringContaining('__proto__') })
    expect(await json('{"a":1}', 'text/plain')).toMatchObject({ bodyJson: { a: 1 } })
    for (const [text, type] of [['12', 'text/plain'], ['{half', 'text/plain'], ['{"a":1}', 'text/html'], ['', 'application/json']]) expect(await json(text ?? '', type)).not.toHaveProperty('bodyJson')
  })
})

describe('a request', () => {
  it('arrives with its method, path, headers and body', async () => {
    let seen: unknown
    await askService((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        seen = { method: request.method, headers: request.headersDistinct, body: Buffer.concat(chunks).toString() }
        response.end()
      })
    }, { method: 'DELETE', body: 'Größe', headers: [{ name: 'X-One', value: '1' }, { name: 'x-one', value: '2' }, { name: '__proto__', value: 'x' }] })
    expect(seen).toMatchObject({ method: 'DELETE', body: 'Größe', headers: { 'x-one': ['1', '2'], 'content-length': ['7'], 'accept-encoding': ['gzip, deflate, br'], connection: ['close'] } })
  })

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'connection', 'Upgrade', 'expect', 'a b', '', 'a:b', 'a\r\nb'])('with the header "%s" is refused', async (name) => {
    const service = await startService(cleanUps, (_request, response) => response.end())
    expect(await local().caller.call(requestTo(service.url, { headers: [{ name, value: 'x' }] }))).toMatchObject({ code: 'http/invalid_request' })
    expect(service.requests).toEqual([])
  })

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\0b', '漢', 'x'.repeat(8_001)])('with a header value that cannot be sent is refused, and the text does not repeat it: %j', async (value) => {
    const answer = await local().caller.call(requestTo('http://127.0.0.1:1', { headers: [{ name: 'authorization', value }] }))
    expect(answer).toMatchObject({ code: 'http/invalid_request', text: expect.not.stringContaining(value) })
  })

  it.each([
    ['nonsense', 'http/invalid_url'], ['/relative', 'http/invalid_url'], ['ftp://example.com', 'http/invalid_url'], ['file:///etc/passwd', 'http/invalid_url'], ['data:,x', 'http/invalid_url'], ['http://', 'http/invalid_url'],
    ['https://ann:canary@example.com/', 'http/invalid_url'], ['https://ann@example.com/', 'http/invalid_url'],
  ])('to %s is refused', async (url, code) => expect(await local().caller.call(requestTo(url))).toMatchObject({ code, text: expect.not.stringContaining('canary') }))

  it('over a limit is refused: body, time, answer, lines, method', async () => {
    const refusal = async (changes: Partial<OutgoingRequest>) => {
      const answer = await local().caller.call(requestTo('http://127.0.0.1:1', changes))
      return answer.ok ? 'sent' : answer.code
    }
    expect(await refusal({ method: 'POST', body: 'ü'.repeat(600_000) })).toBe('http/too_large')
    for (const changes of [{ timeoutMs: 60_001 }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }, { maxBytes: 2 ** 21 }, { headers: Array.from({ length: 101 }, () => ({ name: 'a', value: 'b' })) }, { method: 'CONNECT' }, { method: 'GET', body: 'x' }]) {
      expect(await refusal(changes)).toBe('http/invalid_request')
    }
  })
})

describe('a service that misbehaves', () => {
  it('and never answers runs into the time limit, and its connection is closed', async () => {
    const { caller, clock } = local()
    const closed = gate<unknown>()
    const listener = await startListener(cleanUps, (socket) => {
      socket.once('close', closed.resolve)
      socket.once('data', () => clock.advance(10_000))
    })
    expect(await caller.call(requestTo(listener.url))).toMatchObject({ code: 'http/timeout', text: expect.stringContaining('10000 ms') })
    await closed.promise
  })

  it('and drips its answer runs into the time limit, which is for all of it', async () => {
    const { caller, clock } = local()
    const service = await startService(cleanUps, (_request, response) => {
      const drip = (): void => {
        if (response.destroyed) return
        clock.advance(1_000)
        response.write('x', () => setImmediate(drip))
      }
      drip()
    })
    expect(await caller.call(requestTo(service.url))).toMatchObject({ code: 'http/timeout' })
  })

  it('is not waited for when the name service does not answer', async () => {
    const asked = gate<unknown>()
    const { caller, clock } = newCaller([], { findAddresses: () => (asked.resolve(undefined), new Promise(() => undefined)) })
    const answer = caller.call(requestTo('http://slow.example/'))
    await asked.promise
    clock.advance(10_000)
    expect(await answer).toMatchObject({ code: 'http/timeout' })
  })

  it('breaks the connection before, within the headers or within the body: a reset', async () => {
    expect(await askListener('', 'end')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('', 'reset')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('HTTP/1.1 200 OK\r\nContent-Le', 'reset')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('HTTP/1.1 200 OK\r\nContent-Le', 'end')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'reset')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'end')).toMatchObject({ code: 'http/reset' })
    expect(await askListener('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf', 'end')).toMatchObject({ code: 'http/reset' })
  })

  it('answers with something that is not HTTP, or not what was asked for: garbage', async () => {
    expect(await askListener('220 mail.example ESMTP\r\n', 'stay')).toMatchObject({ code: 'http/garbage' })
    expect(await askListener('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n', 'stay')).toMatchObject({ code: 'http/garbage' })
    expect(await askListener('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', 'stay')).toMatchObject({ code: 'http/garbage' })
    const packed = (encoding: string, bytes: Buffer) => askService((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    expect(await packed('gzip', Buffer.from('not gzip'))).toMatchObject({ code: 'http/garbage' })
    expect(await packed('gzip', gzipSync('cut off').subarray(0, 20))).toMatchObject({ code: 'http/garbage' })
    expect(await packed('br', Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({ code: 'http/garbage' })
    expect(await packed('zstd', Buffer.from('x'))).toMatchObject({ code: 'http/garbage' })
    expect(await packed('gzip, gzip, gzip', Buffer.from('x'))).toMatchObject({ code: 'http/garbage' })
  })

  it('that does not speak TLS is told apart', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end())
    expect(await local().caller.call(requestTo(service.url.replace('http:', 'https:')))).toMatchObject({ code: 'http/garbage', text: expect.stringContaining('TLS') })
  })

  it('sends 20 MB: it is cut off at the limit', async () => {
    const sent = gate<number>()
    const answer = await askService((_request, response) => {
      let bytes = 0
      const piece = Buffer.alloc(64 * 1024)
      const more = (): void => {
        if (bytes >= 20_000_000) return void response.end()
        bytes += piece.length
        response.write(piece, () => setImmediate(more))
      }
      response.once('close', () => sent.resolve(bytes))
      more()
    })
    expect(answer).toMatchObject({ code: 'http/too_large', text: expect.stringContaining('1048576') })
    expect(await sent.promise).toBeLessThan(20_000_000)
  })

  it('takes exactly the limit, and not one byte more', async () => {
    const ofBytes = (bytes: number) => askService((_request, response) => response.end('x'.repeat(bytes)), { maxBytes: 1_000 })
    expect(await ofBytes(1_000)).toMatchObject({ ok: true })
    expect(await ofBytes(1_001)).toMatchObject({ code: 'http/too_large' })
  })

  it('sends a bomb that unpacks to 200 MB, also packed twice: it is cut off at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000))
    const before = process.memoryUsage().arrayBuffers
    expect(await askService((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))).toMatchObject({ code: 'http/too_large' })
    expect(await askService((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(bomb)))).toMatchObject({ code: 'http/too_large' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000)
  })

  it('sends packed data that unpacks to nothing: it counts as it comes', async () => {
    const nothing = Buffer.concat(Array.from({ length: 100 }, () => gzipSync('')))
    const ofLimit = (maxBytes: number) => askService((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(nothing), { maxBytes })
    expect(await ofLimit(1_000)).toMatchObject({ code: 'http/too_large' })
    expect(await ofLimit(10_000)).toMatchObject({ ok: true, body: '' })
  })

  it('sends headers over the limit', async () => {
    expect(await askListener(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 'stay')).toMatchObject({ code: 'http/too_large' })
  })

  it('does not exist: an unknown name, or a port that nobody listens on', async () => {
    const unknown = newCaller([], { findAddresses: () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' })) })
    expect(await unknown.caller.call(requestTo('http://nowhere.example/'))).toMatchObject({ code: 'http/unreachable', text: expect.stringContaining('no host named "nowhere.example"') })
    expect(await local().caller.call(requestTo(`http://127.0.0.1:${await freePort()}/`))).toMatchObject({ code: 'http/unreachable', text: expect.stringContaining('Nothing answers') })
  })
})

describe('a redirect', () => {
  const redirecting = (location: (url: string) => string | undefined, status = 302) => startService(cleanUps, (request, response) => {
    const to = location(request.url ?? '')
    if (to === undefined) response.end(`${request.method ?? ''} ${request.headers['content-type'] ?? 'no type'} ${request.headers['x-key'] ?? 'no key'}`)
    else response.writeHead(status, { location: to }).end('moved')
  })
  const request = { method: 'POST', body: 'x', headers: [{ name: 'content-type', value: 'text/x' }, { name: 'X-Key', value: 'k' }] }

  it('on the same host is followed, with the headers', async () => {
    const service = await redirecting((url) => (url === '/c' ? undefined : url === '/b' ? 'c' : '/b'))
    expect(await local().caller.call(requestTo(`${service.url}/a`, request))).toMatchObject({ ok: true, body: 'GET no type k' })
    expect(service.requests).toEqual(['POST /a', 'GET /b', 'GET /c'])
  })

  it.each([[307, 'POST text/x k'], [308, 'POST text/x k'], [303, 'GET no type k'], [301, 'GET no type k']])('with %d asks as browsers do: %s', async (status, body) => {
    const service = await redirecting((url) => (url === '/b' ? undefined : '/b'), status)
    expect(await local().caller.call(requestTo(`${service.url}/a`, request))).toMatchObject({ body })
  })

  it('in a circle ends after three', async () => {
    const service = await redirecting(() => '/again')
    expect(await local().caller.call(requestTo(`${service.url}/a`))).toMatchObject({ code: 'http/redirect' })
    expect(service.requests).toHaveLength(4)
  })

  it('to another host or port is not followed, and its secret does not go there', async () => {
    const other = await startService(cleanUps, (_request, response) => response.end())
    for (const location of [other.url, `http://localhost:${other.port}/`, '//example.com/', 'http://ann:b@127.0.0.1/', 'file:///etc/passwd', 'http://[']) {
      const service = await redirecting(() => location)
      expect(await local().caller.call(requestTo(service.url, request))).toMatchObject({ code: 'http/redirect' })
    }
    expect(other.requests).toEqual([])
  })

  it('is an answer where the caller asks for that', async () => {
    const service = await redirecting(() => 'https://example.com/')
    expect(await local().caller.call(requestTo(service.url, { redirects: 'none' }))).toMatchObject({ ok: true, status: 302, headers: { location: 'https://example.com/' }, body: 'moved' })
  })
})

describe('a caller that gives up', () => {
  it('before the call sends nothing', async () => {
    const service = await startService(cleanUps, (_request, response) => response.end())
    expect(await local().caller.call(requestTo(service.url), AbortSignal.abort())).toMatchObject({ code: 'http/cancelled' })
    expect(service.requests).toEqual([])
  })

  it('during the call ends it and its connection', async () => {
    const controller = new AbortController()
    const closed = gate<unknown>()
    const service = await startService(cleanUps, (_request, response) => {
      response.once('close', closed.resolve)
      response.write('begun', () => controller.abort())
    })
    expect(await local().caller.call(requestTo(service.url), controller.signal)).toMatchObject({ code: 'http/cancelled' })
    await closed.promise
  })
})
