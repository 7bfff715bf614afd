import { valueSchema, type Value } from '@halley/model'
import { z } from 'zod'
import { callServer, type Called } from '../sync/call-server.ts'

/** A row as the server shows it: values by technical name, its id, and when it was last modified (ISO 8601). */
export type ListRow = { readonly id: string; readonly lastModified: string; readonly [name: string]: Value }
export type RowPage = z.infer<typeof pageSchema>

/** Rows of the draft's preview, or of the published app. */
export type RowsOf = 'draft' | 'published'
export type RowsPlace = { readonly projectId: string; readonly listId: string; readonly environment: RowsOf }

const rowSchema = z.object({ id: z.string(), lastModified: z.string() }).catchall(valueSchema)
const pageSchema = z.object({ total: z.number(), found: z.number(), offset: z.number(), rows: z.array(rowSchema) })

/** One page of the rows in which any value contains the text. */
export function readRows(place: RowsPlace, { offset, limit, search }: { readonly offset: number; readonly limit: number; readonly search: string }): Promise<Called<RowPage>> {
  return callServer(address(place, '', { offset: String(offset), limit: String(limit), search }), {}, pageSchema)
}

/** Adds a row; what is left out gets its default. */
export function addRow(place: RowsPlace, values: Readonly<Record<string, Value>>): Promise<Called<null>> {
  return callServer(address(place), sending('POST', { values }), null)
}

/** Changes a row, unless somebody else did since it was read. */
export function changeRow(place: RowsPlace, row: ListRow, values: Readonly<Record<string, Value>>): Promise<Called<null>> {
  return callServer(address(place, `/${encodeURIComponent(row.id)}`), sending('PATCH', { values, lastModified: row.lastModified }), null)
}

export function deleteRows(place: RowsPlace, ids: readonly string[]): Promise<Called<null>> {
  return callServer(address(place), sending('DELETE', { ids }), null)
}

function address({ projectId, listId, environment }: RowsPlace, below = '', query: Readonly<Record<string, string>> = {}): string {
  return `/api/v1/projects/${encodeURIComponent(projectId)}/lists/${encodeURIComponent(listId)}/rows${below}?${new URLSearchParams({ environment, ...query }).toString()}`
}

function sending(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
