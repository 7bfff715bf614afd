import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problem-details.ts'

/** A part without which the server cannot do its work; `check` rejects while it is down. */
export type HealthPart = { readonly name: string; readonly check: () => Promise<unknown>; /** What follows from it, as a sentence. */ readonly whenDown: string }

/** Serves `/healthz` (the process answers) and `/readyz` (its parts do, too): 503 names those that are down. */
export function healthRoutes(app: FastifyInstance, { version, parts }: { readonly version: string; readonly parts: readonly HealthPart[] }): void {
  app.get('/healthz', (_request, reply) => {
    void reply.header('cache-control', 'no-store')
    return { status: 'ok', version }
  })
  app.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store')
    const results = await Promise.allSettled(parts.map(async ({ check }) => check()))
    const down = parts.filter((_part, index) => results[index]?.status === 'rejected')
    if (down.length === 0) return { status: 'ok', version, parts: parts.map(({ name }) => name) }
    return sendProblem(reply, { status: 503, code: 'unavailable', title: `Down: ${down.map(({ name }) => name).join(', ')}`, detail: down.map(({ whenDown }) => whenDown).join(' '), down: down.map(({ name }) => name) })
  })
}
