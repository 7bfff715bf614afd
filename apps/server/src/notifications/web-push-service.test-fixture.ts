import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pushPayloadSchema, type PushPayload, type PushSubscriptionOf } from '@halley/protocol'

/** A push as it came, decrypted with the keys of its device, and what its sender says of themselves in a signed token that was checked. */
export type ReceivedPush = { readonly device: string; readonly headers: IncomingHttpHeaders; readonly payload: PushPayload; readonly bodyBytes: number; readonly sender: { readonly publicKey: string; readonly aud: string; readonly sub: string; readonly exp: number } }

/** What the service answers to a push; the default is 201. */
export type PushAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'nothing'

export type PushService = {
  readonly url: string
  readonly port: number
  /** What was taken, in order. A push that is not as RFC 8030, 8291 and 8292 have it is answered with 400 and is in `mistakes`. */
  readonly received: readonly ReceivedPush[]
  readonly mistakes: readonly string[]
  /** How many requests came, the refused ones included. */
  requests(): number
  /** A device of a name that is subscribed here, with keys of its own. */
  subscribe(device: string): PushSubscriptionOf
  /** From now on, pushes to a device are answered so; to all with no device. */
  answerWith(answer: PushAnswer, device?: string): void
  /** Resolves when so many pushes were taken. */
  arrived(count: number): Promise<readonly ReceivedPush[]>
}

type Device = { readonly ecdh: ReturnType<typeof createECDH>; readonly auth: Buffer }

/** A push service on this machine, which holds the keys of its devices and so can read what they are sent. */
export async function startPushService(cleanUps: (() => unknown)[]): Promise<PushService> {
  const devices = new Map<string, Device>()
  const answers = new Map<string, PushAnswer>()
  const received: ReceivedPush[] = []
  const mistakes: string[] = []
  const waiting = new Set<() => void>()
  let count = 0
  const server = createServer((request, response) => {
    count += 1
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const device = (request.url ?? '').slice('/push/'.length)
      const answer = answers.get(device) ?? answers.get('') ?? { status: 201 }
      if (answer === 'nothing') return
      if (answer.status >= 200 && answer.status < 300) {
        try {
          received.push(readPush({ device, keys: devices.get(device), headers: request.headers, body: Buffer.concat(chunks), audience: `http://${request.headers.host ?? ''}` }))
        } catch (error) {
          mistakes.push(error instanceof Error ? error.message : String(error))
          response.writeHead(400).end()
          return
        }
      }
      response.writeHead(answer.status, answer.headers).end()
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => new Promise((resolve) => {
    server.closeAllConnections()
    server.close(resolve)
  }))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`, port, received, mistakes, requests: () => count,
    subscribe: (device) => {
      const known = devices.get(device) ?? { ecdh: createECDH('prime256v1'), auth: randomBytes(16) }
      if (!devices.has(device)) known.ecdh.generateKeys()
      devices.set(device, known)
      return { endpoint: `http://127.0.0.1:${port}/push/${device}`, keys: { p256dh: known.ecdh.getPublicKey().toString('base64url'), auth: known.auth.toString('base64url') } }
    },
    answerWith: (answer, device = '') => void answers.set(device, answer),
    arrived: (wanted) => new Promise((resolve) => {
      const look = (): void => {
        if (received.length < wanted) return
        waiting.delete(look)
        resolve(received)
      }
      waiting.add(look)
      look()
    }),
  }
}

type Incoming = { readonly device: string; readonly keys: Device | undefined; readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly audience: string }

function readPush({ device, keys, headers, body, audience }: Incoming): ReceivedPush {
  if (keys === undefined) throw new Error(`Nobody is subscribed as "${device}".`)
  if (headers['content-encoding'] !== 'aes128gcm') throw new Error('The body is not aes128gcm.')
  if (!/^\d+$/.test(String(headers.ttl))) throw new Error('There is no TTL.')
  if (body.length > 4_096) throw new Error(`The body has ${body.length} bytes.`)
  return { device, headers, bodyBytes: body.length, payload: pushPayloadSchema.parse(JSON.parse(decrypted(body, keys))), sender: senderOf(headers.authorization ?? '', audience) }
}

/** RFC 8291, 3.4 and RFC 8188, 2. */
function decrypted(body: Buffer, { ecdh, auth }: Device): string {
  const keyLength = body[20] ?? 0
  const [salt, serverKey, content] = [body.subarray(0, 16), body.subarray(21, 21 + keyLength), body.subarray(21 + keyLength)]
  const derive = (key: Buffer, over: Buffer, info: Buffer, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', key, over, info, bytes))
  const shared = derive(ecdh.computeSecret(serverKey), auth, Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), serverKey]), 32)
  const decipher = createDecipheriv('aes-128-gcm', derive(shared, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16), derive(shared, salt, Buffer.from('Content-Encoding: nonce\0'), 12))
  decipher.setAuthTag(content.subarray(-16))
  const padded = Buffer.concat([decipher.update(content.subarray(0, -16)), decipher.final()])
  // The only record ends with a 2 and then zeros.
  const end = padded.lastIndexOf(2)
  if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('The padding is wrong.')
  return padded.subarray(0, end).toString('utf8')
}

/** RFC 8292, 2 and 3. */
function senderOf(authorization: string, audience: string): ReceivedPush['sender'] {
  const [, token = '', publicKey = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('The signature of the sender is wrong.')
  const { aud, sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { aud: string; sub: string; exp: number }
  if (aud !== audience) throw new Error(`The token is for ${aud}.`)
  if (exp * 1_000 < Date.now() || exp * 1_000 > Date.now() + 24 * 3_600_000) throw new Error('The token ends at the wrong time.')
  return { publicKey, aud, sub, exp }
}
