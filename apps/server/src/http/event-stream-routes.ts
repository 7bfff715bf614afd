import type { EventFrom } from '@halley/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProgramDoor } from '../programs/program-door.ts'
import type { ProgramStreams } from '../programs/program-streams.ts'
import { malformedParameter, queryProblem } from '../programs/query-problem.ts'
import { FROM_FORMS, readFrom } from '../programs/read-from.ts'
import { readStreamId } from '../programs/stream-frames.ts'
import { refuseProgram } from '../programs/wire-problem.ts'
import type { Problem } from './problem-details.ts'

/** The query of a stream. */
export const eventStreamQuerySchema = z.strictObject({
  /** Patterns; several as `topic=…&topic=…`. */
  topic: z.union([z.string(), z.array(z.string()).min(1)]),
  from: z.string().max(300).optional(),
})

/** Serves `GET /api/v1/events`: events as server-sent events, with resume by `Last-Event-ID`. */
export function eventStreamRoutes(app: FastifyInstance, { door, streams }: { readonly door: ProgramDoor; readonly streams: ProgramStreams }): void {
  app.get('/api/v1/events', { exposeHeadRoute: false }, async (request, reply) => {
    const visitor = await door.admit(request)
    if ('status' in visitor) return refuseProgram(reply, visitor)
    const query = eventStreamQuerySchema.safeParse(request.query)
    if (!query.success) return refuseProgram(reply, queryProblem(request.query, query.error, eventStreamQuerySchema))
    const lastEventId = request.headers['last-event-id']
    const from = readBeginning(query.data.from, typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined)
    if ('status' in from) return refuseProgram(reply, from)
    const patterns = typeof query.data.topic === 'string' ? [query.data.topic] : query.data.topic
    const problem = await streams.open(reply, visitor.grant, { patterns, from })
    return problem === undefined ? reply : refuseProgram(reply, problem)
  })
}

/** A client that was here before goes on where it was; what its address says is for the first time. */
function readBeginning(from: string | undefined, lastEventId: string | undefined): EventFrom | Problem {
  if (lastEventId !== undefined) {
    const position = readStreamId(lastEventId)
    return position === undefined ? malformedParameter('Last-Event-ID', `"${lastEventId.slice(0, 100)}" is no id of an event of this stream; leave the header away to begin anew.`) : { type: 'resume', ...position }
  }
  const read = readFrom(from ?? 'new')
  return read ?? malformedParameter('from', `"${(from ?? '').slice(0, 100)}" is no beginning; write ${FROM_FORMS}.`)
}
