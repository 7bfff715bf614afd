import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { sendProblem } from './problem-details.ts'

export type MetricsRouteSurroundings = {
  readonly metrics: ServerMetrics
  /** Given by the operator: whoever has it may read the figures from anywhere. */
  readonly token: string | undefined
  /** May the one who asks read them without it: on this machine while there are no accounts, or as an owner. */
  readonly isAllowed: (request: FastifyRequest) => Promise<boolean>
}

/** Serves `GET /metrics`, and counts every answer of the server. */
export function metricsRoutes(app: FastifyInstance, { metrics, token, isAllowed }: MetricsRouteSurroundings): void {
  app.addHook('onResponse', async (request, reply) => {
    const type = reply.raw.getHeader('content-type')
    const isStream = typeof type === 'string' && type.startsWith('text/event-stream')
    // A route, not an address: what strangers ask for makes no new series.
    metrics.answered({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode, seconds: isStream ? undefined : reply.elapsedTime / 1_000 })
  })
  app.get('/metrics', async (request, reply) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization?.trim() ?? '')?.[1]
    const isKnown = given !== undefined && token !== undefined ? isSame(given, token) : await isAllowed(request)
    if (!isKnown) {
      void reply.header('www-authenticate', 'Bearer realm="halley metrics"')
      return sendProblem(reply, { status: 401, code: 'forbidden', title: 'Not for everybody', detail: 'The figures are for this machine while nobody has an account, for owners, and for whoever sends the token of HALLEY_METRICS_TOKEN as "Authorization: Bearer …".' })
    }
    const { text, contentType } = await metrics.read()
    return reply.header('cache-control', 'no-store').type(contentType).send(text)
  })
}

/** By their hashes: the time that it takes says nothing, not even the length. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}

/** Did the request come from this machine, and not by way of a proxy on it? */
export function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined || headers['x-real-ip'] !== undefined) return false
  return /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(socket.remoteAddress ?? '')
}
