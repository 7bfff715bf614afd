import { exportFormats, exportProject, isExportFormat } from '@halley/formats'
import { describeNode } from '@halley/nodes'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Projects } from '../projects/projects.ts'
import type { Storage } from '../storage/storage.ts'
import { LOCAL_ORG } from '../sessions/topic-names.ts'
import { sendProblem } from './problem-details.ts'
import { notFound } from './project-routes.ts'

type Asked = { Params: { id: string; format: string } }

export const exportQuerySchema = z.object({ environment: z.enum(['published', 'draft']).default('published'), syntax: z.enum(['yaml', 'json']).default('yaml') })

/** Serves `GET /api/v1/projects/{id}/export/{format}`: the draft as it is now, in a format that other programs read, as `halley export` writes it. */
export function exportRoutes(app: FastifyInstance, { projects, storage, publicUrl }: { readonly projects: Projects; readonly storage: Pick<Storage, 'identity'>; /** Where people and programs reach the server. */ readonly publicUrl: () => string }): void {
  app.get<Asked>('/api/v1/projects/:id/export/:format', async (request, reply) => {
    const { id, format } = request.params
    if (!isExportFormat(format)) return sendProblem(reply, { status: 404, code: 'not_found', title: 'No such format', detail: `A project cannot be exported as "${format.slice(0, 40)}"; write ${exportFormats.join(', ')}.` })
    const query = exportQuerySchema.safeParse(request.query)
    if (!query.success) return sendProblem(reply, { status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail: 'environment is published or draft, syntax is yaml or json.' })
    const room = await projects.open(id)
    if (room === null) return notFound(reply)
    const org = await storage.identity.readOrg(room.orgId)
    const { fileName, mediaType, text } = exportProject(room.project, format, { ...query.data, org: org?.token ?? LOCAL_ORG, serverUrl: publicUrl(), describeNode })
    // Names of files are technical names: nothing in them needs to be written otherwise.
    return reply.type(`${mediaType}; charset=utf-8`).header('content-disposition', `attachment; filename="${fileName}"`).header('cache-control', 'no-store').send(text)
  })
}
