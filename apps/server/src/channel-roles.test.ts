import { afterEach, describe, expect, it } from 'vitest'
import { newToken, programOf, startAcme, type Acme } from './accounts.test-fixture.ts'
import type { TestConnection } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { withoutNotifications } from './notifications/help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const projectId = 'helpdesk-escalation'

describe('a channel that is for roles', () => {
  const channel = `events.acme.draft-${projectId}.escalation`
  const ticket = { subject: 'Printer', priority: 'high' }
  const setRoles = (acme: Acme, roles: Record<string, readonly string[]>) => acme.ann.send('POST', `projects/${projectId}/edits`, { id: `roles-${JSON.stringify(roles).length}`, label: 'Roles', patches: Object.entries(roles).map(([name, value]) => ({ op: 'replace', path: ['channels', 'escalation', name], value })) })
  const heard = (connection: TestConnection): unknown[] => connection.pushes.filter(({ event }) => event === 'event').map(({ payload }) => [Object(payload).seq, Object(payload).prev])

  it('is closed to tokens without the role: to send, to subscribe, and to be given', async () => {
    const acme = await startAcme(cleanUps)
    // Rules would tell of themselves in the log that is looked at here.
    expect(await acme.ann.send('POST', `projects/${projectId}/edits`, withoutNotifications)).toMatchObject({ status: 200 })
    expect(await setRoles(acme, { sendRoles: ['customer'], listenRoles: ['officer'] })).toMatchObject({ status: 200 })
    const allow = [{ action: 'publish', pattern: 'events.acme.>' }, { action: 'subscribe', pattern: 'events.acme.>' }]
    const [plain, officer, customer] = await Promise.all([[], ['officer'], ['customer']].map(async (appRoles) => programOf(acme.url, (await newToken(acme, { allow, appRoles })).token, cleanUps)))
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
    const late = programOf(acme.url, (await newToken(acme, { allow })).token, cleanUps)
    expect(await late.request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 1 })
  })

  it('is asked again at each event: a channel that is closed later is closed to who listens already', async () => {
    const acme = await startAcme(cleanUps)
    const allow = [{ action: 'publish', pattern: 'events.acme.>' }, { action: 'subscribe', pattern: 'events.acme.>' }]
    const connection = programOf(acme.url, (await newToken(acme, { allow })).token, cleanUps)
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
    const connection = programOf(acme.url, token, cleanUps)
    expect(await connection.request('subscribe', { pattern: 'events.acme.>' })).toMatchObject({ ok: true })
    expect(await connection.request('publish', { topic: `${channel}.Ticket._`, data: ticket })).toMatchObject({ ok: true, matched: 1 })
    await setRoles(acme, { listenRoles: ['officer'] })
    expect(await programOf(acme.url, token, cleanUps).request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 0 })
    expect(await connection.request('history', { pattern: 'events.acme.>' })).toMatchObject({ ok: true, events: [] })
  })

  it('is closed to who sees who is there, too, as soon as it is closed', async () => {
    const acme = await startAcme(cleanUps)
    expect((await acme.ann.send('POST', `projects/${projectId}/edits`, { id: 'presence', label: 'Presence', patches: [{ op: 'replace', path: ['channels', 'escalation', 'presence'], value: true }] })).status).toBe(200)
    const allow = [{ action: 'presence', pattern: 'events.acme.>' }]
    const [officer, chief, plain] = await Promise.all([['officer'], ['officer'], []].map(async (appRoles) => programOf(acme.url, (await newToken(acme, { allow, appRoles })).token, cleanUps)))
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

  it('is left by who is there and may no longer listen, at once, and they are back when it is open again', async () => {
    // No time passes: nobody has to wait for the next change.
    const clock = new ManualClock()
    const acme = await startAcme(cleanUps, { clock })
    expect((await acme.ann.send('POST', `projects/${projectId}/edits`, { id: 'presence', label: 'Presence', patches: [{ op: 'replace', path: ['channels', 'escalation', 'presence'], value: true }] })).status).toBe(200)
    const allow = [{ action: 'presence', pattern: 'events.acme.>' }]
    const [officer, plain] = await Promise.all([['officer'], []].map(async (appRoles) => programOf(acme.url, (await newToken(acme, { allow, appRoles })).token, cleanUps)))
    if (officer === undefined || plain === undefined) throw new Error('Two were asked for.')
    const entered = await plain.request<{ me: string }>('presence', { channel, action: 'enter', data: 'plain' })
    const me = entered.ok ? entered.me : ''
    expect(await officer.request('presence', { channel, action: 'watch' })).toMatchObject({ ok: true, members: [{ id: me }] })
    await setRoles(acme, { listenRoles: ['officer'] })
    await Promise.all([officer.request('ping', {}), plain.request('ping', {})])
    expect(officer.pushes.map(({ payload }) => payload)).toMatchObject([{ count: 0, left: [me] }])
    expect(plain.pushes.map(({ payload }) => payload)).toMatchObject([{ closed: true, count: 0 }])
    expect(await plain.request('presence', { channel, action: 'update', data: 'plain again' })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    await setRoles(acme, { listenRoles: [] })
    await Promise.all([officer.request('ping', {}), plain.request('ping', {})])
    expect(officer.pushes.at(-1)?.payload).toMatchObject({ count: 1, entered: [{ id: me, data: 'plain' }] })
    expect(plain.pushes.at(-1)?.payload).toMatchObject({ count: 1, members: [{ id: me }] })
    // Whoever leaves while it is closed does not come back by itself.
    await setRoles(acme, { listenRoles: ['officer', 'chief'] })
    expect(await plain.request('presence', { channel, action: 'leave' })).toMatchObject({ ok: true, count: 0, me: null })
    await setRoles(acme, { listenRoles: [], sendRoles: [] })
    expect(await officer.request('presence', { channel, action: 'watch' })).toMatchObject({ ok: true, members: [] })
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
    const connection = programOf(acme.url, token, cleanUps)
    expect(await connection.request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', data: ticket })).toMatchObject({ ok: true })
    expect((await goAway(acme)).status).toBeLessThan(300)
    expect(await connection.request('history', { pattern: 'events.acme.>' })).toMatchObject({ ok: true, events: [] })
    expect(await connection.request('subscribe', { pattern: 'events.acme.>', from: { type: 'earliest' } })).toMatchObject({ ok: true, replayed: 0 })
  })
})
