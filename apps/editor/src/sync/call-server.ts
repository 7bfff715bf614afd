import { z } from 'zod'
import { fetchServer } from './fetch-server.ts'

const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional(), code: z.string().optional(), pointer: z.string().optional(), line: z.number().optional(), column: z.number().optional() })

/** Where in a file something is wrong: a JSON pointer, or line and column from 1. */
export type FilePlace = { readonly pointer?: string | undefined; readonly line?: number | undefined; readonly column?: number | undefined }

/** What a call gave, or what went wrong in words for the person. */
export type Called<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly text: string; /** The stable code of the refusal, where there is one. */ readonly code?: string; /** Where in what was sent. */ readonly place?: FilePlace }

/** Calls the server's HTTP interface and parses what it answers; without a schema the answer is not looked at. Never rejects. */
export async function callServer<T>(path: string, init: RequestInit, schema: z.ZodType<T> | null): Promise<Called<T>> {
  let response: Response
  try {
    response = await fetchServer(path, init)
  } catch {
    return { ok: false, text: 'The server cannot be reached. Is Halley still running? Start it with npm start and try again.' }
  }
  if (!response.ok) return problemOf(response)
  // Who gives no schema awaits null.
  if (schema === null) return { ok: true, value: null as T }
  const parsed = schema.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, text: 'The server answered in a shape this page does not know. Reload the page.' }
}

/** Calls for a file, and gives it with the name that the server has for it. Never rejects. */
export async function callForFile(path: string): Promise<Called<{ readonly name: string; readonly content: Blob }>> {
  try {
    const response = await fetchServer(path, {})
    if (!response.ok) return await problemOf(response)
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
    return { ok: true, value: { name: name ?? 'export', content: await response.blob() } }
  } catch {
    return { ok: false, text: 'The server cannot be reached. Is Halley still running? Start it with npm start and try again.' }
  }
}

async function problemOf(response: Response): Promise<Extract<Called<never>, { ok: false }>> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined))
  const { detail, title, code, pointer, line, column } = parsed.success ? parsed.data : {}
  return { ok: false, text: detail ?? title ?? `The server refused (${response.status} ${response.statusText}).`, ...(code !== undefined && { code }), ...((pointer !== undefined || line !== undefined) && { place: { pointer, line, column } }) }
}
