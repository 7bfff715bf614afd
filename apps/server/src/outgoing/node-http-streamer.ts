import { LIMITS } from '@halley/model'
import { CallFailed, failure, failureOf } from './call-failed.ts'
import { checkRequest } from './check-request.ts'
import type { HttpStreamer } from './http-streamer.ts'
import { follow, guardOf, unlessStopped, type HttpCallerSurroundings } from './node-http-caller.ts'
import { bodyOf, headersOf } from './read-answer.ts'
import { REDIRECTS_AT_MOST } from './redirects.ts'

/** Makes a streamer over Node's own HTTP, with the guards of the caller of whole answers. */
export function createHttpStreamer({ clock, onFailure, ...machine }: HttpCallerSurroundings): HttpStreamer {
  const guard = guardOf(machine)
  return {
    stream: async (outgoing, reader, signal) => {
      const checked = checkRequest(outgoing, LIMITS.streamSourceBytes)
      if (!checked.ok) return checked
      const { request } = checked
      const host = request.url.hostname
      const stop = new AbortController()
      const cancel = (): void => stop.abort(new CallFailed(failure('http/cancelled', 'The request was given up before its answer was there.')))
      const cancelTimer = clock.setTimer(outgoing.timeoutMs, () => stop.abort(new CallFailed(failure('http/timeout', `"${host}" had not begun to answer after ${outgoing.timeoutMs} ms.`))))
      signal.addEventListener('abort', cancel)
      if (signal.aborted) cancel()
      try {
        const answer = await follow(request, { guard, stop: stop.signal, redirects: outgoing.redirects === 'none' ? 0 : REDIRECTS_AT_MOST })
        cancelTimer()
        reader.head({ status: answer.statusCode ?? 0, headers: headersOf(answer) })
        const pieces = bodyOf(answer, outgoing.maxBytes)
        for (let next = await unlessStopped(pieces.next(), stop.signal); next.done !== true; next = await unlessStopped(pieces.next(), stop.signal)) reader.bytes(next.value)
        return { ok: true }
      } catch (error) {
        // Whoever stopped it knows better why it failed than the connection that was cut for it.
        const failed = failureOf(stop.signal.aborted ? stop.signal.reason : error, host)
        if (failed !== undefined) return failed
        onFailure(error, 'a streamed HTTP request')
        return failure('http/unreachable', `"${host}" could not be read; the reason is in the server's log.`)
      } finally {
        cancelTimer()
        signal.removeEventListener('abort', cancel)
        // Cuts the connection, whatever is still under way on it.
        stop.abort()
      }
    },
  }
}
