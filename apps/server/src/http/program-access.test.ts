import { afterEach, describe, expect, it } from 'vitest'
import { startAcme, type Acme } from '../accounts.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { EventReader, orderEvent } from '../programs/program-calls.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const order = (number: number, changes: object = {}) => orderEvent(number, { subject: `events.acme.outside.orders.placed.o_${number}`, ...changes })
const ORDERS = 'topic=events.acme.outside.orders.%3E'

/** A token of the organisation, and what is done with it. */
async function tokenOf({ url, ann }: Acme, allow: readonly { readonly action: string; readonly pattern: string }[], { expiresAt = null, appRoles = [] }: { readonly expiresAt?: number | null; readonly appRoles?: readonly string[] } = {}) {
  const { status, json } = await ann.send('POST', 'tokens', { name: 'Program', allow, expiresAt, appRoles })
  expect(status).toBe(201)
  const authorization = `Bearer ${String(json['token'])}`
  return {
    id: String(Object(json['entry']).id),
    post: (body: unknown) => fetch(`${url}/api/v1/events`, { method: 'POST', headers: { authorization, 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(body) }),
    get: async (path: string) => {
      const gone = new AbortController()
      cleanUps.push(() => gone.abort())
      return fetch(`${url}${path}`, { headers: { authorization }, signal: gone.signal })
    },
  }
}

describe('Where there are accounts, a program over HTTP', () => {
  it('is refused without a token, with a wrong one, and with one in the address', async () => {
    const { url } = await startAcme(cleanUps)
    const refusals = async (init: RequestInit, query = '') => {
      const response = await fetch(`${url}/api/v1/events${query}`, init)
      return [response.status, response.headers.get('www-authenticate'), (await response.json()).code]
    }
    const body = JSON.stringify(order(1))
    const headers = { 'content-type': 'application/cloudevents+json' }
    expect(await refusals({ method: 'POST', headers, body })).toEqual([401, 'Bearer realm="halley"', 'signed_out'])
    expect(await refusals({ method: 'POST', headers: { ...headers, authorization: 'Bearer hly_wrong' }, body })).toEqual([401, 'Bearer realm="halley"', 'token/expired'])
    expect(await refusals({}, `?${ORDERS}`)).toEqual([401, 'Bearer realm="halley"', 'signed_out'])
    expect(await refusals({}, `?${ORDERS}&token=hly_wrong`)).toEqual([401, 'Bearer realm="halley"', 'signed_out'])
    expect((await fetch(`${url}/api/v1/asyncapi.json`)).status).toBe(401)
    expect((await fetch(`${url}/api/v1/openapi.json`)).status).toBe(200)
  })

  it('publishes and reads what its token says, and nothing else', async () => {
    const acme = await startAcme(cleanUps)
    const shop = await tokenOf(acme, [{ action: 'publish', pattern: 'events.acme.outside.orders.>' }])
    const crm = await tokenOf(acme, [{ action: 'subscribe', pattern: 'events.acme.outside.orders.>' }])
    const stream = await crm.get(`/api/v1/events?${ORDERS}`)
    expect(stream.status).toBe(200)
    expect((await shop.post(order(1))).status).toBe(202)
    const [event] = await new EventReader(stream).events(1)
    expect(event?.data).toMatchObject({ org: 'acme', source: expect.stringMatching(new RegExp(`^program/${shop.id}/%2Fshop%2F1$`)), data: { number: 1 } })
    expect((await crm.post(order(2))).status).toBe(403)
    expect((await shop.post(order(2, { subject: 'events.acme.outside.returns.sent._' }))).status).toBe(403)
    expect((await shop.get(`/api/v1/events?${ORDERS}`)).status).toBe(403)
    expect((await crm.get('/api/v1/events?topic=events.acme.%3E')).status).toBe(403)
  })

  it('is told in its stream that its token was revoked, at once, and is not let in again', async () => {
    // No time passes by itself: it is not found out later by looking.
    const acme = await startAcme(cleanUps, { clock: new ManualClock() })
    const crm = await tokenOf(acme, [{ action: 'subscribe', pattern: 'events.acme.>' }])
    const reader = new EventReader(await crm.get(`/api/v1/events?${ORDERS}`))
    await reader.next()
    expect((await acme.ann.send('DELETE', `tokens/${crm.id}`)).status).toBe(204)
    expect(await reader.next()).toMatchObject({ event: 'notice', data: { code: 'subscription_ended' } })
    expect(await reader.next()).toBeUndefined()
    expect((await crm.get(`/api/v1/events?${ORDERS}`)).status).toBe(401)
  })

  it('has at most ten streams at once', async () => {
    const acme = await startAcme(cleanUps)
    const crm = await tokenOf(acme, [{ action: 'subscribe', pattern: 'events.acme.>' }])
    const streams = await Promise.all(Array.from({ length: 10 }, () => crm.get(`/api/v1/events?${ORDERS}`)))
    expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    const refused = await crm.get(`/api/v1/events?${ORDERS}`)
    expect([refused.status, (await refused.json()).code]).toEqual([429, 'connections/too_many'])
  })
})

describe('Where there are accounts, /metrics', () => {
  it('is for owners and the operator\'s token, not for this machine as such', async () => {
    const { url, ann } = await startAcme(cleanUps, { metricsToken: 'a-token-of-the-operator' })
    expect((await fetch(`${url}/metrics`)).status).toBe(401)
    expect((await fetch(`${url}/metrics`, { headers: ann.headers })).status).toBe(200)
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer a-token-of-the-operator' } })).status).toBe(200)
  })

  it('is told in asyncapi.json of the channels that its token is for, and of no others', async () => {
    const acme = await startAcme(cleanUps)
    expect((await acme.ann.send('POST', 'projects/helpdesk-escalation/versions', { name: 'One', publish: true })).status).toBe(201)
    const read = async (allow: Parameters<typeof tokenOf>[1]) => {
      const { channels, components } = await (await (await tokenOf(acme, allow)).get('/api/v1/asyncapi.json')).json()
      return [Object.keys(channels), Object.keys(components.messages)]
    }
    expect(await read([{ action: 'subscribe', pattern: 'events.acme.>' }])).toEqual([['helpdesk.escalation', 'helpdesk.answers'], ['helpdesk.Ticket', 'helpdesk.Taken']])
    expect(await read([{ action: 'publish', pattern: 'events.acme.*.answers.Taken.*' }])).toEqual([['helpdesk.answers'], ['helpdesk.Taken']])
    expect(await read([{ action: 'subscribe', pattern: 'events.acme.outside.>' }])).toEqual([[], []])
  })

  it('is not told in asyncapi.json of channels whose roles its token has not', async () => {
    const acme = await startAcme(cleanUps)
    const patches = [['escalation', 'sendRoles', ['customer']], ['escalation', 'listenRoles', ['officer']], ['answers', 'sendRoles', ['officer']]].map(([id, name, value]) => ({ op: 'replace', path: ['channels', id, name], value }))
    expect((await acme.ann.send('POST', 'projects/helpdesk-escalation/edits', { id: 'roles', label: 'Roles', patches })).status).toBe(200)
    expect((await acme.ann.send('POST', 'projects/helpdesk-escalation/versions', { name: 'One', publish: true })).status).toBe(201)
    const read = async (action: string, ...appRoles: string[]) => {
      const { channels, components } = await (await (await tokenOf(acme, [{ action, pattern: 'events.acme.>' }], { appRoles })).get('/api/v1/asyncapi.json')).json()
      return [Object.keys(channels), Object.keys(components.messages)]
    }
    const [escalation, answers] = [['helpdesk.escalation', 'helpdesk.Ticket'], ['helpdesk.answers', 'helpdesk.Taken']] as const
    const all = [[escalation[0], answers[0]], [escalation[1], answers[1]]]
    expect(await read('subscribe')).toEqual([[answers[0]], [answers[1]]])
    expect(await read('subscribe', 'officer')).toEqual(all)
    expect(await read('publish')).toEqual([[], []])
    expect(await read('publish', 'customer')).toEqual([[escalation[0]], [escalation[1]]])
    expect(await read('publish', 'customer', 'officer')).toEqual(all)
    expect(await read('presence', 'customer')).toEqual([[answers[0]], [answers[1]]])
  })
})
