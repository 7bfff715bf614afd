import { LIMITS } from '@halley/model'
import type { Refusal } from '@halley/protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { sourceOf, type EventReading } from '../programs/cloud-events.ts'
import type { ProgramDoor, Visitor } from '../programs/program-door.ts'
import { queryProblem } from '../programs/query-problem.ts'
import { readPublished } from '../programs/read-published.ts'
import { problemOfWire, refuseProgram } from '../programs/wire-problem.ts'

/** A publish has no query: all of it is in the body and the headers, a token above all. */
const eventPublishQuerySchema = z.strictObject({})

/** Serves `POST /api/v1/events`: programs publish CloudEvents, one or a batch, or `{topic, data, …}`, on the way that `/events` has. */
export function eventPublishRoutes(app: FastifyInstance, door: ProgramDoor): void {
  // A scope of its own: bodies are read by the rules of CloudEvents.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LIMITS.httpBodyBytes }, (_request, body, done) => done(null, body))
    scope.post('/api/v1/events', { bodyLimit: LIMITS.httpBodyBytes }, async (request, reply) => {
      const visitor = await door.admit(request)
      if ('status' in visitor) return refuseProgram(reply, visitor)
      const query = eventPublishQuerySchema.safeParse(request.query)
      if (!query.success) return refuseProgram(reply, queryProblem(request.query, query.error, eventPublishQuerySchema))
      const published = readPublished(request.headers, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
      void reply.header('cache-control', 'no-store')
      switch (published.type) {
        case 'refused':
          return refuseProgram(reply, published.problem)
        case 'one': {
          const answer = await publish(published.reading, visitor, { door, reply })
          return answer.ok ? reply.code(202).send(withoutOk(answer)) : refuseProgram(reply, problemOfWire(answer.error))
        }
        case 'batch': {
          const answers: unknown[] = []
          let isRefused = false
          // One after the other: their order in the log is that of the batch.
          for (const reading of published.readings) {
            const answer = await publish(reading, visitor, { door, reply })
            isRefused ||= !answer.ok
            answers.push(answer)
          }
          return reply.code(isRefused ? 207 : 202).send(answers)
        }
      }
    })
  })
}

type Answer = { readonly ok: true; readonly seq: number; readonly epoch: string; readonly id: string; readonly duplicate: boolean; readonly matched: number }

async function publish(reading: EventReading, { grant, limits }: Visitor, { door, reply }: { readonly door: ProgramDoor; readonly reply: FastifyReply }): Promise<Answer | Refusal> {
  if (!reading.ok) return { ok: false, error: reading.error }
  const answer = await door.publishing.publish(reading.publish, { ...grant, source: sourceOf(grant.source, reading.source) }, { limits, warn: () => void reply.header('halley-notice', 'rate_warning') })
  if (!answer.ok) return answer
  const { seq, epoch, id, duplicate, matched } = answer
  return { ok: true, seq, epoch, id, duplicate, matched }
}

function withoutOk({ seq, epoch, id, duplicate, matched }: Answer): Omit<Answer, 'ok'> {
  return { seq, epoch, id, duplicate, matched }
}
