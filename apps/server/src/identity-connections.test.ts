import { LIMITS } from '@halley/model'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { PASSWORD, startAcme, TestBrowser, type Acme } from './accounts.test-fixture.ts'
import { TestConnection } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

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

async function newToken({ ann }: Acme, body: Record<string, unknown>): Promise<{ readonly token: string; readonly id: string }> {
  const { status, json } = await ann.send('POST', 'tokens', { name: 'Program', ...body })
  expect(status).toBe(201)
  return { token: String(json['token']), id: String(Object(json['entry']).id) }
}

function program(url: string, token: string): TestConnection {
  const connection = new TestConnection(url, '/events', { auth: { protocol: 1, token } })
  cleanUps.push(() => connection.close())
  return connection
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
    const connection = program(acme.url, token)
    await connection.request('subscribe', { pattern: 'events.acme.>' })
    const stream = await fetch(`${acme.url}/api/v1/events?topic=events.acme.%3E`, { headers: { authorization: `Bearer ${token}` } })
    expect(stream.status).toBe(200)
    const cut = allCut([connection])
    await acme.ann.send('DELETE', `tokens/${id}`)
    await cut
    expect(await stream.text()).toContain('subscription_ended')
    expect(await program(acme.url, token).connected()).toMatchObject({ code: 'token/expired' })
    expect((await fetch(`${acme.url}/api/v1/events?topic=events.acme.%3E`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
  })
})

describe('an API token', () => {
  it('may what it lists, no more, and nothing but events', async () => {
    const acme = await startAcme(cleanUps)
    const { token } = await newToken(acme, { allow: [{ action: 'publish', pattern: 'events.acme.outside.news.>' }, { action: 'subscribe', pattern: 'events.acme.outside.*.Item.>' }] })
    const connection = program(acme.url, token)
    expect(await connection.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: true })
    expect(await connection.request('publish', { topic: 'events.acme.outside.olds.Item._', data: {} })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await connection.request('subscribe', { pattern: 'events.acme.outside.news.Item.>' })).toMatchObject({ ok: true })
    expect(await connection.request('subscribe', { pattern: 'events.acme.outside.>' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    for (const namespace of ['/editor', '/app'] as const) {
      const other = new TestConnection(acme.url, namespace, { auth: { protocol: 1, ...NAMESPACES[namespace] }, headers: { authorization: `Bearer ${token}` } })
      cleanUps.push(() => other.close())
      expect(await other.connected()).toMatchObject({ code: 'forbidden' })
    }
    expect((await fetch(`${acme.url}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(403)
    expect(await program(acme.url, 'hly_nothing').connected()).toMatchObject({ code: 'token/expired' })
  })

  it('is told that it expires, and cut when it has', async () => {
    const clock = new ManualClock()
    const acme = await startAcme(cleanUps, { clock })
    const { token } = await newToken(acme, { allow: [{ action: 'subscribe', pattern: 'events.acme.>' }], expiresAt: clock.nowMs() + 3_600_000 })
    const connection = program(acme.url, token)
    await connection.request('subscribe', { pattern: 'events.acme.>' })
    clock.advance(3_600_000 - 5 * 60_000 - 1)
    const notices = (): unknown[] => connection.pushes.filter(({ event }) => event === 'notice').map(({ payload }) => payload)
    await connection.request('ping', {})
    expect(notices()).toEqual([])
    clock.advance(1)
    await connection.request('ping', {})
    expect(notices()).toEqual([{ code: 'token_expiring', text: 'The token expires in 300 seconds; connect with another before.' }])
    const cut = allCut([connection])
    clock.advance(300_000)
    await cut
    expect(await program(acme.url, token).connected()).toMatchObject({ code: 'token/expired' })
  })

  it(`has ${LIMITS.connectionsPerUser} connections at once, and another when one ends`, async () => {
    const acme = await startAcme(cleanUps)
    const { token } = await newToken(acme, { allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
    const held = Array.from({ length: LIMITS.connectionsPerUser }, () => program(acme.url, token))
    for (const connection of held) expect(await connection.connected()).toBeUndefined()
    expect(await program(acme.url, token).connected()).toMatchObject({ code: 'connections/too_many', limit: LIMITS.connectionsPerUser })
    held[0]?.close()
    let answer = await program(acme.url, token).connected()
    while (answer?.code === 'connections/too_many') answer = await program(acme.url, token).connected()
    expect(answer).toBeUndefined()
  })
})

describe('a channel that is for roles', () => {
  const channel = `events.acme.draft-${projectId}.escalation`
  const ticket = { subject: 'Printer', priority: 'high' }
  const setRoles = (acme: Acme, roles: Record<string, readonly string[]>) => acme.ann.send('POST', `projects/${projectId}/edits`, { id: `roles-${JSON.stringify(roles).length}`, label: 'Roles', patches: Object.entries(roles).map(([name, value]) => ({ op: 'replace', path: ['channels', 'escalation', name], value })) })
  const heard = (connection: TestConnection): unknown[] => connection.pushes.filter(({ event }) => event === 'event').map(({ payload }) => [Object(payload).seq, Object(payload).prev])

  it('is closed to tokens without the role: to send, to subscribe, and to be given', async () => {
    const acme = await startAcme(cleanUps)
    expect(await setRoles(acme, { sendRoles: ['customer'], listenRoles: ['officer'] })).toMatchObject({ status: 200 })
    const allow = [{ action: 'publish', pattern: 'events.acme.>' }, { action: 'subscribe', pattern: 'events.acme.>' }]
    const [plain, officer, customer] = await Promise.all([[], ['officer'], ['customer']].map(async (appRoles) => program(acme.url, (await newToken(acme, { allow, appRoles })).token)))
    if (plain === undefined || officer === undefined || customer === undefined) throw new Error('Three were asked for.')
    expect(await plain.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('"customer"') } })
    expect(await plain.request('subscribe', { pattern: `${channel}.>` })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('"officer"') } })
    expect(await officer.request('subscribe', { pattern: `${channel}.>` })).toMatchObject({ ok: true })
    expect(await plain.request('subscribe', { pattern: 'events.acme.>' })).toMatchObject({ ok: true })
    expect(await customer.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: true, seq: 1 })
    expect(await customer.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: true, seq: 2 })
    await Promise.all([plain.request('ping', {}), officer.request('ping', {})])
    // What is left out is no gap.
    expect([heard(plain), heard(officer)]).toEqual([[[2, 0]], [[1, 0]]])
    const late = program(acme.url, (await newToken(acme, { allow })).token)
    expect(await late.request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 1 })
  })

  it('is asked again at each event: a channel that is closed later is closed to who listens already', async () => {
    const acme = await startAcme(cleanUps)
    const allow = [{ action: 'publish', pattern: 'events.acme.>' }, { action: 'subscribe', pattern: 'events.acme.>' }]
    const connection = program(acme.url, (await newToken(acme, { allow })).token)
    expect(await connection.request('subscribe', { pattern: `${channel}.>` })).toMatchObject({ ok: true })
    expect(await connection.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: true })
    await setRoles(acme, { listenRoles: ['officer'] })
    expect(await connection.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: true, matched: 0 })
    await connection.request('ping', {})
    expect(heard(connection)).toEqual([[1, 0]])
  })

  it('is closed in what was kept, too: to a replay and to the history, as soon as it is closed', async () => {
    const acme = await startAcme(cleanUps)
    const allow = ['publish', 'subscribe', 'history'].map((action) => ({ action, pattern: 'events.acme.>' }))
    const { token } = await newToken(acme, { allow })
    const connection = program(acme.url, token)
    expect(await connection.request('subscribe', { pattern: 'events.acme.>' })).toMatchObject({ ok: true })
    expect(await connection.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: true, matched: 1 })
    await setRoles(acme, { listenRoles: ['officer'] })
    expect(await program(acme.url, token).request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 0 })
    expect(await connection.request('history', { pattern: 'events.acme.>' })).toMatchObject({ ok: true, events: [] })
  })

  it('is closed to who sees who is there, too, as soon as it is closed', async () => {
    const acme = await startAcme(cleanUps)
    expect((await acme.ann.send('POST', `projects/${projectId}/edits`, { id: 'presence', label: 'Presence', patches: [{ op: 'replace', path: ['channels', 'escalation', 'presence'], value: true }] })).status).toBe(200)
    const allow = [{ action: 'presence', pattern: 'events.acme.>' }]
    const [officer, chief, plain] = await Promise.all([['officer'], ['officer'], []].map(async (appRoles) => program(acme.url, (await newToken(acme, { allow, appRoles })).token)))
    await chief?.request('presence', { channel, action: 'watch' })
    expect(await plain?.request('presence', { channel, action: 'watch' })).toMatchObject({ ok: true, count: 0 })
    expect(await officer?.request('presence', { channel, action: 'enter', data: 1 })).toMatchObject({ ok: true, count: 1 })
    expect(await plain?.push('presence' as never)).toMatchObject({ count: 1 })
    await setRoles(acme, { listenRoles: ['officer'] })
    await officer?.request('presence', { channel, action: 'update', data: 'for officers' })
    await chief?.push('presence' as never, (payload) => JSON.stringify(payload).includes('for officers'))
    await plain?.request('ping', {})
    expect(JSON.stringify(plain?.pushes)).not.toContain('for officers')
  })

  it.each([
    ['its app is published no longer', (acme: Acme) => acme.ann.send('DELETE', `projects/${projectId}/published`)],
    ['it has another name', async (acme: Acme) => {
      await acme.ann.send('POST', `projects/${projectId}/edits`, { id: 'rename', label: 'Rename', patches: [{ op: 'replace', path: ['channels', 'escalation', 'technicalName'], value: 'other' }] })
      return acme.ann.send('POST', `projects/${projectId}/versions`, { name: 'Two', publish: true })
    }],
    ['its project is deleted', async (acme: Acme) => {
      await acme.ann.send('DELETE', `projects/${projectId}/published`)
      return acme.ann.send('DELETE', `projects/${projectId}`)
    }],
  ])('stays closed when %s', async (_what, goAway) => {
    const acme = await startAcme(cleanUps)
    await setRoles(acme, { listenRoles: ['officer'] })
    await acme.ann.send('POST', `projects/${projectId}/versions`, { name: 'One', publish: true })
    const allow = ['publish', 'subscribe', 'history'].map((action) => ({ action, pattern: 'events.acme.>' }))
    const { token } = await newToken(acme, { allow })
    const connection = program(acme.url, token)
    expect(await connection.request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', data: ticket })).toMatchObject({ ok: true })
    expect((await goAway(acme)).status).toBeLessThan(300)
    expect(await connection.request('history', { pattern: 'events.acme.>' })).toMatchObject({ ok: true, events: [] })
    expect(await connection.request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 0 })
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
