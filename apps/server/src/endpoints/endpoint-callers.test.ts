import { get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme } from '../accounts.test-fixture.ts'
import { endpointOf, flowOf, ordersApp, type Step } from './orders-app.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const sayWho: Step[] = [['answer', 'respond', { answer: 'json', status: 200, bodyExpression: "{'name': user.name, 'roles': user.roles}" }]]
const app = ordersApp([
  flowOf('open', { type: 'endpoint', endpoint: endpointOf('GET', '/open'), steps: sayWho }),
  flowOf('staff', { type: 'endpoint', endpoint: endpointOf('GET', '/staff', [], { roles: ['staff'] }), steps: sayWho }),
])

describe('the HTTP endpoints of an app, where there are accounts', () => {
  it('are for everybody without roles, and with roles for people and tokens of the organisation who have one', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', 'projects?run=allowed', app)
    expect(await acme.ann.send('POST', `projects/${app.id}/versions`, { name: 'One', publish: true })).toMatchObject({ status: 201 })
    const staff = await acme.join('Sam', 'viewer', { appRoles: ['staff'] })
    const token = String((await acme.ann.send('POST', 'tokens', { name: 'Robot', allow: [{ action: 'publish', pattern: 'events.acme.>' }], appRoles: ['staff'] })).json['token'])
    await staff.send('POST', 'organisations', { name: 'Globex', token: 'globex' })
    const elsewhere = staff.cookie
    await staff.send('POST', 'me/org', { orgId: 'org_local' })

    const call = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${acme.url}/h/tracking${path}`, { headers })
      return [response.status, response.status === 200 ? await response.json() : (await response.json()).code]
    }
    expect(await call('/open')).toEqual([200, { name: 'HTTP', roles: [] }])
    expect(await call('/open', { cookie: acme.ann.cookie ?? '' })).toEqual([200, { name: 'Ann', roles: [] }])
    expect(await call('/staff')).toEqual([404, 'endpoint/not_found'])
    expect(await call('/staff', { cookie: acme.ann.cookie ?? '' })).toEqual([404, 'endpoint/not_found'])
    expect(await call('/staff', { cookie: staff.cookie ?? '' })).toEqual([200, { name: 'Sam', roles: ['staff'] }])
    expect(await call('/staff', { authorization: `Bearer ${token}` })).toEqual([200, { name: 'Robot', roles: ['staff'] }])
    expect(elsewhere).toBe(staff.cookie)
    await staff.send('POST', 'me/org', { orgId: (await staff.me()).orgs.find((org) => org.token === 'globex')?.id })
    expect(await call('/staff', { cookie: staff.cookie ?? '' })).toEqual([404, 'endpoint/not_found'])
  })

  it('of a draft are for members of the organisation, and not for this machine', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', 'projects?run=allowed', app)
    expect((await fetch(`${acme.url}/h/tracking/open`)).status).toBe(404)
    expect((await fetch(`${acme.url}/h/draft-${app.id}/open`)).status).toBe(404)
    expect((await fetch(`${acme.url}/h/tracking/open`, { headers: { cookie: acme.ann.cookie ?? '' } })).status).toBe(200)
    expect((await fetch(`${acme.url}/h/draft-${app.id}/open`, { headers: { cookie: acme.ann.cookie ?? '' } })).status).toBe(200)
  })

  it('serve another page as nobody, although the browser sends the cookie of who is signed in', async () => {
    const acme = await startAcme(cleanUps)
    await acme.ann.send('POST', 'projects?run=allowed', app)
    await acme.ann.send('POST', `projects/${app.id}/versions`, { name: 'One', publish: true })
    const cookie = acme.ann.cookie ?? ''
    // As a browser has it: `fetch` of Node writes a mode of its own.
    const nameTo = async (headers: Record<string, string>) => {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => get(`${acme.url}/h/tracking/open`, { headers: { cookie, ...headers } }, resolve).on('error', reject))
      return Object(await json(answer)).name
    }
    expect(await nameTo({ origin: 'http://evil.example' })).toBe('HTTP')
    expect(await nameTo({ origin: 'http://127.0.0.1:1' })).toBe('HTTP')
    expect(await nameTo({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe('HTTP')
    expect(await nameTo({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBe('Ann')
    expect(await nameTo({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe('Ann')
    expect(await nameTo({ origin: acme.url })).toBe('Ann')
    expect((await fetch(`${acme.url}/metrics`, { headers: { cookie, origin: 'http://evil.example' } })).status).toBe(401)
    expect((await fetch(`${acme.url}/api/v1/events?topic=events.acme.%3E`, { headers: { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' } })).status).toBe(401)
  })
})
