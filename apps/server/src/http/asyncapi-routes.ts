import { asyncApiOf } from '@halley/formats'
import type { FastifyInstance } from 'fastify'
import type { ProgramDoor } from '../programs/program-door.ts'
import { refuseProgram } from '../programs/wire-problem.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'

/** Serves `/api/v1/asyncapi.json`: the messages of the published apps of whoever asks, as a program sends and receives them. */
export function asyncApiRoutes(app: FastifyInstance, { door, published, publicUrl }: { readonly door: ProgramDoor; readonly published: PublishedApps; readonly publicUrl: () => string }): void {
  app.get('/api/v1/asyncapi.json', async (request, reply) => {
    const visitor = await door.admit(request)
    if ('status' in visitor) return refuseProgram(reply, visitor)
    const { org } = visitor.grant
    const projects = published.all().filter(({ sessions }) => sessions.runsIn.org === org).map(({ project }) => project)
    return reply.header('cache-control', 'no-store').send(asyncApiOf(projects, { org, environment: 'published', serverUrl: publicUrl() }))
  })
}
