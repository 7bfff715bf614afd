import { connectionAddress, idSchema } from '@halley/model'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Projects } from '../projects/projects.ts'
import { originOf, type SecretVault } from '../secrets/secret-vault.ts'
import { sendProblem } from './problem-details.ts'

type OfProject = { Params: { id: string } }
type OfConnection = { Params: { id: string; connectionId: string } }

/** Characters of a secret: tokens are seldom over 4,000, and a header of ours carries 8,000 with what stands before it. */
const SECRET_CHARACTERS = 4_000

/** Bytes of the request: a secret whose every character is escaped, and the braces around it. */
const BODY_BYTES = 32 * 1024

// A line break, mostly pasted at the end, could not go into a header.
// eslint-disable-next-line no-control-regex
export const secretSchema = z.strictObject({ secret: z.string().min(1).max(SECRET_CHARACTERS).regex(/^[^\x00-\x1f\x7f]+$/) })

/** Serves the secrets of connections: they go in and are forgotten, and are never given back. */
export function secretRoutes(app: FastifyInstance, { projects, vault }: { readonly projects: Projects; readonly vault: SecretVault }): void {
  const path = '/api/v1/projects/:id/connections'

  app.get<OfProject>(path, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return noProject(reply)
    const withSecret = await vault.list(room.id)
    void reply.header('cache-control', 'no-store')
    return {
      connections: Object.fromEntries(Object.values(room.project.connections).map(({ id, settings }) => {
        const origin = withSecret.get(id) ?? null
        return [id, { hasSecret: withSecret.has(id), ...(origin !== null && origin !== originOf(connectionAddress(settings)) && { typedFor: origin }) }]
      })),
    }
  })

  app.put<OfConnection>(`${path}/:connectionId/secret`, { bodyLimit: BODY_BYTES }, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return noProject(reply)
    const { connectionId } = request.params
    if (!Object.hasOwn(room.project.connections, connectionId)) return sendProblem(reply, { status: 404, code: 'connection/not_found', title: 'No such connection', detail: 'The project has no such connection; it may have been deleted.' })
    const parsed = secretSchema.safeParse(request.body)
    if (!parsed.success) return sendProblem(reply, { status: 422, code: 'secret/invalid', title: 'The secret was not kept', detail: `Send {"secret": "…"} with 1 to ${SECRET_CHARACTERS} characters, without line breaks or other control characters.`, pointer: '/secret' })
    const settings = room.project.connections[connectionId]?.settings
    const origin = settings === undefined ? null : originOf(connectionAddress(settings))
    if (origin === null) return sendProblem(reply, { status: 422, code: 'secret/no_address', title: 'The secret was not kept', detail: 'Write the address of the connection first: the secret is kept for its scheme, host and port alone.' })
    await vault.set(room.id, connectionId, { secret: parsed.data.secret, origin })
    return reply.code(204).send()
  })

  // Also of a connection that is deleted: its secret stays for an undo, until somebody takes it away.
  app.delete<OfConnection>(`${path}/:connectionId/secret`, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return noProject(reply)
    if (idSchema.safeParse(request.params.connectionId).success) await vault.remove(room.id, request.params.connectionId)
    return reply.code(204).send()
  })
}

function noProject(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { status: 404, code: 'project/not_found', title: 'No such project', detail: 'There is no such project; it may have been deleted.' })
}
