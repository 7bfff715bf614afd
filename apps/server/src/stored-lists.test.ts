import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { openSqlite } from './storage/sqlite-database.ts'
import { createSqlStorage } from './storage/sql-storage.ts'
import { createDataProject } from './stored-lists.test-fixture.ts'
import { StoredLists } from './stored-lists/stored-lists.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const project = createDataProject()
const none = { inserted: [], updated: [], deleted: [] }

async function open(dataFolder = newDataFolder(cleanUps)) {
  const storage = await createSqlStorage(openSqlite(join(dataFolder, 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  const failures: string[] = []
  const clock = new ManualClock()
  const lists = new StoredLists({ projectId: project.id, environment: 'draft' }, { storage, clock, onFailure: (_error, what) => failures.push(what) })
  await lists.load(project)
  return { storage, lists, failures, clock, dataFolder }
}

describe('stored lists of a project', () => {
  it('rows are there again after a restart, in the order in which they came', async () => {
    const { lists, storage, dataFolder } = await open()
    for (const item of ['pen', 'ink', 'cap']) await lists.change(project, 'orders', { ...none, inserted: [{ item }] })
    const [pen] = lists.rows(project)['orders'] as { id: string; lastModified: string }[]
    await lists.change(project, 'orders', { ...none, updated: [{ id: pen?.id ?? '', lastModified: pen?.lastModified ?? '', values: { item: 'pencil' } }] })
    const before = lists.rows(project)
    await storage.close()
    const again = await open(dataFolder)
    expect(again.lists.rows(project)).toEqual(before)
    expect(again.lists.rows(project)['orders']).toMatchObject([{ item: 'pencil', amount: 1 }, { item: 'ink' }, { item: 'cap' }])
  })

  it('changes that are asked for at once are carried out one after the other, and none is lost', async () => {
    const { lists } = await open()
    await Promise.all(Array.from({ length: 50 }, (_, at) => lists.change(project, 'orders', { ...none, inserted: [{ item: `item ${at}` }] })))
    expect(lists.rows(project)['orders']).toHaveLength(50)
    const [first] = lists.rows(project)['orders'] as { id: string; lastModified: string }[]
    const add = () => lists.change(project, 'orders', { ...none, updated: [{ id: first?.id ?? '', lastModified: first?.lastModified ?? '', values: { amount: 2 } }] })
    const [one, other] = await Promise.all([add(), add()])
    expect(one).toEqual({ ok: true, value: [] })
    expect(other).toMatchObject({ ok: false, code: 'list/conflict' })
  })

  it('a row that was changed since it was read is not deleted; without a time it is deleted as it is now', async () => {
    const { lists } = await open()
    for (const item of ['pen', 'ink']) await lists.change(project, 'orders', { ...none, inserted: [{ item }] })
    const [pen, ink] = lists.rows(project)['orders'] as { id: string; lastModified: string }[]
    const [penAsRead, inkAsRead] = [{ id: pen?.id ?? '', lastModified: pen?.lastModified ?? '' }, { id: ink?.id ?? '', lastModified: ink?.lastModified ?? '' }]
    await lists.change(project, 'orders', { ...none, updated: [{ ...penAsRead, values: { amount: 5 } }] })
    expect(await lists.change(project, 'orders', { ...none, deleted: [inkAsRead, penAsRead] })).toMatchObject({ ok: false, code: 'list/conflict' })
    expect(lists.rows(project)['orders']).toHaveLength(2)
    expect(await lists.change(project, 'orders', { ...none, deleted: [inkAsRead, { ...penAsRead, lastModified: null }, { id: 'gone', lastModified: '2026-01-01T00:00:00.000Z' }] })).toEqual({ ok: true, value: [] })
    expect(lists.rows(project)['orders']).toEqual([])
  })

  it('what the database does not take is refused, and what sessions read is what the database has', async () => {
    const { lists, storage, failures } = await open()
    await lists.change(project, 'orders', { ...none, inserted: [{ item: 'pen' }] })
    await storage.close()
    expect(await lists.change(project, 'orders', { ...none, inserted: [{ item: 'ink' }] })).toMatchObject({ ok: false, code: 'list/unavailable', text: expect.stringContaining('Orders') })
    expect(lists.rows(project)['orders']).toMatchObject([{ item: 'pen' }])
    expect(failures).toEqual(['changing rows of Orders'])
  })

  it('a list that cannot be read is not there, and is asked for again a second later', async () => {
    const { storage, clock } = await open()
    await storage.close()
    const failures: string[] = []
    const lists = new StoredLists({ projectId: project.id, environment: 'draft' }, { storage, clock, onFailure: (_error, what) => failures.push(what) })
    await lists.load(project)
    expect(lists.rows(project)).toEqual({})
    expect(lists.isReady(project)).toBe(true)
    clock.advance(1_000)
    expect(lists.isReady(project)).toBe(false)
    expect(await lists.change(project, 'orders', { ...none, inserted: [{ item: 'ink' }] })).toMatchObject({ ok: false, code: 'list/unavailable' })
    expect(failures).toHaveLength(2)
  })

  it('renaming a field or the list keeps the rows; a field that came later is at its default; one whose type no longer fits is unknown', async () => {
    const { lists } = await open()
    await lists.change(project, 'orders', { ...none, inserted: [{ item: 'pen', amount: 3 }] })
    const orders = project.lists['orders']
    const { item, amount } = orders?.members ?? {}
    if (orders === undefined || item === undefined || amount?.type !== 'field') throw new Error('The project has orders.')
    const changed = { ...project, lists: { orders: { ...orders, technicalName: 'sales', members: { item: { ...item, technicalName: 'thing' }, amount: { ...amount, valueType: { type: 'yesNo' as const } }, open: { ...amount, id: 'open', technicalName: 'open', valueType: { type: 'yesNo' as const }, default: true } } } } }
    expect(lists.rows(changed)).toMatchObject({ sales: [{ thing: 'pen', amount: null, open: true }] })
    expect(lists.rows(project)).toMatchObject({ orders: [{ item: 'pen', amount: 3 }] })
  })

  it('changing one field keeps what another holds that does not fit it now, and it is seen again when it fits', async () => {
    const { lists, storage } = await open()
    await lists.change(project, 'orders', { ...none, inserted: [{ item: 'pen', amount: 3 }] })
    const orders = project.lists['orders']
    const amount = orders?.members['amount']
    if (orders === undefined || amount?.type !== 'field') throw new Error('The project has orders.')
    const { default: _default, ...withoutDefault } = amount
    const later = { ...withoutDefault, id: 'later', technicalName: 'later', default: 7 }
    const changed = { ...project, lists: { orders: { ...orders, members: { ...orders.members, later, amount: { ...withoutDefault, valueType: { type: 'yesNo' as const } } } } } }
    const [pen] = lists.rows(changed)['orders'] as { id: string; lastModified: string; amount: null }[]
    expect(pen?.amount).toBeNull()
    expect(await lists.change(changed, 'orders', { ...none, updated: [{ id: pen?.id ?? '', lastModified: pen?.lastModified ?? '', values: { item: 'pencil' } }] })).toMatchObject({ ok: true })
    expect(lists.rows(project)).toMatchObject({ orders: [{ item: 'pencil', amount: 3 }] })
    expect(await storage.readRows(project.id, 'draft', 'orders')).toMatchObject([{ values: { item: 'pencil', amount: 3 } }])
  })
})

describe('the rows of stored lists over HTTP', () => {
  async function serve() {
    const server = await startServer(cleanUps)
    const created = await fetch(`${server.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
    expect(created.status).toBe(201)
    const rows = `${server.url}/api/v1/projects/${project.id}/lists/orders/rows`
    const send = (method: string, address: string, body: unknown) => fetch(address, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const publish = async (url: string): Promise<void> => {
      expect((await send('POST', `${url}/api/v1/projects/${project.id}/versions`, { name: 'First', publish: true })).status).toBe(201)
    }
    return { server, rows, send, publish, read: async (query = '') => (await (await fetch(`${rows}${query}`)).json()) as { total: number; found: number; rows: { id: string; item: string; amount: number; lastModified: string }[] } }
  }

  it('are read in pages and searched, added, changed and deleted', async () => {
    const { rows, send, read } = await serve()
    for (const item of ['pen', 'ink', 'pencil']) expect((await send('POST', rows, { values: { item } })).status).toBe(201)
    expect(await read('?search=PEN&limit=1')).toMatchObject({ total: 3, found: 2, rows: [{ item: 'pen', amount: 1 }] })
    const [pen, ink] = (await read()).rows
    expect((await send('PATCH', `${rows}/${pen?.id}`, { values: { amount: 5 }, lastModified: pen?.lastModified })).status).toBe(204)
    expect((await send('PATCH', `${rows}/${pen?.id}`, { values: { amount: 6 }, lastModified: '2020-01-01T00:00:00.000Z' })).status).toBe(409)
    expect((await send('DELETE', rows, { ids: [ink?.id] })).status).toBe(204)
    expect((await read()).rows).toMatchObject([{ item: 'pen', amount: 5 }, { item: 'pencil' }])
  })

  it('tabs that have the project open are told which list has other rows', async () => {
    const { server, rows, send } = await serve()
    const editor = new TestConnection(server.url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
    cleanUps.push(() => editor.close())
    await editor.request('open', { projectId: project.id, since: null })
    expect((await send('POST', rows, { values: { item: 'pen' } })).status).toBe(201)
    expect(await editor.push('rowsChanged')).toEqual({ projectId: project.id, listId: 'orders', environment: 'draft' })
  })

  it('the published app has rows of its own', async () => {
    const { server, rows, send, read, publish } = await serve()
    await publish(server.url)
    await send('POST', `${rows}?environment=published`, { values: { item: 'pen' } })
    expect((await read()).total).toBe(0)
    expect((await read('?environment=published')).total).toBe(1)
  })

  it('of the published app are read and changed by the model that is published, whatever the draft says', async () => {
    const { server, rows, send, read, publish } = await serve()
    await publish(server.url)
    const published = `${rows}?environment=published`
    await send('POST', published, { values: { item: 'pen', amount: 3 } })
    const edit = { id: 'e1', label: 'Change', patches: [{ op: 'replace', path: ['lists', 'orders', 'members', 'amount', 'technicalName'], value: 'count' }] }
    expect((await send('POST', `${server.url}/api/v1/projects/${project.id}/edits`, edit)).status).toBe(200)
    expect((await read('?environment=published')).rows).toMatchObject([{ item: 'pen', amount: 3 }])
    expect((await send('POST', published, { values: { item: 'ink', amount: 4 } })).status).toBe(201)
    expect((await send('POST', published, { values: { item: 'ink', count: 4 } })).status).toBe(422)
    expect((await send('POST', rows, { values: { item: 'ink', count: 4 } })).status).toBe(201)
  })

  it('are not there for a published app while nothing is published', async () => {
    const { rows } = await serve()
    const answer = await fetch(`${rows}?environment=published`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'app/not_published' }])
  })

  it.each([
    ['POST', '', { values: { item: 5 } }, 422, 'list/invalid_value'],
    ['POST', '', { values: {} }, 422, 'list/invalid_value'],
    ['POST', '', { values: { nothing: 1 } }, 422, 'list/invalid_value'],
    ['POST', '', [], 422, 'wire/malformed'],
    ['PATCH', '/gone', { values: { item: 'pen' } }, 404, 'list/row_gone'],
    ['DELETE', '', {}, 422, 'wire/malformed'],
    ['POST', '?environment=moon', { values: {} }, 400, 'wire/malformed'],
  ])('%s %s with %j is answered %i %s', async (...[method, address, body, status, code]) => {
    const { rows, send } = await serve()
    const answer = await send(method, `${rows}${address}`, body)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code])
  })

  it('a row that one session adds is seen by another, and by everybody after a restart', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    await fetch(`${first.url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(project) })
    const ann = new TestPerson(first.url, null, { projectId: project.id })
    cleanUps.push(() => ann.connection.close())
    expect(await ann.presses(await ann.sees('Orders'), 'Order')).toEqual({ ok: true })
    expect(JSON.stringify(ann.now)).toContain('1 orders, the newest pen')
    const ben = new TestPerson(first.url, null, { projectId: project.id, slot: 2 })
    cleanUps.push(() => ben.connection.close())
    expect(JSON.stringify(await ben.sees('Orders'))).toContain('1 orders')
    await first.close()
    const second = await startServer(cleanUps, { dataFolder })
    const eve = new TestPerson(second.url, null, { projectId: project.id, slot: 3 })
    cleanUps.push(() => eve.connection.close())
    expect(JSON.stringify(await eve.sees('Orders'))).toContain('1 orders')
  })
})
