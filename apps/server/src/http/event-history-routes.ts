import { LIMITS } from '@halley/model'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { cloudEventOf } from '../programs/cloud-events.ts'
import type { HistoryDesk } from '../programs/history-desk.ts'
import type { ProgramDoor } from '../programs/program-door.ts'
import { queryProblem } from '../programs/query-problem.ts'
import { problemOfWire, refuseProgram } from '../programs/wire-problem.ts'

/** The query of a page of the history. */
export const eventHistoryQuerySchema = z.strictObject({
  /** Patterns; several as `topic=…&topic=…`. */
  topic: z.union([z.string(), z.array(z.string()).min(1)]),
  /** Only events with a lower seq: `next` of the page before. */
  before: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.historyEvents).default(LIMITS.historyPage),
})

/** Serves `GET /api/v1/events/history`: what the log and channels still hold, newest first, page by page. */
export function eventHistoryRoutes(app: FastifyInstance, { door, history }: { readonly door: ProgramDoor; readonly history: HistoryDesk }): void {
  app.get('/api/v1/events/history', async (request, reply) => {
    const visitor = await door.admit(request)
    if ('status' in visitor) return refuseProgram(reply, visitor)
    const query = eventHistoryQuerySchema.safeParse(request.query)
    if (!query.success) return refuseProgram(reply, queryProblem(request.query, query.error, eventHistoryQuerySchema))
    const { topic, before, limit } = query.data
    const answer = await history.read({ patterns: typeof topic === 'string' ? [topic] : topic, before, limit, maxBytes: LIMITS.httpBodyBytes }, visitor.grant)
    if (!answer.ok) return refuseProgram(reply, problemOfWire(answer.error, 400))
    return reply.header('cache-control', 'no-store').send({ events: answer.events.map(({ event }) => cloudEventOf(event)), next: answer.next })
  })
}
