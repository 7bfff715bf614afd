import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { ServerClock } from '../clock.ts'
import type { AllowedHost } from './allowed-hosts.ts'
import { CallFailed, failure, failureOf } from './call-failed.ts'
import { checkRequest, type CheckedRequest } from './check-request.ts'
import { addressesOfMachine, findAddresses, guardedLookup, literalProblem, type AddressGuard, type FindAddresses } from './guarded-lookup.ts'
import type { HttpCaller } from './http-caller.ts'
import { readAnswer } from './read-answer.ts'
import { redirectedRequest, REDIRECTS_AT_MOST } from './redirects.ts'

/** Bytes of an answer's headers: what browsers' servers take, and what Node counts by itself. */
const HEADER_BYTES = 16 * 1024

export type HttpCallerSurroundings = {
  readonly clock: ServerClock
  /** What the operator allows beyond the public internet. */
  readonly allowed: readonly AllowedHost[]
  /** Told of errors that are mistakes of ours; the call fails all the same. */
  readonly onFailure: (error: unknown, what: string) => void
  /** Instead of the system's name service. */
  readonly findAddresses?: FindAddresses
  /** Instead of the addresses that this machine has. */
  readonly ownAddresses?: () => readonly string[]
}

/** What may be dialled. */
export function guardOf({ allowed, ...machine }: Pick<HttpCallerSurroundings, 'allowed' | 'findAddresses' | 'ownAddresses'>): AddressGuard {
  return { allowed, findAddresses: machine.findAddresses ?? findAddresses, ownAddresses: machine.ownAddresses ?? addressesOfMachine }
}

/** Makes a caller over Node's own HTTP. Each call has a connection of its own, and no proxy of the environment is used: it would dial for us, unchecked. */
export function createHttpCaller({ clock, allowed, onFailure, ...machine }: HttpCallerSurroundings): HttpCaller {
  const guard = guardOf({ allowed, ...machine })
  return {
    call: async (outgoing, signal) => {
      const checked = checkRequest(outgoing)
      if (!checked.ok) return checked
      const { request } = checked
      const host = request.url.hostname
      const stop = new AbortController()
      const cancel = (): void => stop.abort(new CallFailed(failure('http/cancelled', 'The request was given up before its answer was there.')))
      const cancelTimer = clock.setTimer(outgoing.timeoutMs, () => stop.abort(new CallFailed(failure('http/timeout', `"${host}" had not answered in full after ${outgoing.timeoutMs} ms. It may or may not have acted on the request; give it more time or ask it for less.`))))
      signal?.addEventListener('abort', cancel)
      if (signal?.aborted === true) cancel()
      try {
        const answer = await follow(request, { guard, stop: stop.signal, redirects: outgoing.redirects === 'none' ? 0 : REDIRECTS_AT_MOST })
        return await unlessStopped(readAnswer(answer, outgoing.maxBytes), stop.signal)
      } catch (error) {
        // Whoever stopped the call knows better why it failed than the connection that was cut for it.
        const failed = failureOf(stop.signal.aborted ? stop.signal.reason : error, host)
        if (failed !== undefined) return failed
        onFailure(error, 'an outgoing HTTP request')
        return failure('http/unreachable', `"${host}" could not be called; the reason is in the server's log.`)
      } finally {
        cancelTimer()
        signal?.removeEventListener('abort', cancel)
        // Cuts the connection, whatever is still under way on it.
        stop.abort()
      }
    },
  }
}

export type Journey = { readonly guard: AddressGuard; readonly stop: AbortSignal; /** 0 follows none. */ readonly redirects: number }

/** Sends a request, follows redirects on its host, and resolves with the head of the answer. */
export async function follow(first: CheckedRequest, { guard, stop, redirects }: Journey): Promise<IncomingMessage> {
  let request = first
  for (let followed = 0; ; followed += 1) {
    const answer = await unlessStopped(exchange(request, guard, stop), stop)
    const next = redirects === 0 ? undefined : redirectedRequest(answer, request)
    if (next === undefined) return answer
    answer.destroy()
    if (followed === redirects) throw new CallFailed(failure('http/redirect', `"${request.url.hostname}" redirects more than ${redirects} times, perhaps in a circle. See whether the address is right.`))
    request = next
  }
}

/** Sends a request over a new connection and resolves with the head of the answer. */
function exchange({ url, method, headers, body }: CheckedRequest, guard: AddressGuard, stop: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    stop.throwIfAborted()
    const isSecure = url.protocol === 'https:'
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)
    const problem = literalProblem(host, { port, guard })
    if (problem !== undefined) throw problem
    const request = (isSecure ? httpsRequest : httpRequest)({
      agent: isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
      host, port, method, path: `${url.pathname}${url.search}`,
      lookup: guardedLookup(port, guard),
      maxHeaderSize: HEADER_BYTES,
      // Said outright, so that no setting of the environment loosens them.
      insecureHTTPParser: false,
      rejectUnauthorized: true,
    })
    request.on('error', reject)
    request.on('response', (answer) => {
      answer.on('error', reject)
      // What is wrong within a body is said of the request; the answer would only know that it was cut off.
      request.on('error', (error) => answer.destroy(error))
      resolve(answer)
    })
    request.on('upgrade', (_answer, socket) => {
      socket.destroy()
      reject(new CallFailed(failure('http/garbage', `"${url.hostname}" answered with another protocol (101), which was not asked for.`)))
    })
    stop.addEventListener('abort', () => request.destroy(), { once: true })
    request.setHeader('accept-encoding', 'gzip, deflate, br')
    request.setHeader('user-agent', 'Halley')
    for (const [name, values] of byName(headers)) request.setHeader(name, values)
    // Node leaves it out for some methods, and a body without its length would be read as the next request.
    if (body !== null) request.setHeader('content-length', body.length)
    request.end(body ?? undefined)
  })
}

function byName(headers: CheckedRequest['headers']): Map<string, string[]> {
  const lines = new Map<string, string[]>()
  for (const { name, value } of headers) lines.set(name.toLowerCase(), [...(lines.get(name.toLowerCase()) ?? []), value])
  return lines
}

/** Rejects as soon as the call is stopped, even when the work takes no notice, such as a name service that does not answer. */
export function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = (): void => reject(stop.reason)
    if (stop.aborted) onStop()
    stop.addEventListener('abort', onStop, { once: true })
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', onStop))
  })
}
