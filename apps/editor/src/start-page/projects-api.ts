import { idSchema, projectSchema, type Project } from '@halley/model'
import { importedProjectSchema, type ImportedProject } from '@halley/protocol'
import { z } from 'zod'
import { callServer, type Called } from '../sync/call-server.ts'

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

const projectsPath = '/api/v1/projects'

/** All projects of this server. */
export function listProjects(signal?: AbortSignal): Promise<Called<ProjectEntry[]>> {
  return callServer(projectsPath, { ...(signal !== undefined && { signal }) }, listSchema)
}

/** Makes an empty project. */
export function createProject(name: string): Promise<Called<{ id: string }>> {
  return callServer(projectsPath, post({ name }), createdSchema)
}

/** Stores a whole document as a new project, such as a duplicate. The server gives it another id when its own is taken; a copy of a project that is here may what that may. */
export function storeProject(document: unknown, copyOf?: string): Promise<Called<{ id: string }>> {
  return callServer(copyOf === undefined ? projectsPath : `${projectsPath}?copyOf=${encodeURIComponent(copyOf)}`, post(document), createdSchema)
}

/** Makes a project of a file, one that Halley exported or an AsyncAPI document; the server sees which. What came from elsewhere starts stopped. */
export function importFile(file: File): Promise<Called<ImportedProject>> {
  const type = /\.ya?ml$/i.test(file.name) ? 'application/yaml' : 'application/json'
  return callServer(`${projectsPath}/import`, { method: 'POST', headers: { 'content-type': type }, body: file }, importedProjectSchema)
}

/** The whole document. */
export function readProject(id: string): Promise<Called<Project>> {
  return callServer(`${projectsPath}/${id}`, {}, projectSchema)
}

/** Deletes a project; for some minutes `restoreProject` brings it back. */
export function deleteProject(id: string): Promise<Called<null>> {
  return callServer(`${projectsPath}/${id}`, { method: 'DELETE' }, null)
}

/** Brings a deleted project back as it was, with its history, rows, versions and secrets. */
export function restoreProject(id: string): Promise<Called<{ id: string }>> {
  return callServer(`${projectsPath}/${id}/restore`, { method: 'POST' }, createdSchema)
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
