import { collectionNames, deriveTechnicalName, emptyProject, idSchema, LIMITS, nameSchema, type Project } from '@halley/model'
import { outsideReach, reachesNothing } from '@halley/nodes'
import { importFormatSchema, type ImportedProject } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ImportDesk } from '../imports/import-desk.ts'
import { keepNewProject, type NewProjectSurroundings } from '../imports/keep-new-project.ts'
import { readPostedProject } from '../imports/read-posted-project.ts'
import { newServerId } from '../random-ids.ts'
import { sendProblem, type Problem } from './problem-details.ts'
import { etagOf } from './project-routes.ts'
import { refuseImport } from './refuse-import.ts'
import { orgIdOf } from './request-identity.ts'

/** Says "a new project of this name" instead of a whole document. */
export const newProjectSchema = z.strictObject({ name: nameSchema })

/** What a document may be posted with: `run=allowed` says that whoever posts it has decided that it may run, `copyOf` that it is a copy of a project that is here. */
export const newProjectQuerySchema = z.object({ run: z.literal('allowed').optional(), copyOf: idSchema.optional() })

/** What a file may be imported with: what it is, where that is not to be seen by itself. */
export const importQuerySchema = z.object({ format: importFormatSchema.optional() })

/** The types under which files are imported; what is in them counts. */
export const importContentTypes = ['application/json', 'application/yaml'] as const

/** Further names of the same types that programs send. */
const OTHER_TYPES = ['application/x-yaml', 'text/yaml', 'text/x-yaml', 'application/vnd.aai.asyncapi+json', 'application/vnd.aai.asyncapi+yaml', 'application/vnd.aai.asyncapi']

const PATH = '/api/v1/projects'

export type NewProjectRouteSurroundings = NewProjectSurroundings & { readonly desk: ImportDesk }

/** Serves `POST /api/v1/projects` and `POST /api/v1/projects/import`, by which projects come to be. */
export function newProjectRoutes(app: FastifyInstance, { desk, ...surroundings }: NewProjectRouteSurroundings): void {
  const bodyLimit = LIMITS.projectBytes
  const { projects, permits } = surroundings

  // A scope of its own: what may be a bomb is not unpacked before it is its turn.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))

    scope.post(PATH, { bodyLimit }, async (request, reply) => {
      const bytes = bytesOf(request)
      const named = newProjectNamed(bytes)
      if (named !== null) return answerKept(reply, await keepNewProject({ project: named, orgId: orgIdOf(request), isHeld: false }, surroundings))
      const reading = await readPostedProject(bytes, desk)
      if (!reading.ok) return refuseImport(reply, reading)
      const { project } = reading
      return answerKept(reply, await keepNewProject({ project, orgId: orgIdOf(request), isHeld: await needsAllowance(request, project), keepsName: !isCopy(request) }, surroundings))
    })
  })

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser([...importContentTypes, ...OTHER_TYPES], { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, _request, reply) => {
      const problem = bodyProblem(error)
      // All else is answered as everywhere.
      if (problem === undefined) throw error
      return sendProblem(reply, problem)
    })

    scope.post(`${PATH}/import`, { bodyLimit }, async (request, reply) => {
      const query = importQuerySchema.safeParse(request.query)
      if (!query.success) return sendProblem(reply, { status: 400, code: 'wire/malformed', title: 'Unknown format', detail: `The format is ${importFormatSchema.options.join(' or ')}; leave it out to have it seen by itself.` })
      const reading = await desk.read({ bytes: bytesOf(request), format: query.data.format ?? null, newId: newServerId('p-') })
      if (!reading.ok) return refuseImport(reply, reading)
      const isHeld = reading.reachesOutside
      const kept = await keepNewProject({ project: reading.project, orgId: orgIdOf(request), isHeld }, surroundings)
      if (kept === null) return sendProblem(reply, NO_FREE_ID)
      const { id, name, technicalName } = kept
      const { format, findings, migrated, problems } = reading
      const takenName = reading.project.technicalName
      const carried = Object.fromEntries(collectionNames.map((collection) => [collection, Object.keys(kept[collection]).length]))
      const answer: ImportedProject = { id, name, technicalName, ...(takenName !== technicalName && { takenName }), revision: 0, format, carried, findings: [...findings], migrated: [...migrated], problems, isStopped: isHeld }
      return reply.code(201).header('location', `${PATH}/${id}`).header('etag', etagOf(0)).send(answer)
    })
  })

  /** A document from elsewhere that reaches outside of its screens does not before a person has seen what it would do. */
  async function needsAllowance(request: FastifyRequest, project: Project): Promise<boolean> {
    const query = newProjectQuerySchema.safeParse(request.query)
    if ((query.success && query.data.run === 'allowed') || reachesNothing(outsideReach(project))) return false
    const original = query.success && query.data.copyOf !== undefined ? await projects.openIn(orgIdOf(request), query.data.copyOf) : null
    // A copy does what its original does, and may when that may.
    return original === null || permits.stopOf(original.id) !== undefined || !reachesTheSame(original.project, project)
  }
}

function isCopy(request: FastifyRequest): boolean {
  const query = newProjectQuerySchema.safeParse(request.query)
  return query.success && query.data.copyOf !== undefined
}

/** Do two documents do the same outside of their screens? Word for word: flows, agents, rules and where they reach. */
function reachesTheSame(one: Project, other: Project): boolean {
  return JSON.stringify(reaching(one)) === JSON.stringify(reaching(other))
}

// A copy has another technical name, and so have the patterns of its rules.
function reaching({ flows, connections, settings, rooms, rules }: Project): unknown {
  return [flows, connections, settings, rooms, Object.values(rules).map(({ pattern: _pattern, ...rule }) => rule)]
}

function bytesOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** Bytes that the name of a new project has at most, with all that is around it. */
const NAMED_BYTES = 4_096

/** A new project, when the body says no more than its name. */
function newProjectNamed(bytes: Buffer): Project | null {
  if (bytes.length > NAMED_BYTES) return null
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    // What it is instead, the reader of documents says, with the place.
    return null
  }
  const named = newProjectSchema.safeParse(json)
  return named.success ? emptyProject({ id: newServerId('p-'), name: named.data.name, technicalName: deriveTechnicalName(named.data.name, 'lower') }) : null
}

const NO_FREE_ID = { status: 503, code: 'unavailable', title: 'Not created', detail: 'No free id was found; try again.' } as const

function answerKept(reply: FastifyReply, kept: Project | null): FastifyReply {
  if (kept === null) return sendProblem(reply, NO_FREE_ID)
  return reply.code(201).header('location', `${PATH}/${kept.id}`).header('etag', etagOf(0)).send({ id: kept.id, revision: 0 })
}

/** What is wrong with the body before it is looked into, where a file says it otherwise than the rest of the API. */
function bodyProblem(error: unknown): Problem | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return { status, code: 'import/too_large', title: 'The file was not imported', detail: `The file has more than ${LIMITS.projectBytes} bytes, which is the limit. Split it into several.`, limit: LIMITS.projectBytes }
  if (status === 415) return { status, code: 'wire/content_type', title: 'Another content type', detail: `Send the file as ${importContentTypes.join(' or ')}.` }
  return undefined
}
