import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** What a server answers to these bytes until it ends the connection. */
function answerTo(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')))
    socket.once('error', reject)
    socket.once('close', () => resolve(answer))
  })
}

it.each([
  ['no HTTP', '\u0016\u0003\u0001\r\n\r\n', 400, 'wire/malformed'],
  ['of two lengths', 'POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 'wire/malformed'],
  ['too large in its headers', `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'wire/too_large'],
])('a request that is %s is answered with problem details, as every refusal is', async (_what, bytes, status, code) => {
  const { url } = await startServer(cleanUps)
  const [head = '', body = ''] = (await answerTo(url, bytes)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toContain('Content-Type: application/problem+json')
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, code, detail: expect.any(String) })
})
