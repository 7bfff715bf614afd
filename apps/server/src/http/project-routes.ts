import { LIMITS, editSchema, type Edit, type Patch, type Project } from '@halley/model'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ImportDesk } from '../imports/import-desk.ts'
import { readPostedProject } from '../imports/read-posted-project.ts'
import type { ProjectRoom } from '../projects/project-room.ts'
import { DELETED_KEPT_MS, type Projects } from '../projects/projects.ts'
import type { Publishing } from '../projects/publishing.ts'
import type { Versions } from '../projects/versions.ts'
import { newServerId } from '../random-ids.ts'
import { sendProblem } from './problem-details.ts'
import { refuseImport } from './refuse-import.ts'
import { authorOf, orgIdOf } from './request-identity.ts'

type WithId = { Params: { id: string } }

export type ProjectRouteSurroundings = { readonly projects: Projects; readonly versions: Versions; readonly publishing: Publishing; /** Reads whole documents. */ readonly desk: ImportDesk }

/** Serves `/api/v1/projects`: documents with their revision as ETag. How they come to be is `newProjectRoutes`. */
export function projectRoutes(app: FastifyInstance, { projects, versions, publishing, desk }: ProjectRouteSurroundings): void {
  const path = '/api/v1/projects'
  const bodyLimit = LIMITS.projectBytes

  app.get(path, (request) => projects.list(orgIdOf(request)))

  app.get<WithId>(`${path}/:id`, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    void reply.header('etag', etagOf(room.revision)).header('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === etagOf(room.revision)) return reply.code(304).send()
    return room.project
  })

  // A scope of its own: what may be a bomb is not unpacked before it is its turn.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))

    scope.put<WithId>(`${path}/:id`, { bodyLimit }, async (request, reply) => {
      const room = await projects.open(request.params.id)
      if (room === null) return notFound(reply)
      if (readIfMatch(request, room) === 'missing') return needsIfMatch(reply, room)
      const reading = await readPostedProject(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), desk)
      if (!reading.ok) return refuseImport(reply, reading)
      // Now: reading a large one takes a while.
      const expected = readIfMatch(request, room)
      if (expected === 'missing') return needsIfMatch(reply, room)
      if (reading.project.id !== room.id) return sendProblem(reply, { status: 422, code: 'project/invalid', title: 'Another project', detail: `The document is of project "${reading.project.id}", not of "${room.id}".`, pointer: '/id' })
      const patches = replacePatches(room.project, reading.project)
      if (patches.length === 0 && expected === room.revision) return reply.header('etag', etagOf(room.revision)).send({ id: room.id, revision: room.revision })
      // What was there can be had again, also by who has no history to undo it with.
      if (expected === room.revision) await versions.saveBefore(room, 'it was replaced', authorOf(request))
      const edit = { id: newServerId('e-'), label: 'Replace the project', patches }
      return sendEditReply(reply, room, await room.apply(edit, authorOf(request), { atRevision: expected }))
    })
  })

  app.delete<WithId>(`${path}/:id`, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const expected = readIfMatch(request, room)
    if (expected !== 'missing' && expected !== room.revision) return conflict(reply, room)
    await projects.delete(room.id)
    return reply.code(204).send()
  })

  app.post<WithId>(`${path}/:id/restore`, async (request, reply) => {
    const room = await projects.restore(request.params.id, orgIdOf(request))
    if (room === null) return sendProblem(reply, { status: 404, code: 'project/not_found', title: 'Nothing to bring back', detail: `No such project was deleted within the last ${DELETED_KEPT_MS / 60_000} minutes.` })
    await publishing.resume(room)
    return reply.header('etag', etagOf(room.revision)).send({ id: room.id, revision: room.revision })
  })

  // An edit that is larger than a frame of the WebSocket, such as tidying up thousands of nodes or a large paste.
  app.post<WithId>(`${path}/:id/edits`, { bodyLimit }, async (request, reply) => {
    const room = await projects.open(request.params.id)
    if (room === null) return notFound(reply)
    const parsed = editSchema.safeParse(request.body)
    if (!parsed.success) return sendProblem(reply, { status: 422, code: 'edit/invalid', title: 'Not an edit', detail: parsed.error.issues[0]?.message ?? 'The edit is not well-formed.' })
    return sendEditReply(reply, room, await room.apply(parsed.data satisfies Edit, authorOf(request)))
  })
}

/** Answers what became of an edit. */
export function sendEditReply(reply: FastifyReply, room: ProjectRoom, answer: Awaited<ReturnType<ProjectRoom['apply']>>): FastifyReply {
  if (answer.ok) return reply.header('etag', etagOf(answer.revision)).send({ id: room.id, revision: answer.revision, skipped: answer.skipped })
  if (answer.code === 'project/conflict') return conflict(reply, room)
  const status = answer.code === 'edit/unavailable' ? 503 : answer.code === 'project/not_found' ? 404 : answer.code === 'edit/too_large' ? 413 : answer.code === 'edit/stale' ? 409 : 422
  return sendProblem(reply, { status, code: answer.code, title: 'The project was not changed', detail: answer.message, pointer: answer.pointer })
}

/** A revision as the ETag says it. */
export function etagOf(revision: number): string {
  return `"${revision}"`
}

/** The revision that the caller has; the current one for `*`. A header that is no revision matches none. */
export function readIfMatch(request: FastifyRequest, room: ProjectRoom): number | 'missing' {
  const header = request.headers['if-match']
  if (header === undefined) return 'missing'
  if (header.trim() === '*') return room.revision
  const digits = /^"?(\d{1,15})"?$/.exec(header.trim())?.[1]
  return digits === undefined ? -1 : Number(digits)
}

function needsIfMatch(reply: FastifyReply, room: ProjectRoom): FastifyReply {
  return sendProblem(reply, { status: 428, code: 'project/conflict', title: 'If-Match is needed', detail: `Say in If-Match which revision this replaces; the current one is ${room.revision}.`, revision: room.revision })
}

/** The patches that make one document of another: each top part that differs, whole. */
function replacePatches(before: Project, after: Project): Patch[] {
  const wanted = new Map(Object.entries(after))
  return Object.entries(before).flatMap(([key, value]): Patch[] => {
    const next = wanted.get(key)
    if (next === undefined || key === 'id' || key === 'schemaVersion' || JSON.stringify(next) === JSON.stringify(value)) return []
    // A document is JSON; the schema's types for its parts only say more than that.
    return [{ op: 'replace', path: [key], value: next as Patch['value'] }]
  })
}

/** Answers that there is no such project. */
export function notFound(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { status: 404, code: 'project/not_found', title: 'No such project', detail: 'There is no such project; it may have been deleted.' })
}

/** Answers that the project is at another revision. */
export function conflict(reply: FastifyReply, room: ProjectRoom): FastifyReply {
  void reply.header('etag', etagOf(room.revision))
  return sendProblem(reply, { status: 409, code: 'project/conflict', title: 'The project has changed', detail: `The project is at revision ${room.revision} now; read it again.`, revision: room.revision })
}
