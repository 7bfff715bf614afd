import type { Server as HttpServer } from 'node:http'
import { LIMITS } from '@halley/model'
import * as parser from 'socket.io-parser'
import { Server as SocketServer } from 'socket.io'
import type { ServerClock } from '../clock.ts'
import { countEngineRefusals } from '../metrics/count-handshakes.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { forgetFirstRequests } from './first-requests.ts'
import { limitHandshakes } from './handshake-limit.ts'
import { demandNamespace } from './no-namespace.ts'
import type { OriginCheck } from './origin-check.ts'
import { OversizeDecoder } from './oversize-decoder.ts'

/** Bytes after which a connection is cut. Between the frame limit and this, a request is still answered with a code. */
const CUT_BYTES = LIMITS.frameBytes * 8

/** Milliseconds that a connection may take to say who it is and to which namespace it wants. */
const HANDSHAKE_MS = 10_000

export type SocketSettings = {
  readonly pingIntervalMs: number
  readonly pingTimeoutMs: number
  readonly handshakesPerSecond: number | undefined
  readonly originProblem: OriginCheck
  /** Other origins whose pages may connect. */
  readonly namedOrigins: readonly string[]
  readonly metrics: ServerMetrics
  readonly clock: ServerClock
}

/** Opens Socket.IO on an HTTP server; whoever comes from elsewhere, too often or too slowly is refused before any namespace hears of it. */
export function openSockets(server: HttpServer, { pingIntervalMs, pingTimeoutMs, handshakesPerSecond, originProblem, namedOrigins, metrics, clock }: SocketSettings): SocketServer {
  const sockets = new SocketServer(server, {
    serveClient: false,
    // Compressing each small frame costs more than it saves, several times over.
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: CUT_BYTES,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    connectTimeout: HANDSHAKE_MS,
    parser: { ...parser, Decoder: OversizeDecoder },
    // For polling, whose answers a browser gives to a page of another origin only where it is told so.
    ...(namedOrigins.length > 0 && { cors: { origin: [...namedOrigins], credentials: true } }),
    // Its check of the Origin would let WebSockets through; this one is asked for every kind of connection.
    allowRequest: (request, decide) => {
      const { host: name, origin, upgrade } = request.headers
      // The first request of polling is plain reading, at which a browser says no Origin to its own page; without its answer nobody goes on.
      const problem = originProblem(upgrade === undefined ? { host: name, origin } : request.headers)
      decide(problem, problem === undefined)
    },
  })
  forgetFirstRequests(sockets)
  demandNamespace(sockets, { clock, afterMs: HANDSHAKE_MS })
  countEngineRefusals(sockets, metrics)
  sockets.engine.use(limitHandshakes({ nowMs: () => clock.nowMs(), perSecond: handshakesPerSecond, onRefused: () => metrics.handshakeRefused('engine', 'rate_limited') }))
  return sockets
}
