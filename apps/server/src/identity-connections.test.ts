import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { newToken, PASSWORD, programOf, startAcme, TestBrowser, type Acme } from './accounts.test-fixture.ts'
import { TestConnection } from './halley-client.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'
const NAMESPACES = { '/editor': { name: 'Tab' }, '/app': { projectId, personaId: null, slot: 1, resume: null }, '/events': {} } as const

/** A socket in every namespace, connected. */
async function openAll(browser: TestBrowser): Promise<TestConnection[]> {
  const connections = Object.entries(NAMESPACES).map(([namespace, auth]) => browser.open(namespace, auth, cleanUps))
  for (const connection of connections) expect(await connection.connected()).toBeUndefined()
  return connections
}

/** Resolves when all of them are cut by the server. */
const allCut = (connections: readonly TestConnection[]): Promise<unknown> => Promise.all(connections.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))))

async function idOf({ ann }: Acme, name: string): Promise<string> {
  const { people } = (await ann.send('GET', 'people')).json
  return String(Object(people).find((one: { name: string }) => one.name === name)?.id)
}

describe('a page of another origin with the cookie of somebody', () => {
  it('gets nothing by WebSocket, by polling, or by a form', async () => {
    const { url, ann } = await startAcme(cleanUps)
    for (const origin of ['https://evil.example', 'null', `${url}.evil.example`, 'http://127.0.0.1:1']) {
      const evil = new TestBrowser(url, { origin, cookie: ann.cookie })
      for (const [namespace, auth] of Object.entries(NAMESPACES)) expect(await evil.open(namespace, auth, cleanUps).connected()).toMatchObject({ message: 'websocket error' })
      const polling = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: evil.headers })
      expect([origin, polling.status, (await polling.text()).includes('sid')]).toEqual([origin, 403, false])
      expect(await evil.send('POST', 'projects', { name: 'Mine' })).toMatchObject({ status: 403, json: { code: 'wire/origin' } })
      expect(await evil.send('POST', 'sign-out')).toMatchObject({ status: 403 })
    }
    expect(await ann.send('GET', 'projects')).toMatchObject({ status: 200 })
  })

  it('is not helped by leaving its origin away', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const headers = { cookie: ann.cookie ?? '' }
    const connection = new TestConnection(url, '/editor', { auth: { protocol: 1, name: 'Ann' }, headers })
    cleanUps.push(() => connection.close())
    expect(await connection.connected()).toMatchObject({ message: 'websocket error' })
    expect((await fetch(`${url}/api/v1/projects`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"Mine"}' })).status).toBe(403)
  })

  it('is let in when the operator names it, and the page of the server itself comes in by polling, too', async () => {
    const acme = await startAcme(cleanUps, { origins: ['https://portal.example'] })
    const { url, ann } = acme
    expect(await new TestBrowser(url, { origin: 'https://portal.example', cookie: ann.cookie }).open('/events', {}, cleanUps).connected()).toBeUndefined()
    const answersTo = async (origin: string, init: { method?: string; headers?: Record<string, string> } = {}) => {
      const { status, headers } = await fetch(`${url}/api/v1/projects`, { ...init, headers: { origin, cookie: ann.cookie ?? '', ...init.headers } })
      return [status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]
    }
    const asksFirst = { method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } }
    expect([await answersTo('https://portal.example'), await answersTo('https://portal.example', asksFirst)]).toEqual([[200, 'https://portal.example', 'true'], [204, 'https://portal.example', 'true']])
    expect([await answersTo('https://evil.example'), await answersTo('https://evil.example', asksFirst)]).toEqual([[403, null, null], [403, null, null]])
    const polled = async (origin: string) => (await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })).headers.get('access-control-allow-origin')
    expect([await polled('https://portal.example'), await polled('https://evil.example')]).toEqual(['https://portal.example', null])
    // A browser says no Origin when a page asks its own server by plain reading.
    const socket = io(`${url}/events`, { auth: { protocol: 1 }, transports: ['polling'], forceNew: true, reconnection: false, extraHeaders: { cookie: ann.cookie ?? '' }, autoConnect: false })
    cleanUps.push(() => socket.disconnect())
    const handshake = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { cookie: ann.cookie ?? '' } })
    expect([handshake.status, await handshake.text()]).toEqual([200, expect.stringContaining('sid')])
  })
})

describe('connections are cut at once, and refused from then on,', () => {
  const refused = async (browser: TestBrowser, code: string): Promise<void> => {
    for (const [namespace, auth] of Object.entries(NAMESPACES)) expect(await browser.open(namespace, auth, cleanUps).connected()).toMatchObject({ code })
  }

  it('by signing out', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const elsewhere = new TestBrowser(url)
    await elsewhere.send('POST', 'sign-in', { email: 'ann@acme.example', password: PASSWORD })
    const stay = await openAll(elsewhere)
    const cut = allCut(await openAll(ann))
    const { cookie } = ann
    await ann.send('POST', 'sign-out')
    await cut
    await refused(new TestBrowser(url, { cookie }), 'signed_out')
    expect(stay.map(({ socket }) => socket.connected)).toEqual([true, true, true])
  })

  it('by a new password, everywhere else', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const elsewhere = new TestBrowser(url)
    await elsewhere.send('POST', 'sign-in', { email: 'ann@acme.example', password: PASSWORD })
    const cut = allCut(await openAll(elsewhere))
    await ann.send('POST', 'me/password', { current: PASSWORD, next: 'another long password' })
    await cut
    await refused(elsewhere, 'signed_out')
    expect(await openAll(ann)).toHaveLength(3)
  })

  it('by being taken out', async () => {
    const acme = await startAcme(cleanUps)
    const bob = await acme.join('Bob', 'editor')
    const cut = allCut(await openAll(bob))
    await acme.ann.send('DELETE', `people/${await idOf(acme, 'Bob')}`)
    await cut
    await refused(bob, 'forbidden')
    expect(await bob.me()).toMatchObject({ person: { name: 'Bob' }, org: null, orgs: [] })
  })

  it('by going to another organisation', async () => {
    const { ann } = await startAcme(cleanUps)
    const cut = allCut(await openAll(ann))
    await ann.send('POST', 'organisations', { name: 'Globex', token: 'globex' })
    await cut
    const tab = ann.open('/editor', { name: 'Ann' }, cleanUps)
    expect(await tab.request('open', { projectId, since: null })).toMatchObject({ ok: false, error: { code: 'project/not_found' } })
  })

  it('by another role, with which they come back', async () => {
    const acme = await startAcme(cleanUps)
    const bob = await acme.join('Bob', 'editor')
    const edit = (id: string) => ({ projectId, edit: { id, label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: id }] } })
    const [tab, client, events] = await openAll(bob)
    expect(await tab?.request('edit', edit('e1'))).toMatchObject({ ok: true })
    expect(await events?.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: true })
    const cut = allCut([tab, client, events].filter((one) => one !== undefined))
    await acme.ann.send('PATCH', `people/${await idOf(acme, 'Bob')}`, { role: 'viewer' })
    await cut
    const [tabAgain, , eventsAgain] = await openAll(bob)
    expect(await tabAgain?.request('open', { projectId, since: null })).toMatchObject({ ok: true })
    for (const [event, payload] of [['edit', edit('e2')], ['clearLog', {}], ['restartService', {}]] as const) expect(await tabAgain?.request(event, payload)).toMatchObject({ ok: false, error: { code: 'edit/forbidden' } })
    expect(await tabAgain?.request('watch', { on: true })).toMatchObject({ ok: true })
    expect(await eventsAgain?.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await eventsAgain?.request('subscribe', { pattern: 'events.acme.>' })).toMatchObject({ ok: true })
  })

  it('by the revocation of a token, and a stream over HTTP ends, too', async () => {
    const acme = await startAcme(cleanUps)
    const { token, id } = await newToken(acme, { allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
    const connection = programOf(acme.url, token, cleanUps)
    await connection.request('subscribe', { pattern: 'events.acme.>' })
    const stream = await fetch(`${acme.url}/api/v1/events?topic=events.acme.%3E`, { headers: { authorization: `Bearer ${token}` } })
    expect(stream.status).toBe(200)
    const cut = allCut([connection])
    await acme.ann.send('DELETE', `tokens/${id}`)
    await cut
    expect(await stream.text()).toContain('subscription_ended')
    expect(await programOf(acme.url, token, cleanUps).connected()).toMatchObject({ code: 'token/expired' })
    expect((await fetch(`${acme.url}/api/v1/events?topic=events.acme.%3E`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
  })
})

describe('a published app', () => {
  it('is used by people as themselves, with their roles; who may change it may be a persona', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', `projects/${projectId}/versions`, { name: 'One', publish: true })
    const vera = await acme.join('Vera', 'viewer', { appRoles: ['officer'] })
    const personaOf = async (browser: TestBrowser, personaId: string | null) => (await browser.open('/app', { projectId, personaId, environment: 'published', slot: null, resume: null }, cleanUps).push('session')).persona
    expect(await personaOf(vera, 'customer')).toEqual({ id: null, name: 'Vera', roles: ['officer'] })
    expect(await personaOf(acme.ann, null)).toEqual({ id: null, name: 'Ann', roles: [] })
    expect(await personaOf(acme.ann, 'customer')).toMatchObject({ id: 'customer' })
  })

  it('gives a session back to the person whose it is, and to nobody else who has its secret', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', `projects/${projectId}/versions`, { name: 'One', publish: true })
    const [vera, eve] = [await acme.join('Vera', 'viewer'), await acme.join('Eve', 'viewer')]
    const open = (browser: TestBrowser, resume: string | null) => browser.open('/app', { projectId, personaId: null, environment: 'published', slot: null, resume }, cleanUps)
    const first = open(vera, null)
    const { resume, sessionId } = await first.push('session')
    first.cut()
    expect((await open(vera, resume).push('session'))).toMatchObject({ sessionId, recovered: true })
    const stolen = await open(eve, resume).push('session')
    expect([stolen.recovered, stolen.sessionId === sessionId, stolen.persona.name]).toEqual([false, false, 'Eve'])
  })
})
