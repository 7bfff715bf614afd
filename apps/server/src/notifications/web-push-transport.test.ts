import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { readAllowedHost } from '../outgoing/allowed-hosts.ts'
import { startListener } from '../outgoing/local-service.test-fixture.ts'
import { givenMasterKey } from '../secrets/master-key.ts'
import { composePush, composePushDigest, PUSH_PAYLOAD_BYTES } from './compose-push.ts'
import { vapidKeysOf } from './vapid-keys.ts'
import { startPushService } from './web-push-service.test-fixture.ts'
import { createWebPushTransport, type WebPushSurroundings } from './web-push-transport.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const masterKey = givenMasterKey(new Uint8Array(32).fill(7))
const page = { app: 'helpdesk', persona: null }
const notice = { id: 'n1', title: 'Printer is on fire', body: 'Third floor', priority: 'high' as const }
const push = composePush(notice, page)

function transport(options: Partial<WebPushSurroundings> = {}) {
  const clock = new ManualClock()
  const failures: unknown[] = []
  const allowed = readAllowedHost('127.0.0.1')
  const made = createWebPushTransport({ masterKey, publicUrl: () => 'https://halley.example', clock, allowed: allowed === undefined ? [] : [allowed], onFailure: (error) => failures.push(error), ...options })
  return { transport: made, clock, failures }
}

describe('the key of the server', () => {
  it('is the same after a restart and in every process with the same master key, and another one under another', () => {
    expect(vapidKeysOf(masterKey)).toEqual(vapidKeysOf(givenMasterKey(new Uint8Array(32).fill(7))))
    expect(vapidKeysOf(givenMasterKey(randomBytes(32))).publicKey).not.toBe(vapidKeysOf(masterKey).publicKey)
    expect(Buffer.from(vapidKeysOf(masterKey).publicKey, 'base64url')).toHaveLength(65)
  })

  it('that cannot be made is a rejection when it is asked for, and an outcome when something is sent', async () => {
    const service = await startPushService(cleanUps)
    const broken = { find: () => undefined, findOrMake: () => { throw new Error('The file does not hold a key.') } }
    const { transport: made, failures } = transport({ masterKey: broken })
    await expect(made.publicKey()).rejects.toThrow('does not hold a key')
    expect(await made.send(service.subscribe('phone'), push)).toMatchObject({ type: 'refused', isFinal: false })
    expect(failures).toHaveLength(1)
  })
})

describe('a push', () => {
  it('reaches the device that alone can read it, signed by the server', async () => {
    const service = await startPushService(cleanUps)
    const { transport: made } = transport()
    expect(await made.send(service.subscribe('phone'), push)).toEqual({ type: 'sent', text: 'The push service at "127.0.0.1" took it (201).' })
    expect(service.mistakes).toEqual([])
    expect(service.received).toMatchObject([{
      device: 'phone', payload: push.payload, headers: { urgency: 'high', ttl: '259200', 'content-type': 'application/octet-stream' },
      sender: { publicKey: await made.publicKey(), aud: service.url, sub: 'https://halley.example' },
    }])
    expect(service.received[0]?.headers).not.toHaveProperty('topic')
  })

  it('of a digest names its topic', async () => {
    const service = await startPushService(cleanUps)
    const digest = composePushDigest([notice, { ...notice, id: 'n2' }], { page, appName: 'Help desk', digest: 'rule ann' })
    expect(await transport().transport.send(service.subscribe('phone'), digest)).toMatchObject({ type: 'sent' })
    expect(service.received).toMatchObject([{ headers: { topic: digest.topic }, payload: { title: '2 notifications from Help desk' } }])
  })

  it('is never larger than push services take', async () => {
    const service = await startPushService(cleanUps)
    const long = composePush({ ...notice, body: '🔥'.repeat(2_000) }, page)
    expect(Buffer.byteLength(JSON.stringify(long.payload))).toBeGreaterThan(PUSH_PAYLOAD_BYTES - 8)
    expect(await transport().transport.send(service.subscribe('phone'), long)).toMatchObject({ type: 'sent' })
    expect(service.received[0]?.bodyBytes).toBeLessThanOrEqual(4_096)
  })

  it('names an address for mails where the server has no https address', async () => {
    const service = await startPushService(cleanUps)
    await transport({ publicUrl: () => 'http://127.0.0.1:4747' }).transport.send(service.subscribe('phone'), push)
    expect(service.received).toMatchObject([{ sender: { sub: 'mailto:halley@127.0.0.1' } }])
  })

  it.each([404, 410])('to a device that is no more (%i) says that it is gone', async (status) => {
    const service = await startPushService(cleanUps)
    service.answerWith({ status })
    expect(await transport().transport.send(service.subscribe('phone'), push)).toMatchObject({ type: 'gone', text: expect.stringContaining(String(status)) })
  })

  it.each([
    { status: 429, header: '120', waitMs: 120_000 }, { status: 503, header: 'Thu, 01 Jan 2026 00:01:00 GMT', waitMs: 60_000 }, { status: 500, header: undefined, waitMs: null },
    { status: 503, header: 'soon', waitMs: null }, { status: 503, header: '99999999', waitMs: 86_400_000 }, { status: 503, header: 'Thu, 01 Jan 2020 00:01:00 GMT', waitMs: 0 },
  ])('that is answered with $status and Retry-After "$header" is to be tried again', async ({ status, header, waitMs }) => {
    const service = await startPushService(cleanUps)
    service.answerWith({ status, ...(header !== undefined && { headers: { 'retry-after': header } }) })
    expect(await transport().transport.send(service.subscribe('phone'), push)).toMatchObject({ type: 'refused', isFinal: false, retryAfterMs: waitMs, text: expect.stringContaining(String(status)) })
  })

  it.each([400, 401, 403, 413])('that is answered with %i is refused for good', async (status) => {
    const service = await startPushService(cleanUps)
    service.answerWith({ status })
    expect(await transport().transport.send(service.subscribe('phone'), push)).toMatchObject({ type: 'refused', isFinal: true, text: expect.stringContaining(String(status)) })
  })

  it('follows no redirect', async () => {
    const [service, other] = [await startPushService(cleanUps), await startPushService(cleanUps)]
    service.answerWith({ status: 307, headers: { location: `${other.url}/push/phone` } })
    other.subscribe('phone')
    expect(await transport().transport.send(service.subscribe('phone'), push)).toMatchObject({ type: 'refused', isFinal: true })
    expect([service.requests(), other.requests()]).toEqual([1, 0])
  })

  it('is given up after 10 seconds without an answer', async () => {
    const service = await startPushService(cleanUps)
    service.answerWith('nothing')
    const { transport: made, clock } = transport()
    const sending = made.send(service.subscribe('phone'), push)
    clock.advance(9_999)
    clock.advance(1)
    expect(await sending).toEqual({ type: 'refused', text: 'The push service at "127.0.0.1" did not answer within 10 seconds.', isFinal: false, retryAfterMs: null })
  })

  it('is to be tried again when nothing answers, or when the connection breaks', async () => {
    const device = (await startPushService(cleanUps)).subscribe('phone')
    expect(await transport().transport.send({ ...device, endpoint: `http://127.0.0.1:${await freePort()}/push/phone` }, push)).toMatchObject({ type: 'refused', isFinal: false })
    const cutting = await startListener(cleanUps, (socket) => socket.destroy())
    expect(await transport().transport.send({ ...device, endpoint: `${cutting.url}/x` }, push)).toMatchObject({ type: 'refused', isFinal: false })
  })
})

describe('an address that a browser gives', () => {
  it('inside the server\'s network is not dialled, however it is written', async () => {
    const service = await startPushService(cleanUps)
    const subscription = service.subscribe('phone')
    const { transport: made } = transport({ allowed: [], findAddresses: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]) })
    for (const endpoint of [`http://127.0.0.1:${service.port}/push/phone`, `https://127.0.0.1:${service.port}/`, `https://[::ffff:127.0.0.1]:${service.port}/`, 'https://169.254.169.254/latest', 'https://push.example/x']) {
      expect(await made.send({ ...subscription, endpoint }, push)).toMatchObject({ type: 'refused', isFinal: true, text: expect.stringContaining('HALLEY_ALLOW_HOSTS=') })
    }
    expect(service.requests()).toBe(0)
  })

  it('has to be https, without a password', async () => {
    const { transport: made } = transport()
    const subscription = (await startPushService(cleanUps)).subscribe('phone')
    for (const endpoint of ['http://push.example/x', 'https://ann:secret@push.example/x', 'nothing', 'ftp://push.example/x']) {
      expect(await made.send({ ...subscription, endpoint }, push)).toMatchObject({ type: 'refused', isFinal: true, text: expect.not.stringContaining('secret') })
    }
  })

  it('comes with keys; a device whose keys are none is gone', async () => {
    const service = await startPushService(cleanUps)
    const { endpoint, keys } = service.subscribe('phone')
    for (const bad of [{ ...keys, auth: 'short' }, { ...keys, p256dh: 'AAAA' }, { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') }]) {
      expect(await transport().transport.send({ endpoint, keys: bad }, push)).toMatchObject({ type: 'gone' })
    }
    expect(service.requests()).toBe(0)
  })
})
