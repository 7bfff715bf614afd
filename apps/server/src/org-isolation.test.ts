import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addGlobex, startAcme, TestBrowser, type Acme } from './accounts.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
let acme: Acme
let bob: TestBrowser
beforeEach(async () => {
  acme = await startAcme(cleanUps)
  bob = await addGlobex(acme)
  for (const [browser, project] of [[acme.ann, 'helpdesk-escalation'], [bob, 'globex-plans']] as const) {
    const { status, json } = await browser.send('POST', `projects/${project}/versions`, { name: 'One', publish: true })
    // An empty project has nothing to publish.
    if (status !== 201 && json['code'] !== 'publish/stopped') await browser.send('POST', `projects/${project}/versions/1/publish`, {})
  }
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Routes that are no page and for everybody: what they say is of nobody. */
const PUBLIC = ['GET /api/v1/openapi.json', 'HEAD /api/v1/openapi.json', 'GET /api/v1/me', 'HEAD /api/v1/me', 'POST /api/v1/claim', 'POST /api/v1/accounts', 'POST /api/v1/sign-in', 'POST /api/v1/sign-out', 'POST /api/v1/invitations/look', 'POST /api/v1/invitations/accept']

const apiRoutes = (): string[] => acme.server.routes.filter((route) => route.includes(' /api/'))

/** What is there of Acme, put into the places of a route's address. */
function addressOf(route: string, places: Readonly<Record<string, string>>): { readonly method: string; readonly path: string } {
  const [method = '', url = ''] = route.split(' ')
  return { method, path: url.replace('/api/v1/', '').replace(/:(\w+)/g, (_whole, name: string) => places[name] ?? '1') }
}

const BODIES: Readonly<Record<string, unknown>> = {
  'PUT /api/v1/projects/:id/connections/:connectionId/secret': { secret: 'something' },
  'POST /api/v1/projects/:id/edits': { id: 'e1', label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: 'Stolen' }] },
}

describe('an organisation', () => {
  it('is there to nobody who is not signed in, on any route', async () => {
    const stranger = new TestBrowser(acme.url)
    expect(apiRoutes().length).toBeGreaterThan(40)
    const answers = await Promise.all(apiRoutes().filter((route) => !PUBLIC.includes(route)).map(async (route) => {
      const { method, path } = addressOf(route, { id: 'helpdesk-escalation', app: 'helpdesk' })
      return [route, (await stranger.send(method, path, method === 'GET' || method === 'HEAD' ? undefined : (BODIES[route] ?? {}))).status]
    }))
    expect(answers.filter(([, status]) => status !== 401)).toEqual([])
  })

  it('is to another organisation as if it did not exist, on every route: the same answers as for what is nowhere', async () => {
    const token = await acme.ann.send('POST', 'tokens', { name: 'Program', allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
    await acme.ann.send('POST', 'invitations', { email: 'cid@acme.example', role: 'viewer' })
    const idsOfAcme = [Object(token.json['entry']).id, (await acme.ann.me()).person?.id, Object((await acme.ann.send('GET', 'invitations')).json['invitations'])[0].id]
    const before = (await acme.ann.send('GET', 'projects/helpdesk-escalation')).json
    for (const route of apiRoutes().filter((one) => /:(id|app)\b/.test(one))) {
      const ids = route.includes('/projects/') ? ['helpdesk-escalation'] : idsOfAcme
      for (const id of ids) {
        const [theirs, nowhere] = await Promise.all([{ id: String(id), app: 'helpdesk' }, { id: 'nowhere-at-all', app: 'nothing' }].map(async (places) => {
          const { method, path } = addressOf(route, places)
          const { status, json } = await bob.send(method, path, method === 'GET' || method === 'HEAD' ? undefined : (BODIES[route] ?? {}))
          return { route, status, json: JSON.stringify(json).replaceAll(places.app, '').replaceAll(places.id, '') }
        }))
        expect(theirs).toEqual(nowhere)
        expect(theirs?.status).toBeGreaterThanOrEqual(400)
      }
    }
    expect((await acme.ann.send('GET', 'projects/helpdesk-escalation')).json).toEqual(before)
    expect((await acme.ann.send('GET', 'tokens')).json).toMatchObject({ tokens: [{ name: 'Program' }] })
    expect((await acme.ann.send('GET', 'people')).json).toMatchObject({ people: [{ name: 'Ann', role: 'owner' }] })
  })

  it('lists nothing of another', async () => {
    for (const route of apiRoutes().filter((one) => one.startsWith('GET ') && !/[:*]/.test(one) && !one.endsWith('/events') && !one.endsWith('/openapi.json'))) {
      const { status, json } = await bob.send('GET', addressOf(route, {}).path)
      // Where a query is needed, its refusal has words of its own.
      if (status === 400) continue
      expect([route, status]).toEqual([route, 200])
      // The names of what Acme has, and of who is in it.
      expect([route, JSON.stringify(json).match(/[Hh]elpdesk|\b[Aa]cme\b(?!\.example)|\bAnn\b/g)]).toEqual([route, null])
    }
    expect(await bob.send('GET', 'events/history?topic=events.acme.%3E')).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    expect((await bob.send('GET', 'projects')).json['list']).toMatchObject([{ id: 'globex-plans' }])
    expect((await acme.ann.send('GET', 'projects')).json['list']).not.toContainEqual(expect.objectContaining({ id: 'globex-plans' }))
  })

  it('takes an imported project under another id, and brings back nothing of another', async () => {
    const document = (await acme.ann.send('GET', 'projects/helpdesk-escalation')).json
    const { status, json } = await bob.send('POST', 'projects', document)
    expect(status).toBe(201)
    expect(json['id']).not.toBe('helpdesk-escalation')
    await acme.ann.send('DELETE', 'projects/helpdesk-escalation')
    expect(await bob.send('POST', 'projects/helpdesk-escalation/restore')).toMatchObject({ status: 404 })
    expect(await acme.ann.send('POST', 'projects/helpdesk-escalation/restore')).toMatchObject({ status: 200 })
  })

  it('opens no tab, preview, published app or program of another', async () => {
    const tab = bob.open('/editor', { name: 'Bob' }, cleanUps)
    const gone = { ok: false, error: { code: 'project/not_found' } }
    expect(await tab.request('open', { projectId: 'helpdesk-escalation', since: null })).toMatchObject(gone)
    expect(await tab.request('edit', { projectId: 'helpdesk-escalation', edit: BODIES['POST /api/v1/projects/:id/edits'] })).toMatchObject(gone)
    expect(await tab.request('watch', { on: true })).toMatchObject(gone)
    const client = (environment: string) => bob.open('/app', { projectId: 'helpdesk-escalation', personaId: null, environment, slot: null, resume: null }, cleanUps).connected()
    expect([await client('draft'), await client('published')]).toMatchObject([{ code: 'project/not_found' }, { code: 'app/not_published' }])
  })

  it('hears and says nothing in the topics of another', async () => {
    const acmeProgram = acme.ann.open('/events', {}, cleanUps)
    await acmeProgram.request('subscribe', { pattern: 'events.acme.>' })
    const program = bob.open('/events', {}, cleanUps)
    for (const pattern of ['events.acme.>', 'events.*.helpdesk.>', 'events.>', '*.>']) expect(await program.request('subscribe', { pattern })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await program.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await program.request('subscribe', { pattern: 'events.globex.>' })
    await acmeProgram.request('publish', { topic: 'events.acme.outside.news.Item._', data: { from: 'acme' } })
    await program.request('publish', { topic: 'events.globex.outside.news.Item._', data: { from: 'globex' } })
    await Promise.all([acmeProgram.request('ping', {}), program.request('ping', {})])
    const heard = (connection: typeof program) => connection.pushes.filter(({ event }) => event === 'event').map(({ payload }) => Object(payload).data)
    expect([heard(acmeProgram), heard(program)]).toEqual([[{ from: 'acme' }], [{ from: 'globex' }]])
  })

  it('gives no token anything of another', async () => {
    for (const pattern of ['events.acme.>', 'events.*.helpdesk.>', 'events.>', 'events.globex*.>']) {
      expect(await bob.send('POST', 'tokens', { name: 'Program', allow: [{ action: 'subscribe', pattern: 'events.globex.plans.>' }, { action: 'publish', pattern }] })).toMatchObject({ status: 422, json: { pointer: '/allow/1/pattern' } })
    }
    expect((await bob.send('GET', 'tokens')).json).toEqual({ tokens: [] })
  })
})
