import { emptyProject, type Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection } from './halley-client.test-fixture.ts'
import { openSqlite } from './storage/sqlite-database.ts'
import { createSqlStorage } from './storage/sql-storage.ts'
import { StorageUnavailable, type Storage } from './storage/storage.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'
const rename = (id: string, name: string) => ({ projectId, edit: { id, label: `Rename to ${name}`, patches: [{ op: 'replace', path: ['name'], value: name }] } })

async function openEditor(url: string, since: number | null = null): Promise<{ editor: TestConnection; opened: { revision: number; document: Project | null; edits: { revision: number }[]; clientId: string } }> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  const opened = await editor.request<{ revision: number; document: Project | null; edits: { revision: number }[]; clientId: string }>('open', { projectId, since })
  if (!opened.ok) throw new Error(opened.error.message)
  return { editor, opened }
}

describe('an edit', () => {
  it('is ordered, told to every tab, and there after a restart', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const server = await startServer(cleanUps, { dataFolder })
    const { editor: ann, opened } = await openEditor(server.url)
    const { editor: ben } = await openEditor(server.url)
    expect(await ann.request('edit', rename('e1', 'First'))).toEqual({ ok: true, revision: 1, skipped: 0 })
    expect(await ben.request('edit', rename('e2', 'Second'))).toEqual({ ok: true, revision: 2, skipped: 0 })
    for (const tab of [ann, ben]) {
      await tab.push('edited', ({ ordered }) => ordered.revision === 2)
      expect(tab.all('edited').map(({ ordered }) => [ordered.revision, ordered.edit.id])).toEqual([[1, 'e1'], [2, 'e2']])
    }
    expect(ann.all('edited')[0]?.ordered.author).toEqual({ clientId: opened.clientId, name: 'Ann' })
    await server.close()
    const again = await startServer(cleanUps, { dataFolder })
    expect((await openEditor(again.url)).opened).toMatchObject({ revision: 2, document: { name: 'Second' } })
  })

  it('sent twice is applied once and gets the first answer again, also after a restart', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const server = await startServer(cleanUps, { dataFolder })
    const { editor } = await openEditor(server.url)
    const [first, twin] = await Promise.all([editor.request('edit', rename('e1', 'First')), editor.request('edit', rename('e1', 'First'))])
    expect([first, twin]).toEqual([{ ok: true, revision: 1, skipped: 0 }, { ok: true, revision: 1, skipped: 0 }])
    await editor.request('edit', rename('e2', 'Second'))
    await server.close()
    const again = await startServer(cleanUps, { dataFolder })
    const { editor: later } = await openEditor(again.url)
    expect(await later.request('edit', rename('e1', 'First'))).toEqual({ ok: true, revision: 1, skipped: 0 })
    expect((await openEditor(again.url)).opened).toMatchObject({ revision: 2, document: { name: 'Second' } })
  })

  it('that would make the project invalid is refused with the place, and changes nothing', async () => {
    const { url } = await startServer(cleanUps)
    const { editor } = await openEditor(url)
    expect(await editor.request('edit', rename('bad', ''))).toMatchObject({ ok: false, error: { code: 'edit/invalid', pointer: '/name' } })
    expect((await openEditor(url)).opened.revision).toBe(0)
  })

  it('that storage does not take is refused as unavailable, told to nobody, and taken when sent again', async () => {
    const inner = await createSqlStorage(openSqlite(':memory:'))
    let isFull = true
    const storage: Storage = { ...inner, appendEdits: (...parameters) => (isFull ? Promise.reject(new StorageUnavailable('disk full')) : inner.appendEdits(...parameters)) }
    const { url } = await startServer(cleanUps, { storage })
    const { editor } = await openEditor(url)
    expect(await editor.request('edit', rename('e1', 'First'))).toMatchObject({ ok: false, error: { code: 'edit/unavailable' } })
    expect((await openEditor(url)).opened).toMatchObject({ revision: 0, document: { name: 'Helpdesk escalation' } })
    isFull = false
    expect(await editor.request('edit', rename('e1', 'First'))).toEqual({ ok: true, revision: 1, skipped: 0 })
    expect(editor.all('edited').map(({ ordered }) => ordered.revision)).toEqual([1])
  })

  it('that a tab missed is given to it when it opens again, without the whole document', async () => {
    const { url } = await startServer(cleanUps)
    const { editor } = await openEditor(url)
    for (const name of ['One', 'Two', 'Three']) await editor.request('edit', rename(name, name))
    const { opened } = await openEditor(url, 1)
    expect(opened).toMatchObject({ revision: 3, document: null, edits: [{ revision: 2 }, { revision: 3 }] })
    expect((await openEditor(url, 99)).opened.document).not.toBeNull()
  })
})

describe('presence', () => {
  it('shows everybody who has the project open, until they go', async () => {
    const { url } = await startServer(cleanUps)
    const { editor: ann } = await openEditor(url)
    const { editor: ben } = await openEditor(url)
    await ben.request('presence', { flowId: 'report', selection: ['form'], cursor: { x: 1, y: 2 } })
    const { people } = await ann.push('presence', (push) => push.people.some(({ selection }) => selection.includes('form')))
    expect(new Set(people.map(({ color }) => color)).size).toBe(2)
    ben.close()
    await ann.push('presence', (push) => push.people.length === 1 && push === ann.all('presence').at(-1))
    expect(ann.all('presence').at(-1)?.people).toHaveLength(1)
  })
})

describe('projects over HTTP', () => {
  const api = async (url: string, path: string, init: RequestInit & { json?: unknown } = {}): Promise<{ status: number; etag: string | null; type: string | null; body: unknown }> => {
    const { json, ...rest } = init
    const response = await fetch(`${url}/api/v1/projects${path}`, { ...rest, ...(json !== undefined && { body: JSON.stringify(json) }), headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...Object.fromEntries(new Headers(init.headers)) } })
    const text = await response.text()
    return { status: response.status, etag: response.headers.get('etag'), type: response.headers.get('content-type'), body: text === '' ? null : JSON.parse(text) }
  }

  it('a document is read, made, replaced at its revision and deleted', async () => {
    const { url } = await startServer(cleanUps)
    const document = emptyProject({ id: 'mine', name: 'Mine', technicalName: 'mine' })
    expect(await api(url, '', { method: 'POST', json: document })).toMatchObject({ status: 201, etag: '"0"', body: { id: 'mine', revision: 0 } })
    expect(await api(url, '/mine')).toMatchObject({ status: 200, etag: '"0"', body: document })
    expect(await api(url, '/mine', { method: 'PUT', json: { ...document, name: 'Changed' }, headers: { 'if-match': '"0"' } })).toMatchObject({ status: 200, etag: '"1"' })
    expect(await api(url, '/mine', { method: 'PUT', json: document, headers: { 'if-match': '"0"' } })).toMatchObject({ status: 409, etag: '"1"', body: { code: 'project/conflict', revision: 1 } })
    expect(await api(url, '/mine', { method: 'PUT', json: document })).toMatchObject({ status: 428, body: { revision: 1 } })
    expect(await api(url, '/mine', { method: 'DELETE' })).toMatchObject({ status: 204 })
    expect(await api(url, '/mine')).toMatchObject({ status: 404, type: 'application/problem+json; charset=utf-8', body: { code: 'project/not_found' } })
  })

  it('an import whose id is taken becomes a project of its own', async () => {
    const { url } = await startServer(cleanUps)
    const reply = await api(url, '', { method: 'POST', json: emptyProject({ id: projectId, name: 'Other', technicalName: 'other' }) })
    expect(reply.status).toBe(201)
    expect(reply.body).not.toMatchObject({ id: projectId })
    expect(await api(url, `/${projectId}`)).toMatchObject({ body: { name: 'Helpdesk escalation' } })
  })

  it('what is no project is refused with code and place, what is too large with its limit', async () => {
    const { url } = await startServer(cleanUps)
    expect(await api(url, '', { method: 'POST', json: { ...emptyProject({ id: 'x', name: 'X', technicalName: 'x' }), name: '' } })).toMatchObject({ status: 422, body: { code: 'project/invalid', pointer: '/name' } })
    expect(await api(url, '', { method: 'POST', json: { schemaVersion: 99 } })).toMatchObject({ status: 422, body: { code: 'project/too_new' } })
    expect(await api(url, '', { method: 'POST', json: { filler: 'x'.repeat(5 * 1024 * 1024) } })).toMatchObject({ status: 413, body: { code: 'wire/too_large' } })
    expect(await api(url, '', { method: 'POST', json: { name: 'New one' } })).toMatchObject({ status: 201 })
  })

  it('deleting a project tells its tabs', async () => {
    const { url } = await startServer(cleanUps)
    const { editor } = await openEditor(url)
    await api(url, `/${projectId}`, { method: 'DELETE' })
    expect(await editor.push('projectGone')).toEqual({ projectId })
    expect(await editor.request('edit', rename('late', 'Late'))).toMatchObject({ ok: false, error: { code: 'project/not_found' } })
    const { status, body } = await api(url, '')
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain(projectId)
  })

  it('a page of another site changes nothing', async () => {
    const { url } = await startServer(cleanUps)
    expect(await api(url, `/${projectId}`, { method: 'DELETE', headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403, body: { code: 'wire/origin' } })
  })
})
