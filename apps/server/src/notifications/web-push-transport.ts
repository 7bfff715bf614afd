import { ECDH } from 'node:crypto'
import type { PushSubscriptionOf } from '@halley/protocol'
import webPush from 'web-push'
import type { ServerClock } from '../clock.ts'
import { nameOf, type AllowedHost } from '../outgoing/allowed-hosts.ts'
import { CallFailed, failure, failureOf } from '../outgoing/call-failed.ts'
import type { FindAddresses } from '../outgoing/guarded-lookup.ts'
import { follow, guardOf } from '../outgoing/node-http-caller.ts'
import { isLoopbackHost } from '../realtime/origin-check.ts'
import type { MasterKey } from '../secrets/master-key.ts'
import { retryAfterMs } from './web-push-retry-after.ts'
import { CUT_OFF, type PushToSend, type PushTransport, type SendOutcome } from './transports.ts'
import { vapidKeysOf, type VapidKeys } from './vapid-keys.ts'

/** Milliseconds from the call to the head of the answer: push services answer in tenths of a second. */
const TIMEOUT_MS = 10_000

export type WebPushSurroundings = {
  readonly masterKey: MasterKey
  /** Where people reach the server: push services may ask its operator when something is wrong. */
  readonly publicUrl: () => string
  readonly clock: ServerClock
  /** What the operator allows beyond the public internet; addresses of push services come from browsers. */
  readonly allowed: readonly AllowedHost[]
  readonly onFailure: (error: unknown, what: string) => void
  /** Instead of the system's name service. */
  readonly findAddresses?: FindAddresses
}

/** Makes the transport of Web Pushes. Nothing is retried here, and redirects are not followed. */
export function createWebPushTransport({ masterKey, publicUrl, clock, allowed, onFailure, findAddresses }: WebPushSurroundings): PushTransport {
  const guard = guardOf({ allowed, ...(findAddresses !== undefined && { findAddresses }) })
  const under = new Set<AbortController>()
  let isClosed = false
  let keys: VapidKeys | undefined
  const vapidKeys = (): VapidKeys => (keys ??= vapidKeysOf(masterKey))
  return {
    // Async, so that a master key that cannot be read is a rejection.
    publicKey: async () => vapidKeys().publicKey,
    send: async (subscription, push) => {
      const problem = endpointProblem(subscription.endpoint)
      if (problem !== undefined) return { type: 'refused', text: problem, isFinal: true, retryAfterMs: null }
      if (isClosed) return CUT_OFF
      const url = new URL(subscription.endpoint)
      const stop = new AbortController()
      under.add(stop)
      const cancelTimer = clock.setTimer(TIMEOUT_MS, () => stop.abort(new CallFailed(failure('http/timeout', `The push service at "${url.hostname}" did not answer within ${TIMEOUT_MS / 1_000} seconds.`))))
      try {
        const request = requestOf(subscription, push, { ...vapidKeys(), subject: subjectOf(publicUrl()) })
        if (request === undefined) return { type: 'gone', text: 'The device gave keys that are none, so nothing can be encrypted for it.' }
        const answer = await follow({ method: 'POST', url, ...request }, { guard, stop: stop.signal, redirects: 0 })
        answer.destroy()
        return outcomeOf(answer.statusCode ?? 0, { host: url.hostname, retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.nowMs()) })
      } catch (error) {
        if (isClosed) return CUT_OFF
        const failed = failureOf(stop.signal.aborted ? stop.signal.reason : error, url.hostname)
        if (failed === undefined) onFailure(error, 'sending a push')
        return { type: 'refused', text: failed?.text ?? 'The push could not be sent; the reason is in the server\'s log.', isFinal: failed?.code === 'http/blocked', retryAfterMs: null }
      } finally {
        cancelTimer()
        under.delete(stop)
        stop.abort()
      }
    },
    close: () => {
      isClosed = true
      for (const stop of under) stop.abort()
    },
  }
}

/** Says why an address that a browser gave is not sent to; which addresses may be dialled is seen when they are. */
function endpointProblem(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return 'The device gave an address for pushes that is none.'
  const { protocol, hostname, username, password } = new URL(endpoint)
  if (username !== '' || password !== '') return 'The device gave an address for pushes with a password in it.'
  // Browsers give https; a push service for trying things out may be on this machine, where the operator allows it.
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(nameOf(hostname))) ? undefined : 'The device gave an address for pushes that is not https.'
}

type Vapid = VapidKeys & { readonly subject: string }
type PushRequest = { readonly headers: readonly { readonly name: string; readonly value: string }[]; readonly body: Uint8Array }

/** The encrypted request; undefined when the subscription's keys are no keys. */
function requestOf({ endpoint, keys }: PushSubscriptionOf, { payload, urgency, ttlSeconds, topic }: PushToSend, vapidDetails: Vapid): PushRequest | undefined {
  if (!isPublicKey(keys.p256dh) || Buffer.from(keys.auth, 'base64url').length !== 16) return undefined
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys }, JSON.stringify(payload), {
    vapidDetails, urgency, TTL: Math.max(0, Math.floor(ttlSeconds)), contentEncoding: 'aes128gcm', ...(topic !== null && { topic }),
  })
  return { headers: Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length').map(([name, value]) => ({ name, value: String(value) })), body: body ?? new Uint8Array() }
}

function isPublicKey(text: string): boolean {
  const point = Buffer.from(text, 'base64url')
  if (point.length !== 65 || point[0] !== 4) return false
  try {
    ECDH.convertKey(point, 'prime256v1')
    return true
  } catch {
    // All that OpenSSL says of 65 bytes that are no point of the curve.
    return false
  }
}

/** Whom a push service may ask (RFC 8292, 2.1): an address that begins with https: or mailto:. */
function subjectOf(publicUrl: string): string {
  const { protocol, origin, hostname } = new URL(publicUrl)
  return protocol === 'https:' ? origin : `mailto:halley@${hostname}`
}

function outcomeOf(status: number, { host, retryAfterMs: waitMs }: { readonly host: string; readonly retryAfterMs: number | null }): SendOutcome {
  const service = `The push service at "${host}"`
  if (status >= 200 && status < 300) return { type: 'sent', text: `${service} took it (${status}).` }
  if (status === 404 || status === 410) return { type: 'gone', text: `${service} no longer knows the device (${status}): it was unsubscribed.` }
  if (status === 429) return { type: 'refused', text: `${service} takes no more for now (429).`, isFinal: false, retryAfterMs: waitMs }
  if (status === 408 || status >= 500) return { type: 'refused', text: `${service} failed (${status}).`, isFinal: false, retryAfterMs: waitMs }
  if (status === 401 || status === 403) return { type: 'refused', text: `${service} does not take this server's key for the device (${status}). When its owner opens the app again, the device subscribes anew.`, isFinal: true, retryAfterMs: null }
  if (status >= 300 && status < 400) return { type: 'refused', text: `${service} leads elsewhere (${status}), which is not followed.`, isFinal: true, retryAfterMs: null }
  return { type: 'refused', text: `${service} refused it (${status}).`, isFinal: true, retryAfterMs: null }
}
