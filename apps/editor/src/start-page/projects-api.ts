import { idSchema, projectSchema, type Project } from '@halley/model'
import { z } from 'zod'

/** A project as the list has it. `updatedAt` is epoch milliseconds. */
export type ProjectEntry = z.infer<typeof entrySchema>

const entrySchema = z.object({
  id: idSchema,
  name: z.string(),
  revision: z.number(),
  updatedAt: z.union([z.number(), z.string().transform((text) => Date.parse(text))]),
})
const listSchema = z.array(entrySchema)
const createdSchema = z.object({ id: idSchema })
const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional(), code: z.string().optional() })

/** What a call gave, or what went wrong in words for the person. */
export type Called<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly text: string }

const projectsPath = '/api/v1/projects'

/** All projects of this server. */
export function listProjects(signal?: AbortSignal): Promise<Called<ProjectEntry[]>> {
  return call(projectsPath, { ...(signal !== undefined && { signal }) }, listSchema)
}

/** Makes an empty project. */
export function createProject(name: string): Promise<Called<{ id: string }>> {
  return call(projectsPath, post({ name }), createdSchema)
}

/** Stores a whole document as a new project: an import, a duplicate, an undone delete. The server checks it, migrates older ones, and gives it another id when its own is taken. */
export function storeProject(document: unknown): Promise<Called<{ id: string }>> {
  return call(projectsPath, post(document), createdSchema)
}

/** The whole document. */
export function readProject(id: string): Promise<Called<Project>> {
  return call(`${projectsPath}/${id}`, {}, projectSchema)
}

/** Deletes a project for good; its document has to be kept by whoever wants to bring it back. */
export function deleteProject(id: string): Promise<Called<null>> {
  return call(`${projectsPath}/${id}`, { method: 'DELETE' }, null)
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function call<T>(path: string, init: RequestInit, schema: z.ZodType<T> | null): Promise<Called<T>> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch {
    return { ok: false, text: 'The server cannot be reached. Is Halley still running? Start it with npm start and try again.' }
  }
  if (!response.ok) return { ok: false, text: await problemText(response) }
  // Only deleteProject gives no schema, and it awaits null.
  if (schema === null) return { ok: true, value: null as T }
  const parsed = schema.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, text: 'The server answered in a shape this page does not know. Reload the page.' }
}

async function problemText(response: Response): Promise<string> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined))
  const words = parsed.success ? (parsed.data.detail ?? parsed.data.title) : undefined
  return words ?? `The server refused (${response.status} ${response.statusText}).`
}
