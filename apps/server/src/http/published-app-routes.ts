import { inOrder } from '@halley/model'
import type { FastifyInstance } from 'fastify'
import type { PublishedApps } from '../sessions/published-apps.ts'
import { orgOf } from '../identity/identity.ts'
import { sendProblem } from './problem-details.ts'

/** Serves `/api/v1/apps/{app}`: what the page of a published app needs to know before it connects. */
export function publishedAppRoutes(app: FastifyInstance, published: PublishedApps): void {
  app.get<{ Params: { app: string } }>('/api/v1/apps/:app', (request, reply) => {
    const found = published.findByName(request.params.app)
    const org = request.identity === null ? null : orgOf(request.identity)
    if (found === undefined || found.sessions.runsIn.org !== org?.token) return sendProblem(reply, { status: 404, code: 'app/not_published', title: 'Nothing is published here', detail: `No app called "${request.params.app.slice(0, 80)}" is published here, or no longer.` })
    const { project, projectId, number } = found
    const personas = inOrder(project.personas).map(({ id, name, technicalName }) => ({ id, name, technicalName }))
    return reply.header('cache-control', 'no-cache').send({ app: found.app, projectId, name: project.name, version: number, personas })
  })
}
