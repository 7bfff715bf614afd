import { Readable } from 'node:stream'
import { idSchema, LIMITS } from '@halley/model'
import { environmentSchema, type Environment } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Projects } from '../projects/projects.ts'
import { exportRoom } from '../rooms/export-room.ts'
import { isFor } from '../rooms/may-read-topic.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { roleList } from '../sessions/publish-message.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import { keyToToken, NO_KEY, tokenToKey } from '../sessions/topic-names.ts'
import type { RoomPlace, StoredRoomMessage } from '../storage/room-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { sendProblem } from './problem-details.ts'
import { notFound } from './project-routes.ts'

/** Rooms, and messages, of one page. */
const PAGE = 200

const paramsSchema = z.object({ id: idSchema, roomId: idSchema })
const environment = environmentSchema.default('draft')
/** The key of a room; left out for one without. */
const key = z.string().min(1).max(200).optional()

export const roomListQuerySchema = z.strictObject({ environment, offset: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(PAGE).default(50) })
export const roomQuerySchema = z.strictObject({ environment, key })
export const roomMessagesQuerySchema = z.strictObject({
  environment, key,
  /** Only messages with a higher seq: that of the last one of the page before. */
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE).default(LIMITS.roomPage),
})
export const roomExportQuerySchema = z.strictObject({ environment, key, format: z.enum(['json', 'csv']).default('json') })

type Asked<Query> = { readonly projectId: string; readonly roomId: string; readonly query: Query; readonly request: FastifyRequest; readonly reply: FastifyReply }

export type RoomRouteSurroundings = { readonly projects: Projects; readonly published: Pick<PublishedApps, 'find'>; readonly storage: Pick<Storage, 'rooms'>; readonly rooms: Rooms }

/** Serves what rooms keep: `/api/v1/projects/{id}/rooms/{roomId}`, of the draft or (`?environment=published`) the published app. */
export function roomRoutes(app: FastifyInstance, { projects, published, storage, rooms }: RoomRouteSurroundings): void {
  const path = '/api/v1/projects/:id/rooms/:roomId'

  const serve = <Query extends { readonly environment: Environment; readonly key?: string | undefined }>(schema: z.ZodType<Query>, answer: (asked: Asked<Query>, place: RoomPlace) => Promise<unknown>) => async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const params = paramsSchema.safeParse(request.params)
    const project = params.success ? (await projects.open(params.data.id))?.project : undefined
    if (!params.success || project === undefined) return notFound(reply)
    const query = schema.safeParse(request.query)
    if (!query.success) return sendProblem(reply, { status: 400, code: 'wire/malformed', title: 'The request cannot be read', detail: `"${query.error.issues[0]?.path.join('.') ?? ''}" of the query is not valid: ${query.error.issues[0]?.message ?? 'unreadable'}.` })
    const keyToken = query.data.key === undefined ? NO_KEY : keyToToken(query.data.key)
    if (keyToken === undefined) return noRoom(reply)
    const { id: projectId, roomId } = params.data
    // What people say to each other in an app is for those whom its room is for; in a preview, they are personas.
    const roles = query.data.environment === 'draft' ? [] : ((published.find(projectId)?.project.rooms[roomId] ?? project.rooms[roomId])?.roles ?? null)
    if (!isFor(request.identity, roles)) return sendProblem(reply, { status: 403, code: 'forbidden', title: 'This room is for others', detail: roles === null ? 'The room is in no model any more, so nobody knows whom it was for; an owner of the organisation may read it.' : `What is said in this room is for who has the role ${roleList(roles)} in the app. An owner of the organisation gives roles.` })
    void reply.header('cache-control', 'no-store')
    return answer({ projectId, roomId, query: query.data, request, reply }, { projectId, roomId, environment: query.data.environment, keyToken })
  }

  app.get(path, serve(roomListQuerySchema, async ({ query: { offset, limit } }, place) => {
    const { total, rooms: found } = await storage.rooms.list(place, { offset, limit })
    return { total, offset, rooms: found.map(({ keyToken, messages, lastSeq, people, createdAt, lastAt }) => ({ key: tokenToKey(keyToken), messages, lastSeq, people, createdAt: new Date(createdAt).toISOString(), lastAt: new Date(lastAt).toISOString() })) }
  }))

  app.get(`${path}/messages`, serve(roomMessagesQuerySchema, async ({ query: { after, limit } }, place) => {
    const { messages, more } = await storage.rooms.page(place, { after, limit })
    return { messages: messages.map(messageOf), more }
  }))

  app.get(`${path}/export`, serve(roomExportQuerySchema, ({ query: { format }, roomId, reply }, place) => {
    void reply.header('content-type', format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8').header('content-disposition', `attachment; filename="room-${roomId}-${place.keyToken}.${format}"`)
    return Promise.resolve(reply.send(Readable.from(exportRoom(storage.rooms, place, format))))
  }))

  app.delete(path, serve(roomQuerySchema, async ({ reply }, place) => ((await rooms.remove(place)) ? reply.code(204).send() : noRoom(reply))))
}

/** A message as the API has it. */
export function messageOf({ id, seq, author, text, at, mentions, state, reason }: StoredRoomMessage) {
  return { id, seq, at: new Date(at).toISOString(), author, text, mentions, state, reason }
}

function noRoom(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { status: 404, code: 'room/missing', title: 'No such room', detail: 'Nothing is kept of a room with this key.' })
}
