import type { FastifyInstance } from 'fastify'

/** Seconds for which a browser remembers what a page of another origin may ask. */
const REMEMBERED_SECONDS = 600

/** Lets pages of the origins that the operator names read answers of the API, and ask it with a token or the cookie; whether they may come at all is asked elsewhere. */
export function answerNamedOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (!request.url.startsWith('/api/')) return undefined
    void reply.header('vary', 'Origin')
    if (origin === undefined || !origins.includes(origin)) return undefined
    void reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true').header('access-control-expose-headers', 'ETag, Location, Retry-After, Halley-Notice')
    // A browser asks first whether the page may ask.
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return undefined
    return reply.code(204).headers({ 'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE', 'access-control-allow-headers': 'Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID', 'access-control-max-age': REMEMBERED_SECONDS }).send()
  })
}
