import { z } from 'zod'
import { TestConnection } from './halley-client.test-fixture.ts'

const answerSchema = z.record(z.string(), z.json())

/** The project that tests publish. */
export const projectId = 'helpdesk-escalation'

/** Where its versions are, below `/api/v1`. */
export const versions = `projects/${projectId}/versions`

type Call = { readonly body?: unknown; readonly headers?: Record<string, string> }

/** Asks the API; gives the status and the JSON that came with it. */
export async function api(url: string, method: string, path: string, { body, headers = {} }: Call = {}) {
  const response = await fetch(`${url}/api/v1/${path}`, { method, headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type')?.split(';')[0], headers: response.headers, json: text === '' ? {} : answerSchema.parse(JSON.parse(text)) }
}

/** A tab of Ann's with the project open. */
export async function editorOf(url: string, cleanUps: (() => unknown)[]): Promise<TestConnection> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request('open', { projectId, since: null })
  return editor
}

let edits = 0

/** Writes a value at a place of the draft, as a person would who draws. */
export async function changeDraft(url: string, path: readonly string[], value: unknown): Promise<void> {
  edits += 1
  const { status, json } = await api(url, 'POST', `projects/${projectId}/edits`, { body: { id: `change${edits}`, label: 'Change', patches: [{ op: 'add', path, value }] } })
  if (status !== 200) throw new Error(JSON.stringify(json))
}
