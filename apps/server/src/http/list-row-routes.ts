import type { EffectResult, RowChanges, StoredRow } from '@halley/engine'
import { idSchema, LIMITS, valueSchema, type DataList, type Project, type Value } from '@halley/model'
import { environmentSchema } from '@halley/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Projects } from '../projects/projects.ts'
import type { PublishedApps } from '../sessions/published-apps.ts'
import type { StoredListHost } from '../stored-lists/stored-list-host.ts'
import type { StoredLists } from '../stored-lists/stored-lists.ts'
import { sendProblem, type Problem } from './problem-details.ts'

const placeSchema = z.object({ id: idSchema, listId: idSchema, rowId: idSchema.optional() })
export const listRowQuerySchema = z.object({
  environment: environmentSchema.default('draft'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LIMITS.loadRows).default(100),
  /** Keeps rows in which any value contains this, whatever its case. */
  search: z.string().max(200).default(''),
})
/** Values by technical name; of those that are left out a new row gets the default, a changed row keeps what it has. */
export const rowValuesSchema = z.strictObject({ values: z.record(z.string().max(63), valueSchema), lastModified: z.string().max(40).optional() })
export const rowIdsSchema = z.strictObject({ ids: z.array(idSchema).max(LIMITS.loadRows) })

type Refusal = Omit<Problem, 'title'>
type Place = { readonly project: Project; readonly list: DataList; readonly stored: StoredLists; readonly query: z.infer<typeof listRowQuerySchema>; readonly rowId: string }

export type ListRowSurroundings = { readonly projects: Projects; readonly published: PublishedApps; readonly storedLists: StoredListHost }

/** Serves the rows of stored lists to the data browser: `/api/v1/projects/{id}/lists/{listId}/rows`, of the draft or (`?environment=published`) the published app, each by its own model. */
export function listRowRoutes(app: FastifyInstance, { projects, published, storedLists }: ListRowSurroundings): void {
  const path = '/api/v1/projects/:id/lists/:listId/rows'

  /** Finds the list that a request means and answers it; what refuses is said as problem details. */
  const serve = (answer: (place: Place, body: unknown, reply: FastifyReply) => Promise<unknown>) => async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const place = await findList(request, { projects, published, storedLists })
    return 'status' in place ? refuse(reply, place) : answer(place, request.body, reply)
  }

  app.get(path, serve(async (place, _body, reply) => {
    const rows = rowsOf(place)
    if (rows === undefined) return refuse(reply, { status: 503, code: 'list/unavailable', detail: 'The database does not answer; try again in a moment.' })
    const { offset, limit, search } = place.query
    const wanted = search.toLowerCase()
    const found = wanted === '' ? rows : rows.filter((row) => Object.values(row).some((value) => value !== null && String(value).toLowerCase().includes(wanted)))
    return { total: rows.length, found: found.length, offset, rows: found.slice(offset, offset + limit) }
  }))

  app.post(path, serve(async (place, body, reply) => {
    const read = readValues(place, body)
    if ('status' in read) return refuse(reply, read)
    const result = await place.stored.change(place.project, place.list.id, { inserted: [read.values], updated: [], deleted: [] })
    return result.ok ? reply.code(201).send({ id: Array.isArray(result.value) ? result.value[0] : null }) : refuseChange(reply, result)
  }))

  app.patch(`${path}/:rowId`, serve(async (place, body, reply) => {
    const read = readValues(place, body)
    if ('status' in read) return refuse(reply, read)
    const row = rowsOf(place)?.find(({ id }) => id === place.rowId)
    if (row === undefined) return refuse(reply, { status: 404, code: 'list/row_gone', detail: 'There is no such row; somebody may have deleted it.' })
    return sendChange(reply, place, { inserted: [], updated: [{ id: row.id, lastModified: read.lastModified ?? row.lastModified, values: read.values }], deleted: [] })
  }))

  app.delete(path, serve(async (place, body, reply) => {
    const parsed = rowIdsSchema.safeParse(body)
    if (!parsed.success) return refuse(reply, { status: 422, code: 'wire/malformed', detail: `Send {"ids": […]} with at most ${LIMITS.loadRows} ids.` })
    return sendChange(reply, place, { inserted: [], updated: [], deleted: parsed.data.ids.map((id) => ({ id, lastModified: null })) })
  }))
}

async function findList({ params, query }: FastifyRequest, { projects, published, storedLists }: ListRowSurroundings): Promise<Place | Refusal> {
  const asked = listRowQuerySchema.safeParse(query)
  if (!asked.success) return { status: 400, code: 'wire/malformed', detail: `"${asked.error.issues[0]?.path.join('.') ?? ''}" of the query is not valid: ${asked.error.issues[0]?.message ?? 'unreadable'}.` }
  const place = placeSchema.safeParse(params)
  const room = place.success ? await projects.open(place.data.id) : null
  if (room === null || !place.success) return { status: 404, code: 'project/not_found', detail: 'There is no such project; it may have been deleted.' }
  const isDraft = asked.data.environment === 'draft'
  const project = isDraft ? room.project : published.find(room.id)?.project
  if (project === undefined) return { status: 404, code: 'app/not_published', detail: 'This app is not published, so it has no rows to show; publish it first, or look at the rows of the preview.' }
  const list = project.lists[place.data.listId]
  if (list?.storage !== 'stored') return { status: 404, code: 'list/missing', detail: `There is no such stored list in the ${isDraft ? 'project' : 'published version'}.` }
  const stored = storedLists.of(room.id, asked.data.environment)
  await stored.load(project)
  return { project, list, stored, query: asked.data, rowId: place.data.rowId ?? '' }
}

function rowsOf({ project, list, stored }: Place): readonly StoredRow[] | undefined {
  // The engine's snapshot is typed by what any list holds; these rows are made by StoredLists alone.
  return stored.rows(project)[list.technicalName] as readonly StoredRow[] | undefined
}

function readValues({ list }: Place, body: unknown): { readonly values: { readonly [name: string]: Value }; readonly lastModified: string | undefined } | Refusal {
  const parsed = rowValuesSchema.safeParse(body)
  if (!parsed.success) return { status: 422, code: 'wire/malformed', detail: 'Send {"values": {…}} with the values by technical name.' }
  const { values, lastModified } = parsed.data
  const names = new Set(Object.values(list.members).map(({ technicalName }) => technicalName))
  const unknown = Object.keys(values).find((name) => !names.has(name))
  return unknown === undefined ? { values, lastModified } : { status: 422, code: 'list/invalid_value', detail: `"${list.name}" has no field "${unknown}".` }
}

async function sendChange(reply: FastifyReply, { project, list, stored }: Place, changes: RowChanges): Promise<FastifyReply> {
  const result = await stored.change(project, list.id, changes)
  return result.ok ? reply.code(204).send() : refuseChange(reply, result)
}

function refuseChange(reply: FastifyReply, { code, text }: Extract<EffectResult, { ok: false }>): FastifyReply {
  const status = code === 'list/unavailable' ? 503 : code === 'list/conflict' || code === 'list/full' ? 409 : 422
  return refuse(reply, { status, code, detail: text })
}

function refuse(reply: FastifyReply, problem: Refusal): FastifyReply {
  return sendProblem(reply, { title: 'The rows cannot be reached or changed', ...problem })
}
