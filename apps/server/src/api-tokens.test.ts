import { LIMITS } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { newToken, programOf, startAcme } from './accounts.test-fixture.ts'
import { TestConnection } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('an API token', () => {
  it('may what it lists, no more, and nothing but events', async () => {
    const acme = await startAcme(cleanUps)
    const { token } = await newToken(acme, { allow: [{ action: 'publish', pattern: 'events.acme.outside.news.>' }, { action: 'subscribe', pattern: 'events.acme.outside.*.Item.>' }] })
    const connection = programOf(acme.url, token, cleanUps)
    expect(await connection.request('publish', { topic: 'events.acme.outside.news.Item._', data: {} })).toMatchObject({ ok: true })
    expect(await connection.request('publish', { topic: 'events.acme.outside.olds.Item._', data: {} })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await connection.request('subscribe', { pattern: 'events.acme.outside.news.Item.>' })).toMatchObject({ ok: true })
    expect(await connection.request('subscribe', { pattern: 'events.acme.outside.>' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    for (const [namespace, auth] of [['/editor', { name: 'Tab' }], ['/app', { projectId: 'helpdesk-escalation', personaId: null, slot: 1, resume: null }]] as const) {
      const other = new TestConnection(acme.url, namespace, { auth: { protocol: 1, ...auth }, headers: { authorization: `Bearer ${token}` } })
      cleanUps.push(() => other.close())
      expect(await other.connected()).toMatchObject({ code: 'forbidden' })
    }
    expect((await fetch(`${acme.url}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(403)
    expect(await programOf(acme.url, 'hly_nothing', cleanUps).connected()).toMatchObject({ code: 'token/expired' })
  })

  it('is told that it expires, and cut when it has', async () => {
    const clock = new ManualClock()
    const acme = await startAcme(cleanUps, { clock })
    const { token } = await newToken(acme, { allow: [{ action: 'subscribe', pattern: 'events.acme.>' }], expiresAt: clock.nowMs() + 3_600_000 })
    const connection = programOf(acme.url, token, cleanUps)
    await connection.request('subscribe', { pattern: 'events.acme.>' })
    clock.advance(3_600_000 - 5 * 60_000 - 1)
    const notices = (): unknown[] => connection.pushes.filter(({ event }) => event === 'notice').map(({ payload }) => payload)
    await connection.request('ping', {})
    expect(notices()).toEqual([])
    clock.advance(1)
    await connection.request('ping', {})
    expect(notices()).toEqual([{ code: 'token_expiring', text: 'The token expires in 300 seconds; connect with another before.' }])
    const cut = new Promise((resolve) => connection.socket.once('disconnect', resolve))
    clock.advance(300_000)
    await cut
    expect(await programOf(acme.url, token, cleanUps).connected()).toMatchObject({ code: 'token/expired' })
  })

  it(`has ${LIMITS.connectionsPerUser} connections at once, and another when one ends`, async () => {
    const acme = await startAcme(cleanUps)
    const { token } = await newToken(acme, { allow: [{ action: 'subscribe', pattern: 'events.acme.>' }] })
    const held = Array.from({ length: LIMITS.connectionsPerUser }, () => programOf(acme.url, token, cleanUps))
    for (const connection of held) expect(await connection.connected()).toBeUndefined()
    expect(await programOf(acme.url, token, cleanUps).connected()).toMatchObject({ code: 'connections/too_many', limit: LIMITS.connectionsPerUser })
    held[0]?.close()
    let answer = await programOf(acme.url, token, cleanUps).connected()
    while (answer?.code === 'connections/too_many') answer = await programOf(acme.url, token, cleanUps).connected()
    expect(answer).toBeUndefined()
  })
})
