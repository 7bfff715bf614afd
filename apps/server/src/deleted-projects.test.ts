import type { LogRow } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { DELETED_KEPT_MS } from './projects/projects.ts'
import { api, changeDraft, editorOf, projectId, versions } from './publishing.test-fixture.ts'
import { createDataProject } from './stored-lists.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const project = `projects/${projectId}`

/** Somebody at the published app. */
function visitor(url: string, personaId = 'officer'): TestPerson {
  const created = new TestPerson(url, personaId, { environment: 'published' })
  cleanUps.push(() => created.connection.close())
  return created
}

describe('a deleted project that is brought back', () => {
  it('has its edits, versions and what was published, and its app runs again', async () => {
    const { url } = await startServer(cleanUps)
    await api(url, 'POST', versions, { body: { name: 'First', publish: true } })
    await changeDraft(url, ['name'], 'Renamed')
    expect((await api(url, 'DELETE', project)).status).toBe(204)
    for (const path of [project, versions, 'apps/helpdesk']) expect([path, (await api(url, 'GET', path)).status]).toEqual([path, 404])

    expect(await api(url, 'POST', `${project}/restore`)).toMatchObject({ status: 200, json: { id: projectId, revision: 1 } })
    expect(await api(url, 'GET', project)).toMatchObject({ status: 200, json: { name: 'Renamed' } })
    expect(await api(url, 'GET', versions)).toMatchObject({ json: { published: { number: 1 }, versions: [{ name: 'First' }] } })
    await visitor(url).sees('On duty')
    const editor = await editorOf(url, cleanUps)
    expect(await editor.request('open', { projectId, since: 0 })).toMatchObject({ ok: true, revision: 1, edits: [{ edit: { label: 'Change' } }] })
  })

  it('has the rows of its stored lists, also after a restart', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    const shop = createDataProject()
    const rows = `projects/${shop.id}/lists/orders/rows`
    await api(first.url, 'POST', 'projects', { body: shop })
    await api(first.url, 'POST', rows, { body: { values: { item: 'pen' } } })
    await api(first.url, 'DELETE', `projects/${shop.id}`)
    expect((await api(first.url, 'GET', rows)).status).toBe(404)
    await first.close()
    const { url } = await startServer(cleanUps, { dataFolder })
    expect((await api(url, 'GET', rows)).status).toBe(404)
    expect((await api(url, 'POST', `projects/${shop.id}/restore`)).status).toBe(200)
    expect(await api(url, 'GET', rows)).toMatchObject({ json: { rows: [{ item: 'pen' }] } })
  })

  it('gives late joiners what was sent before', async () => {
    const { url } = await startServer(cleanUps)
    await changeDraft(url, ['channels', 'escalation', 'lateJoiners'], { type: 'last' })
    await api(url, 'POST', versions, { body: { name: 'First', publish: true } })
    const customer = visitor(url, 'customer')
    await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' })
    await customer.sees('Thank you')
    await api(url, 'DELETE', project)
    await api(url, 'POST', `${project}/restore`)
    const editor = await editorOf(url, cleanUps)
    const officer = visitor(url, 'officer')
    await officer.sees('On duty')
    await officer.connection.push('screens', ({ overlays }) => overlays.length === 1)
    await editor.push('logRows', ({ rows }) => rows.some(({ message }) => message?.receivers[0]?.outcome === 'delivered'))
    const log = await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 100 })
    expect(log.ok && log.rows.find(({ message }) => message !== null)?.message?.receivers).toMatchObject([{ outcome: 'delivered' }])
  })

  it('is no longer published when another app has taken its name meanwhile', async () => {
    const { url } = await startServer(cleanUps)
    const other = { ...(await api(url, 'GET', project)).json, id: 'other' }
    await api(url, 'POST', versions, { body: { name: 'First', publish: true } })
    await api(url, 'DELETE', project)
    await api(url, 'POST', 'projects', { body: other })
    expect((await api(url, 'POST', 'projects/other/versions', { body: { name: 'Taken', publish: true } })).status).toBe(201)
    expect((await api(url, 'POST', `${project}/restore`)).status).toBe(200)
    expect(await api(url, 'GET', versions)).toMatchObject({ json: { published: null } })
    expect(await api(url, 'GET', 'projects/other/versions')).toMatchObject({ json: { published: { number: 1 } } })
  })
})

describe('a deleted project', () => {
  it('is brought back once, and only when it was deleted', async () => {
    const { url } = await startServer(cleanUps)
    for (const path of [project, 'projects/nothing']) expect(await api(url, 'POST', `${path}/restore`)).toMatchObject({ status: 404, json: { code: 'project/not_found' } })
  })

  it('is gone for good after its time, and its id can be given again', async () => {
    const clock = new ManualClock()
    const { url } = await startServer(cleanUps, { clock })
    const document = (await api(url, 'GET', project)).json
    await api(url, 'DELETE', project)
    expect(await api(url, 'POST', 'projects', { body: document })).not.toMatchObject({ json: { id: projectId } })
    clock.advance(DELETED_KEPT_MS + 1)
    expect((await api(url, 'POST', `${project}/restore`)).status).toBe(404)
    // The look for what is to go begins anew when the one before has ended; until then its id is still taken, and another is given.
    let given: unknown
    while (given !== projectId) {
      clock.advance(60_000)
      given = (await api(url, 'POST', 'projects', { body: document })).json['id']
    }
  })
})
