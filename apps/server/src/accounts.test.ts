import { readdirSync, readFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, PASSWORD, startAcme, TestBrowser } from './accounts.test-fixture.ts'
import { newDataFolder, startServer } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const credentials = { email: 'ann@acme.example', password: PASSWORD }
const owner = { name: 'Ann', ...credentials, orgName: 'Acme', orgToken: 'acme' }

describe('a server on one\'s own machine', () => {
  it('lets everybody do everything while nobody has an account', async () => {
    const { url } = await startServer(cleanUps)
    const browser = new TestBrowser(url)
    expect(await browser.me()).toEqual({ mode: 'local', person: null, org: { id: 'org_local', name: 'Local', token: 'local', role: 'owner' }, orgs: [{ id: 'org_local', name: 'Local', token: 'local', role: 'owner' }], canClaim: false, publicUrl: url })
    expect(await browser.send('POST', 'projects', { name: 'Mine' })).toMatchObject({ status: 201 })
    expect(await browser.send('POST', 'invitations', { email: 'bob@acme.example', role: 'viewer' })).toMatchObject({ status: 409, json: { code: 'account/none' } })
  })

  it('lets nobody in for whom a proxy asks, and nobody at all when it has an address for others', async () => {
    const { url } = await startServer(cleanUps)
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded']) {
      const headers = { [header]: header === 'forwarded' ? 'for=192.0.2.7' : '192.0.2.7' }
      expect(await new TestBrowser(url).send('GET', 'projects', undefined, headers)).toMatchObject({ status: 401 })
      expect(await new TestBrowser(url).send('POST', 'accounts', owner, headers)).toMatchObject({ status: 409 })
      expect((await new TestBrowser(url).send('GET', 'me', undefined, headers)).json).toMatchObject({ mode: 'accounts', person: null, org: null })
    }
    const behind = await startServer(cleanUps, { publicUrl: 'https://halley.example' })
    expect(behind.ownerLink).toMatch(/^https:\/\/halley\.example\/claim#code=/)
    expect(await new TestBrowser(behind.url).send('GET', 'projects')).toMatchObject({ status: 401 })
  })

  it('has accounts from the first one on, which owns all that was there, and cuts who was in without', async () => {
    const { url } = await startServer(cleanUps)
    const stranger = new TestBrowser(url)
    const editor = stranger.open('/editor', { name: 'Somebody' }, cleanUps)
    expect(await editor.connected()).toBeUndefined()
    const cut = new Promise((resolve) => editor.socket.once('disconnect', resolve))

    const ann = new TestBrowser(url)
    expect(await ann.send('POST', 'accounts', owner)).toMatchObject({ status: 200, json: { mode: 'accounts', person: { name: 'Ann' }, org: { id: 'org_local', name: 'Acme', token: 'acme', role: 'owner' } } })
    expect(await cut).toBe('transport close')
    expect(await stranger.open('/editor', { name: 'Somebody' }, cleanUps).connected()).toMatchObject({ code: 'signed_out' })
    expect(await stranger.send('GET', 'projects')).toMatchObject({ status: 401, json: { code: 'signed_out' } })
    expect(await stranger.me()).toMatchObject({ mode: 'accounts', person: null, org: null, orgs: [] })
    expect((await ann.send('GET', 'projects')).json['list']).toContainEqual(expect.objectContaining({ id: 'helpdesk-escalation' }))
    expect(await stranger.send('POST', 'accounts', { ...owner, email: 'eve@acme.example' })).toMatchObject({ status: 409, json: { code: 'account/exists' } })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'a.b', '*', '$sys', ''])('gives no organisation the token "%s" in its topics', async (orgToken) => {
    const { url } = await startServer(cleanUps)
    expect(await new TestBrowser(url).send('POST', 'accounts', { ...owner, orgToken })).toMatchObject({ status: 422, json: { code: 'account/invalid', pointer: '/orgToken' } })
  })

  it('runs what it runs in the topics of the organisation from its naming on', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const editor = ann.open('/editor', { name: 'ignored' }, cleanUps)
    await editor.request('open', { projectId: 'helpdesk-escalation', since: null })
    const program = ann.open('/events', {}, cleanUps)
    expect(await program.request('subscribe', { pattern: 'events.local.>' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await program.request('subscribe', { pattern: 'events.acme.>' })).toMatchObject({ ok: true })
    const draft = 'events.acme.draft-helpdesk-escalation.escalation'
    expect(await program.request('publish', { topic: `${draft}.Nothing._`, data: {} })).toMatchObject({ ok: false, error: { code: 'topic_invalid', token: 'Nothing' } })
    expect(await new TestBrowser(url).open('/events', {}, cleanUps).connected()).toMatchObject({ code: 'signed_out' })
  })

  it('goes on with its published apps under the new name', async () => {
    const { url } = await startServer(cleanUps)
    const ann = new TestBrowser(url)
    await ann.send('POST', 'projects/helpdesk-escalation/versions', { name: 'One', publish: true })
    await ann.send('POST', 'accounts', owner)
    expect(await ann.send('GET', 'apps/helpdesk')).toMatchObject({ status: 200, json: { app: 'helpdesk', version: 1 } })
    const program = ann.open('/events', {}, cleanUps)
    expect(await program.request('subscribe', { pattern: 'events.acme.helpdesk.>' })).toMatchObject({ ok: true })
    expect(await program.request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', data: { subject: 7 } })).toMatchObject({ ok: false, error: { code: 'schema_invalid' } })
    expect(await program.request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', data: { subject: 'Fire', priority: 'high' } })).toMatchObject({ ok: true, matched: 1 })
    const client = ann.open('/app', { projectId: 'helpdesk-escalation', personaId: 'officer', environment: 'published', slot: null, resume: null }, cleanUps)
    expect((await client.push('listening', ({ listeners }) => listeners.length > 0)).listeners[0]).toMatchObject({ channel: 'escalation' })
    expect(await program.request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', data: { subject: 'Fire', priority: 'high' } })).toMatchObject({ ok: true, matched: 2 })
  })
})

describe('a server that others can reach', () => {
  const open = (options = {}) => startServer(cleanUps, { host: '0.0.0.0', origins: [], ...options })

  it('lets nobody in before the first owner, who is made once by the link of this start', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await open({ dataFolder })
    const formerCode = codeOf(first.ownerLink)
    await first.close()
    const server = await open({ dataFolder })
    const url = server.url.replace('0.0.0.0', '127.0.0.1')
    const browser = new TestBrowser(url, { origin: server.url })
    expect(await browser.me()).toMatchObject({ mode: 'accounts', person: null, canClaim: true })
    expect(await browser.send('GET', 'projects')).toMatchObject({ status: 401 })
    expect(await browser.send('POST', 'accounts', owner)).toMatchObject({ status: 409 })
    expect(server.ownerLink).toMatch(/^http:\/\/0\.0\.0\.0:\d+\/claim#code=[\w-]{22}$/)
    expect(await browser.send('POST', 'claim', { code: formerCode, ...owner })).toMatchObject({ status: 403, json: { code: 'claim/invalid' } })
    expect(await browser.send('POST', 'claim', { code: codeOf(server.ownerLink), ...owner })).toMatchObject({ status: 200, json: { person: { name: 'Ann' }, canClaim: false } })
    expect(await browser.send('GET', 'projects')).toMatchObject({ status: 200 })
    expect(await new TestBrowser(url, { origin: server.url }).send('POST', 'claim', { code: codeOf(server.ownerLink), ...owner, email: 'eve@acme.example' })).toMatchObject({ status: 403, json: { code: 'claim/invalid' } })
    await server.close()
    expect((await open({ dataFolder })).ownerLink).toBeNull()
  })

  it('gives its cookie to https alone, under a name that only this host can have', async () => {
    const server = await open({ publicUrl: 'https://halley.example' })
    const browser = new TestBrowser(server.url.replace('0.0.0.0', '127.0.0.1'), { origin: 'https://halley.example' })
    const { headers } = await browser.send('POST', 'claim', { code: codeOf(server.ownerLink), ...owner })
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-halley=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=2592000$/)])
    expect(server.ownerLink).toMatch(/^https:\/\/halley\.example\/claim#code=/)
    expect(await new TestBrowser(server.url.replace('0.0.0.0', '127.0.0.1'), { origin: 'https://halley.example.evil.example', cookie: browser.cookie }).send('POST', 'projects', { name: 'Mine' })).toMatchObject({ status: 403, json: { code: 'wire/origin' } })
  })
})

describe('signing in', () => {
  it('gives a new id each time, and ends the one that the browser came with', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const planted = ann.cookie
    const victim = new TestBrowser(url, { cookie: planted })
    await victim.send('POST', 'sign-in', credentials)
    expect(victim.cookie).not.toBe(planted)
    expect(await new TestBrowser(url, { cookie: planted }).send('GET', 'projects')).toMatchObject({ status: 401 })
    expect(await victim.send('GET', 'projects')).toMatchObject({ status: 200 })
    // One that nobody was given is none, and does not become one.
    const made = new TestBrowser(url, { cookie: 'halley=AAAAAAAAAAAAAAAAAAAAAA' })
    await made.send('POST', 'sign-in', credentials)
    expect(made.cookie).not.toContain('AAAAAAAAAAAAAAAAAAAAAA')
  })

  it('answers a wrong password and an address that nobody has alike, and after ten tries not at all for a while', async () => {
    const clock = new ManualClock()
    const { url } = await startAcme(cleanUps, { clock })
    const browser = new TestBrowser(url)
    const wrong = await browser.send('POST', 'sign-in', { ...credentials, password: 'wrong horse battery' })
    const unknown = await browser.send('POST', 'sign-in', { ...credentials, email: 'nobody@acme.example' })
    expect(wrong).toMatchObject({ status: 401, json: { code: 'sign_in/wrong' } })
    expect(unknown.json).toEqual(wrong.json)
    for (let time = 0; time < 9; time += 1) await browser.send('POST', 'sign-in', { ...credentials, password: 'wrong horse battery' })
    const refused = await browser.send('POST', 'sign-in', credentials)
    expect(refused).toMatchObject({ status: 429, json: { code: 'rate_limited' } })
    expect(refused.headers.get('retry-after')).toBe('900')
    clock.advance(900_000)
    expect(await browser.send('POST', 'sign-in', credentials)).toMatchObject({ status: 200 })
  })

  it('is refused, not queued without end, when more passwords come at once than can be hashed', { timeout: 120_000 }, async () => {
    const { url } = await startAcme(cleanUps)
    const answers = await Promise.all(Array.from({ length: 150 }, (_, index) => new TestBrowser(url).send('POST', 'sign-in', { email: `p${index}@acme.example`, password: 'whatever it is' }, { 'x-forwarded-for': `192.0.2.${index}` })))
    const statuses = answers.map(({ status }) => status)
    // The two that are hashed, and the fifty that wait.
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(52)
    expect(new Set(statuses)).toEqual(new Set([401, 503]))
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('2')
  })

  it('ends by signing out, and everywhere else by a new password', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const elsewhere = new TestBrowser(url)
    await elsewhere.send('POST', 'sign-in', credentials)
    expect(await ann.send('POST', 'me/password', { current: 'not the password', next: 'another long password' })).toMatchObject({ status: 403, json: { code: 'sign_in/wrong', pointer: '/current' } })
    expect(await ann.send('POST', 'me/password', { current: PASSWORD, next: 'another long password' })).toMatchObject({ status: 204 })
    expect([(await elsewhere.send('GET', 'projects')).status, (await ann.send('GET', 'projects')).status]).toEqual([401, 200])
    const { cookie } = ann
    expect(await ann.send('POST', 'sign-out')).toMatchObject({ status: 204 })
    expect(ann.cookie).toBeUndefined()
    expect(await new TestBrowser(url, { cookie }).send('GET', 'projects')).toMatchObject({ status: 401 })
    expect(await elsewhere.send('POST', 'sign-in', credentials)).toMatchObject({ status: 401 })
    expect(await elsewhere.send('POST', 'sign-in', { ...credentials, password: 'another long password' })).toMatchObject({ status: 200 })
  })
})

describe('people', () => {
  it('join by a link that works once, as what they were invited to be', async () => {
    const { url, ann } = await startAcme(cleanUps)
    const { json } = await ann.send('POST', 'invitations', { email: ' Bob@Acme.example', role: 'editor', appRoles: ['agent'] })
    expect(json['link']).toMatch(new RegExp(`^${url}/invitation#code=[\\w-]{22}$`))
    const code = codeOf(json['link'])
    expect((await ann.send('GET', 'invitations')).json).toMatchObject({ invitations: [{ email: 'bob@acme.example', role: 'editor', appRoles: ['agent'], invitedBy: 'Ann' }] })
    const bob = new TestBrowser(url)
    expect(await bob.send('POST', 'invitations/look', { code })).toMatchObject({ status: 200, json: { org: 'Acme', email: 'bob@acme.example', role: 'editor', invitedBy: 'Ann', hasAccount: false } })
    expect(await bob.send('POST', 'invitations/accept', { code, name: 'Bob', password: 'short' })).toMatchObject({ status: 422, json: { pointer: '/password' } })
    expect(await bob.send('POST', 'invitations/accept', { code, name: 'Bob', password: PASSWORD })).toMatchObject({ status: 200, json: { person: { name: 'Bob', appRoles: ['agent'] }, org: { role: 'editor' } } })
    expect(await new TestBrowser(url).send('POST', 'invitations/accept', { code, name: 'Eve', password: PASSWORD })).toMatchObject({ status: 404, json: { code: 'invitation/gone' } })
    expect((await bob.send('GET', 'people')).json).toMatchObject({ people: [{ name: 'Ann', role: 'owner' }, { name: 'Bob', role: 'editor', appRoles: ['agent'] }] })
    expect(await ann.send('POST', 'invitations', { email: 'bob@acme.example', role: 'owner' })).toMatchObject({ status: 409, json: { code: 'invitation/member' } })
  })

  it('join a second organisation with the password that they have', async () => {
    const { url, ann, join } = await startAcme(cleanUps)
    const bob = await join('Bob', 'viewer')
    await bob.send('POST', 'organisations', { name: 'Globex', token: 'globex' })
    expect(await bob.send('POST', 'organisations', { name: 'Other', token: 'acme' })).toMatchObject({ status: 409, json: { code: 'org/token_taken', pointer: '/token' } })
    const { json } = await bob.send('POST', 'invitations', { email: 'ann@acme.example', role: 'viewer' })
    const elsewhere = new TestBrowser(url)
    expect(await elsewhere.send('POST', 'invitations/accept', { code: codeOf(json['link']), name: 'Eve', password: 'a password of Eve' })).toMatchObject({ status: 401, json: { code: 'sign_in/wrong' } })
    expect(await elsewhere.send('POST', 'invitations/accept', { code: codeOf(json['link']), password: PASSWORD })).toMatchObject({ status: 200, json: { person: { name: 'Ann' }, org: { token: 'globex', role: 'viewer' } } })
    expect(await ann.me()).toMatchObject({ org: { token: 'acme' }, orgs: [{ token: 'acme' }, { token: 'globex' }] })
    const globex = (await ann.me()).orgs[1]?.id
    expect(await ann.send('POST', 'me/org', { orgId: globex })).toMatchObject({ status: 200, json: { org: { token: 'globex', role: 'viewer' } } })
    expect(await ann.send('POST', 'projects', { name: 'Mine' })).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    expect(await bob.send('POST', 'me/org', { orgId: 'org-of-nobody' })).toMatchObject({ status: 404, json: { code: 'org/not_found' } })
  })

  it('may what their role says, and the last owner stays one', async () => {
    const { ann, join } = await startAcme(cleanUps)
    const viewer = await join('Vera', 'viewer')
    const editor = await join('Ed', 'editor')
    const { people } = (await ann.send('GET', 'people')).json
    const idOf = (name: string): string => String(Object(people).find((one: { name: string }) => one.name === name)?.id)
    const rename = { id: 'e1', label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: 'Renamed' }] }
    const tried = async (browser: TestBrowser) => [
      (await browser.send('GET', 'projects')).status,
      (await browser.send('POST', 'projects/helpdesk-escalation/edits', rename)).status,
      (await browser.send('POST', 'projects/helpdesk-escalation/versions', { name: 'One' })).status,
      (await browser.send('POST', 'projects/helpdesk-escalation/versions/1/publish', {})).status,
      (await browser.send('GET', 'tokens')).status,
      (await browser.send('PATCH', `people/${idOf('Vera')}`, { role: 'owner' })).status,
    ]
    expect(await tried(viewer)).toEqual([200, 403, 403, 403, 403, 403])
    expect(await tried(editor)).toEqual([200, 200, 201, 403, 403, 403])
    expect(await ann.send('PATCH', `people/${idOf('Ann')}`, { role: 'editor' })).toMatchObject({ status: 409, json: { code: 'people/last_owner' } })
    expect(await ann.send('DELETE', `people/${idOf('Ann')}`)).toMatchObject({ status: 409, json: { code: 'people/last_owner' } })
    expect(await viewer.send('DELETE', `people/${idOf('Ed')}`)).toMatchObject({ status: 403 })
    expect(await viewer.send('DELETE', `people/${idOf('Vera')}`)).toMatchObject({ status: 204 })
    expect(await viewer.send('GET', 'projects')).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    expect(await tried(ann)).toMatchObject([200, 200, 201, 200, 200, 404])
  })

  it('are the authors of what they change', async () => {
    const { join } = await startAcme(cleanUps)
    const editor = await join('Ed', 'editor')
    const tab = editor.open('/editor', { name: 'Somebody else' }, cleanUps)
    await tab.request('open', { projectId: 'helpdesk-escalation', since: null })
    await tab.request('edit', { projectId: 'helpdesk-escalation', edit: { id: 'e1', label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: 'Renamed' }] } })
    expect((await tab.push('edited')).ordered.author.name).toBe('Ed')
    expect((await editor.send('POST', 'projects/helpdesk-escalation/versions', { name: 'One', author: 'Ann' })).json).toMatchObject({ author: 'Ed' })
  })
})

it('no secret is on the disk: passwords, sign-ins, invitations and tokens are there as hashes alone', async () => {
  const dataFolder = newDataFolder(cleanUps)
  const { server, ann } = await startAcme(cleanUps, { dataFolder })
  const { json: invited } = await ann.send('POST', 'invitations', { email: 'bob@acme.example', role: 'viewer' })
  const { json: made } = await ann.send('POST', 'tokens', { name: 'Program', allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
  const secrets = [PASSWORD, ann.cookie?.split('=')[1] ?? '', codeOf(invited['link']), String(made['token'])]
  await server.close()
  const stored = readdirSync(dataFolder).map((name) => readFileSync(joinPath(dataFolder, name)).toString('latin1')).join('\n')
  expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(stored).toContain('bob@acme.example')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThanOrEqual(20)
    expect(stored.includes(secret)).toBe(false)
  }
})

describe('the name of an organisation', () => {
  it('is changed by an owner, for everybody in it; its token in topics stays', async () => {
    const { ann, join } = await startAcme(cleanUps)
    const [vic, ed] = [await join('Vic', 'viewer'), await join('Ed', 'editor')]
    for (const other of [vic, ed]) expect(await other.send('PATCH', 'organisation', { name: 'Mine' })).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    expect(await ann.send('PATCH', 'organisation', { name: ' ' })).toMatchObject({ status: 422, json: { pointer: '/name' } })
    expect(await ann.send('PATCH', 'organisation', { name: 'Acme & Sons' })).toMatchObject({ status: 200, json: { org: { name: 'Acme & Sons', token: 'acme' } } })
    expect((await vic.me()).org).toMatchObject({ name: 'Acme & Sons', token: 'acme' })
  })
})
