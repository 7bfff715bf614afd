import type { Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { expect } from 'vitest'
import { startServer, TestConnection } from '../halley-client.test-fixture.ts'
import { ordersApp } from './orders-app.test-fixture.ts'

type CleanUps = (() => unknown)[]

/** A server with the project, and calls of its endpoints. */
export async function serveEndpoints(cleanUps: CleanUps, project: Project = ordersApp(), options: Parameters<typeof startServer>[1] = {}) {
  const server = await startServer(cleanUps, options)
  const created = await fetch(`${server.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
  expect([created.status, await created.text()]).toEqual([201, expect.any(String)])
  const call = (method: string, path: string, body?: unknown, init: RequestInit = {}) => fetch(`${server.url}/h/tracking${path}`, { method, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } }), ...init })
  return { server, call }
}

/** Reads a stream of events, one at a time, as programs do. */
export class StreamReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''

  constructor(response: Response) {
    if (response.body === null) throw new Error('There is no body to read.')
    this.#reader = response.body.getReader()
  }

  /** The next block, or undefined at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return block
      }
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }
}

/** An editor that has the project open and watches what runs. */
export async function editorOf(cleanUps: CleanUps, url: string): Promise<TestConnection> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  await editor.request('open', { projectId: 'orders-project', since: null })
  await editor.request('watch', { on: true })
  return editor
}

/** The first row of the log with a text. */
export const rowWith = (editor: TestConnection, text: RegExp): Promise<LogRow> => editor.push('logRows', ({ rows }) => rows.some((row) => text.test(row.text))).then(({ rows }) => rows.find((row) => text.test(row.text)) as LogRow)
