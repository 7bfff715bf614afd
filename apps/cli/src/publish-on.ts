import type { Project } from '@halley/model'
import { z } from 'zod'

const problemsSchema = z.array(z.object({ code: z.string(), text: z.string() }))
const createdSchema = z.object({ id: z.string() })
const publishedSchema = z.object({ number: z.number(), address: z.string(), warnings: problemsSchema })
const refusedSchema = z.object({ code: z.string(), detail: z.string(), problems: problemsSchema.default([]) })

type Problems = z.infer<typeof problemsSchema>

/** What became of publishing: the path of the app's page on the server, or why the project cannot run. */
export type Published =
  | { readonly ok: true; readonly projectId: string; readonly version: number; readonly address: string; readonly warnings: Problems }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly problems: Problems }

/** Puts a project on a server, in the place of the one that has its id, and publishes it there. Throws when the server does not answer as it should. */
export async function publishOn(url: string, project: Project): Promise<Published> {
  const replaced = await send(`${url}/api/v1/projects/${project.id}`, 'PUT', project)
  // Whoever serves a file means it to run.
  const placed = replaced.status === 404 ? await send(`${url}/api/v1/projects?run=allowed`, 'POST', project) : replaced
  if (!placed.isOk) return refusalOf(placed.body)
  const { id } = createdSchema.parse(placed.body)
  const published = await send(`${url}/api/v1/projects/${id}/versions`, 'POST', { name: 'halley run', author: 'halley run', publish: true })
  if (!published.isOk) return refusalOf(published.body)
  const { number, address, warnings } = publishedSchema.parse(published.body)
  return { ok: true, projectId: id, version: number, address, warnings }
}

function refusalOf(body: unknown): Published {
  const { code, detail, problems } = refusedSchema.parse(body)
  return { ok: false, code, message: detail, problems }
}

async function send(address: string, method: 'PUT' | 'POST', body: unknown): Promise<{ status: number; isOk: boolean; body: unknown }> {
  const response = await fetch(address, { method, headers: { 'content-type': 'application/json', 'if-match': '*' }, body: JSON.stringify(body) })
  return { status: response.status, isOk: response.ok, body: await response.json() }
}
