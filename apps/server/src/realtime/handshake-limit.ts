import { ServerResponse, type IncomingMessage } from 'node:http'
import { HANDSHAKES_PER_SECOND, HandshakeRates } from './handshake-rates.ts'

/** Seconds after which it is worth trying again. */
const RETRY_AFTER_S = 1

const BODY = JSON.stringify({ code: 'rate_limited', message: 'Too many connections come at the same time; try again in a moment.' })

type Middleware = (request: IncomingMessage, response: unknown, next: () => void) => void

/**
 * Refuses handshakes beyond so many a second, or of one address, with 503 and Retry-After, before anything else is looked at; for `engine.use`.
 * Requests of connections that are there already are let through.
 */
export function limitHandshakes({ nowMs, perSecond = HANDSHAKES_PER_SECOND, onRefused }: { readonly nowMs: () => number; readonly perSecond?: number | undefined; readonly onRefused: () => void }): Middleware {
  const rates = new HandshakeRates(perSecond, nowMs())
  return (request, response, next) => {
    if (isOfConnection(request) || rates.take(request.socket.remoteAddress ?? '', nowMs())) return next()
    onRefused()
    const headers = { 'content-type': 'application/json', 'retry-after': String(RETRY_AFTER_S), 'content-length': String(Buffer.byteLength(BODY)), connection: 'close' }
    if (response instanceof ServerResponse) {
      response.writeHead(503, headers).end(BODY)
      return
    }
    // An upgrade: Engine.IO could only cut it, and the client would not know why.
    request.socket.end(`HTTP/1.1 503 Service Unavailable\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${BODY}`)
  }
}

/** Has it the id of a connection? Whether that is there, Engine.IO looks. */
function isOfConnection({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).has('sid')
}
