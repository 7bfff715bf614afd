import { LIMITS, type Edit } from '@halley/model'
import { z } from 'zod'
import type { EditorConnection, EditorReply } from './editor-connection.ts'

/** Bytes of an edit that goes over the socket: a frame's limit, with room for the envelope around it. */
const SOCKET_EDIT_BYTES = LIMITS.frameBytes - 4 * 1024

const storedSchema = z.object({ revision: z.number().int(), skipped: z.number().int() })
const problemSchema = z.object({ code: z.string(), detail: z.string().optional(), title: z.string().optional(), pointer: z.string().optional() })

/** The two ways to the server. */
export type EditRoutes = { readonly connection: Pick<EditorConnection, 'request'>; readonly fetch: (path: string, init: RequestInit) => Promise<Response> }

/**
 * Brings one edit to the server: over the socket, or over HTTP when it is larger than a frame (tidying up thousands of
 * nodes, a large paste). Never rejects; what went wrong is a refusal.
 */
export async function sendEdit({ connection, fetch }: EditRoutes, projectId: string, edit: Edit): Promise<EditorReply<'edit'>> {
  const body = JSON.stringify(edit)
  if (new TextEncoder().encode(body).byteLength <= SOCKET_EDIT_BYTES) return connection.request('edit', { projectId, edit })
  try {
    const response = await fetch(`/api/v1/projects/${projectId}/edits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return readAnswer(response.ok, await response.json())
  } catch {
    // No network, or an answer that is not JSON, as of a proxy in between: the edit is sent again.
    return { ok: false, error: { code: 'unavailable', message: 'The server could not be reached.' } }
  }
}

function readAnswer(isOk: boolean, answer: unknown): EditorReply<'edit'> {
  if (isOk) {
    const stored = storedSchema.safeParse(answer)
    if (stored.success) return { ok: true, ...stored.data }
  }
  const problem = problemSchema.safeParse(answer)
  if (!problem.success) return { ok: false, error: { code: 'wire/malformed', message: 'The server answered in a shape this page does not know; reload it.' } }
  const { code, detail, title, pointer } = problem.data
  return { ok: false, error: { code, message: detail ?? title ?? code, ...(pointer !== undefined && { pointer }) } }
}
