import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Project } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestConnection, TestPerson } from './halley-client.test-fixture.ts'
import { createDataProject } from './stored-lists.test-fixture.ts'
import { postgresqlForAll } from './storage/postgresql.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const postgresql = postgresqlForAll()

const projectId = 'helpdesk-escalation'
const rename = (id: string, name: string) => ({ projectId, edit: { id, label: `Rename to ${name}`, patches: [{ op: 'replace', path: ['name'], value: name }] } })

async function openEditor(url: string): Promise<{ editor: TestConnection; document: Project | null }> {
  const editor = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' } })
  cleanUps.push(() => editor.close())
  const opened = await editor.request<{ document: Project | null }>('open', { projectId, since: null })
  if (!opened.ok) throw new Error(opened.error.message)
  return { editor, document: opened.document }
}

function person(...parameters: ConstructorParameters<typeof TestPerson>): TestPerson {
  const created = new TestPerson(...parameters)
  cleanUps.push(() => created.connection.close())
  return created
}

describe('a server with DATABASE_URL', { timeout: 120_000 }, () => {
  it('has its projects, sessions and log there after a restart, and no file of its own', async () => {
    const databaseUrl = await postgresql().newDatabase()
    const dataFolder = newDataFolder(cleanUps)
    const masterKey = new Uint8Array(32).fill(1)
    const first = await startServer(cleanUps, { databaseUrl, dataFolder, masterKey })
    const { editor: ann } = await openEditor(first.url)
    expect(await ann.request('edit', rename('e1', 'On PostgreSQL'))).toEqual({ ok: true, revision: 1, skipped: 0 })
    const officer = person(first.url, 'officer', { slot: 2 })
    await officer.sees('On duty')
    const { resume, sessionId } = await officer.connection.push('session')
    await first.close()

    // Another folder: nothing of it is needed where the master key is given.
    const second = await startServer(cleanUps, { databaseUrl, masterKey, dataFolder: newDataFolder(cleanUps) })
    const { editor, document } = await openEditor(second.url)
    expect(document?.name).toBe('On PostgreSQL')
    const customer = person(second.url, 'customer')
    await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Printer on fire', Priority: 'high', 'What happened?': 'Smoke' })
    const back = person(second.url, 'officer', { slot: 2, resume })
    expect(await back.connection.push('session')).toMatchObject({ sessionId, recovered: true })
    await back.sees('Escalation')
    await second.close()
    editor.close()

    const third = await startServer(cleanUps, { databaseUrl })
    const log = await (await openEditor(third.url)).editor.request<{ rows: { type: string }[] }>('log', { before: null, limit: 100 })
    expect(log.ok && log.rows.filter(({ type }) => type === 'message')).toHaveLength(1)
    expect(readdirSync(dataFolder).filter((name) => name.endsWith('.sqlite'))).toEqual([])
  })

  it('tells an editor that its edit is not kept while the database is gone, says so on /readyz, and takes it when it is back', async () => {
    const { url } = await startServer(cleanUps, { databaseUrl: await postgresql().newDatabase() })
    const { editor } = await openEditor(url)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await postgresql().kill()
    expect(await editor.request('edit', rename('e1', 'Kept'))).toMatchObject({ ok: false, error: { code: 'edit/unavailable' } })
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    await postgresql().start()
    expect(await editor.request('edit', rename('e1', 'Kept'))).toEqual({ ok: true, revision: 1, skipped: 0 })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})

describe('a program that publishes over HTTP', { timeout: 120_000 }, () => {
  it('is told to come again while the database is gone, and its event is taken once when it is back', async () => {
    const { url } = await startServer(cleanUps, { databaseUrl: await postgresql().newDatabase() })
    const publish = async (number: number) => {
      const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ topic: 'events.local.outside.orders.placed._', data: { number }, id: `order-${number}` }) })
      const { code, seq } = await response.json()
      return { status: response.status, retryAfter: response.headers.get('retry-after'), code, seq }
    }
    expect(await publish(1)).toMatchObject({ status: 202, seq: 1 })
    await postgresql().kill()
    expect(await publish(2)).toMatchObject({ status: 503, retryAfter: '1', code: 'unavailable' })
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ code: 'unavailable', down: ['storage'] })
    await postgresql().start()
    let taken = await publish(2)
    while (taken.status === 503) taken = await publish(2)
    expect(taken.status).toBe(202)
    const events = await (await fetch(`${url}/api/v1/events/history?topic=events.local.outside.%3E`)).json()
    expect(events.events.map(({ data }: { data: { number: number } }) => data.number)).toEqual([2, 1])
  })
})

describe('a flow that changes a stored list', { timeout: 120_000 }, () => {
  it('takes the Error exit of its List action while the database is gone, and works again when it is back', async () => {
    const { url } = await startServer(cleanUps, { databaseUrl: await postgresql().newDatabase() })
    const shop = createDataProject()
    const home = Object.values(shop.flows)[0]
    const show = home?.nodes['show']
    if (home === undefined || show === undefined) throw new Error('The shop shows its orders at Home.')
    const text = { id: 'text', parentId: null, order: 'a0', kind: 'text', text: '{error.code}' }
    const again = { id: 'again', parentId: null, order: 'a1', kind: 'button', label: 'Again', tone: 'primary', action: { type: 'exit' }, storesInputs: true }
    home.nodes['oops'] = { ...show, id: 'oops', config: { name: 'Not ordered', screen: { widgets: { text, again } } } }
    Object.assign(home.edges, { 'add:error': { id: 'add:error', from: 'add', exit: 'error', to: 'oops' }, 'oops:again': { id: 'oops:again', from: 'oops', exit: 'again', to: 'add' } })
    const created = await fetch(`${url}/api/v1/projects?run=allowed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(shop) })
    expect(created.status).toBe(201)
    const buyer = person(url, null, { projectId: shop.id })
    expect(await buyer.presses(await buyer.sees('Orders'), 'Order')).toEqual({ ok: true })
    expect(JSON.stringify(buyer.now)).toContain('1 orders')
    await postgresql().kill()
    await buyer.presses(await buyer.sees('Orders'), 'Order')
    expect(JSON.stringify(await buyer.sees('Not ordered'))).toContain('list/unavailable')
    await postgresql().start()
    await buyer.presses(await buyer.sees('Not ordered'), 'Again')
    expect(JSON.stringify(await buyer.sees('Orders'))).toContain('2 orders')
    const rows = await (await fetch(`${url}/api/v1/projects/${shop.id}/lists/orders/rows`)).json()
    expect(rows).toMatchObject({ total: 2 })
  })
})

describe('a wrong DATABASE_URL', { timeout: 120_000 }, () => {
  const withoutSuchUser = (url: URL): void => void (url.username = 'nobody')
  it.each([
    { mistake: 'its password', change: (url: URL) => void (url.password = 'hidden-wrong'), reason: /password authentication failed/ },
    { mistake: 'its user', change: withoutSuchUser, reason: /password authentication failed for user "nobody"/ },
    { mistake: 'its name', change: (url: URL) => void (url.pathname = '/missing'), reason: /database "missing" does not exist/ },
    { mistake: 'its port', change: (url: URL) => void (url.port = '1'), reason: /ECONNREFUSED/ },
    { mistake: 'a host that is none', change: (url: URL) => void (url.hostname = 'no-such-host.invalid'), reason: /no-such-host\.invalid/ },
    { mistake: 'another kind of database', change: (url: URL) => void (url.href = url.href.replace('postgres:', 'mysql:')), reason: /must be the address of a PostgreSQL/ },
  ])('ends the start with one line that says what is wrong: $mistake', async ({ change, reason }) => {
    const url = new URL(await postgresql().newDatabase())
    change(url)
    const { code, errors, output } = await startProgram({ DATABASE_URL: url.href })
    expect(errors).toMatch(/^halley: .*DATABASE_URL.*\n$/)
    expect(errors).toMatch(reason)
    expect(errors + output).not.toContain(url.password)
    expect(code).not.toBe(0)
  })
})

/** Runs the server's program until it ends. */
function startProgram(environment: Record<string, string>): Promise<{ code: number | null; errors: string; output: string }> {
  const program = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], { env: { ...process.env, HALLEY_PORT: '0', HALLEY_DATA: newDataFolder(cleanUps), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  cleanUps.push(() => child.kill('SIGKILL'))
  let [errors, output] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, errors, output })))
}
