import { LIMITS, nameSchema, type Diagnostic } from '@halley/model'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ProjectRoom } from '../projects/project-room.ts'
import type { Projects } from '../projects/projects.ts'
import type { Publishing, PublishReply } from '../projects/publishing.ts'
import type { Versions } from '../projects/versions.ts'
import type { PublishedApp, PublishedApps } from '../sessions/published-apps.ts'
import type { VersionSummary } from '../storage/storage.ts'
import { sendProblem } from './problem-details.ts'
import { conflict, notFound, readIfMatch, sendEditReply } from './project-routes.ts'
import { authorOf } from './request-identity.ts'

type WithId = { Params: { id: string } }
type WithNumber = { Params: { id: string; number: string } }

/** Characters of what is said about a version beside its name. */
const NOTE_CHARACTERS = 2_000

export const newVersionSchema = z.strictObject({
  name: nameSchema,
  note: z.string().max(NOTE_CHARACTERS).default(''),
  /** Who made it, where nobody has an account; else it is the person who asks. */
  author: z.string().trim().min(1).max(60).optional(),
  /** Publishes it at once, or makes nothing when it cannot be published. */
  publish: z.boolean().default(false),
})

export type VersionRouteSurroundings = { readonly projects: Projects; readonly versions: Versions; readonly publishing: Publishing; readonly published: PublishedApps }

/** Serves `/api/v1/projects/{id}/versions` and `…/published`: named immutable versions, and which of them runs at `/a/{app}`. */
export function versionRoutes(app: FastifyInstance, { projects, versions, publishing, published }: VersionRouteSurroundings): void {
  const path = '/api/v1/projects/:id/versions'

  app.get<WithId>(path, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const running = published.find(room.id)
    void reply.header('cache-control', 'no-cache')
    return { published: publishedOf(running), versions: (await versions.list(room.id)).map((summary) => entryOf(summary, running)) }
  })

  app.post<WithId>(path, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const parsed = newVersionSchema.safeParse(request.body ?? {})
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return sendProblem(reply, { status: 422, code: 'version/invalid', title: 'Not a version', detail: `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'not valid'}.`, pointer: `/${issue?.path.join('/') ?? ''}` })
    }
    const expected = readIfMatch(request, room)
    if (expected !== 'missing' && expected !== room.revision) return conflict(reply, room)
    const { name, note, author, publish } = parsed.data
    const known = authorOf(request)
    const version = { name, note, author: request.identity?.type === 'local' && author !== undefined ? { ...known, name: author } : known }
    void reply.code(201)
    if (publish) return sendPublishReply(reply, room, await publishing.saveAndPublish(room, version))
    const { summary } = await publishing.save(room, version)
    return reply.header('location', `/api/v1/projects/${room.id}/versions/${summary.number}`).send(entryOf(summary, published.find(room.id)))
  })

  app.get<WithNumber>(`${path}/:number`, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const version = await versions.open(room.id, numberOf(request.params.number))
    if (version === null) return noVersion(reply)
    // It never changes; what changes is in the list.
    return reply.header('cache-control', 'private, max-age=31536000, immutable').send(version.project)
  })

  app.post<WithNumber>(`${path}/:number/publish`, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    return sendPublishReply(reply, room, await publishing.publish(room, numberOf(request.params.number)))
  })

  app.post<WithNumber>(`${path}/:number/restore`, { bodyLimit: LIMITS.frameBytes }, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const version = await versions.open(room.id, numberOf(request.params.number))
    if (version === null) return noVersion(reply)
    const expected = readIfMatch(request, room)
    return sendEditReply(reply, room, await versions.restore(room, version, { author: authorOf(request), ...(expected !== 'missing' && { atRevision: expected }) }))
  })

  app.delete<WithId>('/api/v1/projects/:id/published', async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    if (await publishing.unpublish(room.id)) return reply.code(204).send()
    return sendProblem(reply, { status: 404, code: 'app/not_published', title: 'Not published', detail: 'No version of this project is published.' })
  })
}

function sendPublishReply(reply: FastifyReply, room: ProjectRoom, answer: PublishReply): FastifyReply {
  if (answer.ok) {
    const { app, version, warnings } = answer
    return reply.header('location', `/api/v1/projects/${room.id}/versions/${version.summary.number}`).send({ ...entryOf(version.summary, app), ...publishedOf(app), warnings: warnings.map(inBrief) })
  }
  switch (answer.code) {
    case 'version/not_found':
      return noVersion(reply)
    case 'publish/stopped':
      return sendProblem(reply, { status: 422, code: answer.code, title: 'It would not run', detail: answer.problems.map(({ text }) => text).join(' '), problems: answer.problems.map(inBrief) })
    case 'publish/name_taken':
      return sendProblem(reply, { status: 409, code: answer.code, title: 'The address is taken', detail: `Another project is published at /a/${answer.taken}. Give this one another technical name; "${answer.free}" is free.`, freeName: answer.free })
  }
}

function entryOf({ number, name, note, revision, author, at }: VersionSummary, running: PublishedApp | undefined) {
  return { number, name, note, revision, author: author.name, at, published: running?.number === number }
}

function publishedOf(running: PublishedApp | undefined) {
  return running === undefined ? null : { number: running.number, app: running.app, address: `/a/${running.app}` }
}

function inBrief({ code, text }: Diagnostic): { code: string; text: string } {
  return { code, text }
}

/** A number as it stands in an address; what is none belongs to no version. */
function numberOf(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}

function noVersion(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { status: 404, code: 'version/not_found', title: 'No such version', detail: 'The project has no version of this number.' })
}
