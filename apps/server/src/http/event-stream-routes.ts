import type { EventFrom } from '@halley/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProgramDoor } from '../programs/program-door.ts'
import type { ProgramStreams } from '../programs/program-streams.ts'
import { FROM_FORMS, readFrom } from '../programs/read-from.ts'
import { readStreamId } from '../programs/stream-frames.ts'
import { refuseProgram } from '../programs/wire-problem.ts'
import type { Problem } from './problem-details.ts'

const TOKEN_ADVICE = 'A token does not belong in an address, which stands in logs; send it as "Authorization: Bearer …".'

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
    if (!query.success) return refuseProgram(reply, queryProblem(request.query, query.error))
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
    return position === undefined ? malformed('Last-Event-ID', `"${lastEventId.slice(0, 100)}" is no id of an event of this stream; leave the header away to begin anew.`) : { type: 'resume', ...position }
  }
  const read = readFrom(from ?? 'new')
  return read ?? malformed('from', `"${(from ?? '').slice(0, 100)}" is no beginning; write ${FROM_FORMS}.`)
}

function queryProblem(query: unknown, { issues }: z.ZodError): Problem {
  const [issue] = issues
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return malformed(key, /token|auth|key/i.test(key) ? TOKEN_ADVICE : `There is no "${key.slice(0, 60)}" here; there are topic and from.`)
  }
  const name = String(issue?.path[0] ?? '')
  if (name === 'topic' && !(typeof query === 'object' && query !== null && 'topic' in query)) return malformed('topic', 'Say which events: ?topic=PATTERN, such as events.local.helpdesk.>')
  return malformed(name, `It is not valid: ${issue?.message ?? 'unreadable'}. Give it once.`)
}

function malformed(parameter: string, detail: string): Problem {
  return { status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail, errors: [{ parameter: parameter.slice(0, 60), detail }] }
}
