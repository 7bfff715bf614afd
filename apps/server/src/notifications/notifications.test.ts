import { noticeRecordSchema, type InboxPage, type LogRow, type NoticeRecord } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startAcme } from '../accounts.test-fixture.ts'
import { newDataFolder, startServer, TestConnection, TestPerson } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { api, editorOf, projectId, versions } from '../publishing.test-fixture.ts'
import { LOBBY, PROJECT_ID, roomApp, TICKET } from '../rooms/room-app.test-fixture.ts'
import { clearDesk, clientOf, drawRule, sendTickets, ticketRule, withoutNotifications } from './help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function serve() {
  const clock = new ManualClock()
  const { url } = await startServer(cleanUps, { clock })
  await clearDesk(url)
  const editor = await editorOf(url, cleanUps)
  return { clock, url, editor }
}

describe('a notification in an inbox', () => {
  it('comes to all devices of whom the rule says, with a toast and the count of what is unread, and to nobody else', async () => {
    const { url } = await serve()
    const [one, two, other] = [clientOf(url, cleanUps, 'officer', { slot: 1 }), clientOf(url, cleanUps, 'officer', { slot: 2 }), clientOf(url, cleanUps, 'customer', { slot: 3 })]
    expect(await one.push('inbox')).toEqual({ hasInbox: false, change: { unread: 0, changed: [], dismissed: [], toasts: [] } })
    await drawRule(url, ticketRule())
    await Promise.all([one, two, other].map((client) => client.push('inbox', ({ hasInbox }) => hasInbox)))
    await sendTickets(url, [{ id: 't1' }])
    for (const device of [one, two]) {
      const { change } = await device.push('inbox', ({ change: { unread } }) => unread === 1)
      expect(change).toMatchObject({ unread: 1, dismissed: [], changed: [{ source: 'Urgent tickets', title: 'Printer t1', body: 'By A program.', readAt: null, link: { type: 'app' } }], toasts: [change.changed[0]?.id] })
    }
    const page = await one.request<InboxPage>('inbox', { before: null, limit: 10 })
    if (!page.ok) throw new Error('The inbox was refused.')
    const [notice] = page.notices
    expect(await two.request('readNotices', { ids: [notice?.id] })).toEqual({ ok: true })
    expect((await one.push('inbox', ({ change }) => change.changed.some(({ readAt }) => readAt !== null))).change.unread).toBe(0)
    expect(await one.request('dismissNotices', { ids: 'all' })).toEqual({ ok: true })
    expect((await two.push('inbox', ({ change }) => change.dismissed.length > 0)).change).toEqual({ unread: 0, changed: [], dismissed: [notice?.id], toasts: [] })
    expect(await one.request('inbox', { before: null, limit: 10 })).toEqual({ ok: true, notices: [], unread: 0, next: null })
    expect(await other.request('inbox', { before: null, limit: 10 })).toEqual({ ok: true, notices: [], unread: 0, next: null })
    expect(other.all('inbox').every(({ change }) => change.changed.length === 0)).toBe(true)
  })

  it('is read page by page, the newest first', async () => {
    const { url } = await serve()
    const officer = clientOf(url, cleanUps, 'officer')
    await drawRule(url, ticketRule())
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    await sendTickets(url, ['t1', 't2', 't3', 't4', 't5'].map((id) => ({ id })))
    await officer.push('inbox', ({ change }) => change.unread === 5)
    const titles: string[] = []
    let before: string | null = null
    for (;;) {
      const page: Awaited<ReturnType<typeof officer.request<InboxPage>>> = await officer.request<InboxPage>('inbox', { before, limit: 2 })
      if (!page.ok) throw new Error('The inbox was refused.')
      titles.push(...page.notices.map(({ title }) => title))
      before = page.next
      if (before === null) break
    }
    expect(titles).toEqual(['Printer t5', 'Printer t4', 'Printer t3', 'Printer t2', 'Printer t1'])
  })
})

describe('a notification that is taken up', () => {
  it('is read, and its flowchart runs with the message that caused it, also after a restart', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const first = await startServer(cleanUps, { dataFolder })
    await clearDesk(first.url)
    const before = clientOf(first.url, cleanUps, 'officer')
    await before.push('inbox')
    await drawRule(first.url, ticketRule({ link: { type: 'flow', flowId: 'showTicket' } }))
    await before.push('inbox', ({ hasInbox }) => hasInbox)
    await sendTickets(first.url, [{ id: 't1', subject: 'Printer on fire' }])
    await before.push('inbox', ({ change }) => change.unread === 1)
    await first.close()
    const { url } = await startServer(cleanUps, { dataFolder })
    const officer = clientOf(url, cleanUps, 'officer')
    const page = await officer.request<InboxPage>('inbox', { before: null, limit: 10 })
    const id = page.ok ? (page.notices[0]?.id ?? '') : ''
    expect(await officer.request('openNotice', { id })).toEqual({ ok: true, url: null })
    const shown = await officer.push('screens', ({ overlays }) => overlays.length === 1)
    expect(JSON.stringify(shown.overlays[0])).toContain('Printer on fire')
    expect(await officer.request('inbox', { before: null, limit: 10 })).toMatchObject({ unread: 0, notices: [{ id, readAt: expect.any(String) }] })
    const customer = clientOf(url, cleanUps, 'customer', { slot: 2 })
    expect(await customer.request('openNotice', { id })).toMatchObject({ ok: false, error: { code: 'notice/not_found' } })
  })

  it('with an address says where to go', async () => {
    const { url } = await serve()
    await drawRule(url, ticketRule({ link: { type: 'address', url: 'https://tickets.example/{Ticket.subject}' } }))
    const officer = clientOf(url, cleanUps, 'officer')
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    await sendTickets(url, [{ id: 't1', subject: 'a/b' }])
    const { change } = await officer.push('inbox', ({ change: { unread } }) => unread === 1)
    expect(await officer.request('openNotice', { id: change.changed[0]?.id })).toEqual({ ok: true, url: 'https://tickets.example/a%2Fb' })
  })
})

describe('who caused an event', () => {
  it('is not notified of it', async () => {
    const { url } = await serve()
    await drawRule(url, ticketRule({ recipients: { roles: ['officer', 'customer'] } }))
    const officer = clientOf(url, cleanUps, 'officer', { slot: 2 })
    const customer = new TestPerson(url, 'customer')
    cleanUps.push(() => customer.connection.close())
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    const form = await customer.sees('Report a problem')
    expect(await customer.presses(form, 'Send', { Subject: 'Printer on fire', Priority: 'high' })).toEqual({ ok: true })
    expect((await officer.push('inbox', ({ change: { unread } }) => unread === 1)).change.changed).toMatchObject([{ title: 'Printer on fire', body: 'By Customer.' }])
    expect(await customer.connection.request('inbox', { before: null, limit: 10 })).toMatchObject({ unread: 0, notices: [] })
  })
})

describe('the test of a rule', () => {
  const testOf = (url: string, body: unknown) => api(url, 'POST', `projects/${projectId}/rules/urgent/test`, { body })

  it('says who would get what by which way, and who not and why, of the last message that matches or of one that is named', async () => {
    const { url } = await serve()
    await drawRule(url, ticketRule({ condition: 'Ticket.priority == "high"', recipients: { users: ['nobody@example.com'], roles: ['officer'] }, ways: { inbox: true, push: true, email: true } }))
    expect(await testOf(url, {})).toMatchObject({ status: 404, json: { code: 'rule/no_event' } })
    const officer = clientOf(url, cleanUps, 'officer')
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    await sendTickets(url, [{ id: 't1' }, { id: 't2', priority: 'low' }])
    await officer.push('inbox', ({ change: { unread } }) => unread === 1)
    expect((await testOf(url, {})).json).toMatchObject({ event: { id: 't2' }, matches: true, because: 'The condition does not hold: Ticket.priority == "high"', people: [] })
    expect((await testOf(url, { eventId: 't1' })).json).toMatchObject({
      event: { id: 't1', topic: 'events.local.draft-helpdesk-escalation.escalation.Ticket._' }, matches: true, because: 'Nobody is called "nobody@example.com".', title: 'Printer t1', body: 'By A program.', more: 0,
      people: [
        { id: 'officer', because: null, ways: [{ way: 'inbox', taken: true, text: 'At once, with a toast.' }, { way: 'push', taken: true, text: 'After 30 seconds when it is not read.' }, { way: 'email', taken: false, text: 'Their e-mail address is not known.' }] },
        { id: 'customer', because: 'Is not among the recipients: neither by name nor by a role.', ways: [] },
      ],
    })
    expect(await testOf(url, { eventId: 'other' })).toMatchObject({ status: 404, json: { code: 'rule/no_event' } })
    expect(await api(url, 'POST', `projects/${projectId}/rules/none/test`, { body: {} })).toMatchObject({ status: 404, json: { code: 'rule/not_found' } })
    // Nothing of it was kept.
    expect((await api(url, 'GET', `projects/${projectId}/notifications`)).json['records']).toHaveLength(1)
  })

  it('says of an event of long ago, as of one of just now, that who caused it gets none', async () => {
    const dataFolder = newDataFolder(cleanUps)
    const clock = new ManualClock()
    const { url, close } = await startServer(cleanUps, { clock, dataFolder })
    await clearDesk(url)
    await drawRule(url, ticketRule({ recipients: { roles: ['officer', 'customer'] } }))
    const customer = new TestPerson(url, 'customer')
    cleanUps.push(() => customer.connection.close())
    const officer = clientOf(url, cleanUps, 'officer', { slot: 2 })
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Printer on fire', Priority: 'high' })
    await officer.push('inbox', ({ change: { unread } }) => unread === 1)
    const said = { title: 'Printer on fire', body: 'By Customer.', people: [{ id: 'officer', because: null }, { id: 'customer', because: 'Caused the event.', ways: [] }] }
    expect((await testOf(url, {})).json).toMatchObject(said)
    // The bus holds it no more, but the message log does.
    clock.advance(5 * 60_000)
    expect((await testOf(url, {})).json).toMatchObject(said)
    await close()
    expect((await testOf((await startServer(cleanUps, { clock, dataFolder })).url, {})).json).toMatchObject(said)
  })

  it('passes over what tells programs of notifications, and says that rules are not asked about it', async () => {
    const { url } = await serve()
    await drawRule(url, ticketRule({ pattern: 'events.*.helpdesk.>', title: 'Something', body: '' }))
    const program = new TestConnection(url, '/events', { auth: { protocol: 1 } })
    cleanUps.push(() => program.close())
    const told = new Promise<{ id: string }>((resolve) => program.socket.on('event', resolve))
    expect(await program.request('subscribe', { pattern: 'events.local.*.notifications.notified._' })).toMatchObject({ ok: true })
    await sendTickets(url, [{ id: 't1' }])
    const { id } = await told
    expect((await testOf(url, {})).json).toMatchObject({ event: { id: 't1' }, because: null })
    expect((await testOf(url, { eventId: id })).json).toMatchObject({ event: { id }, because: expect.stringContaining('rules are not asked about that'), people: [] })
  })

  it('shows nothing of what was said in a published room to whom the room is not for', async () => {
    const { ann, join } = await startAcme(cleanUps)
    const rule = ticketRule({ pattern: 'events.*.rooms.*.message_posted.*', title: '{RoomMessage.author}', body: '{RoomMessage.text}' })
    expect((await ann.send('POST', 'projects?run=allowed', { ...roomApp(), rules: { urgent: rule } })).status).toBe(201)
    expect((await ann.send('POST', `projects/${PROJECT_ID}/versions`, { name: 'One', publish: true })).status).toBe(201)
    const [eddy, olga] = [await join('Eddy', 'editor'), await join('Olga', 'editor', { appRoles: ['officer'] })]
    const app = olga.open('/app', { projectId: PROJECT_ID, personaId: null, environment: 'published', slot: null, flowId: null, resume: null }, cleanUps)
    await app.push('screens', ({ main }) => main?.title === 'Rooms')
    for (const [room, text] of [[LOBBY, 'For all'], [TICKET, 'For few']] as const) expect(await app.request('postToRoom', { ...room, id: text.replace(' ', ''), text })).toMatchObject({ ok: true })
    const bodyFor = async (person: typeof eddy, asked: object) => (await person.send('POST', `projects/${PROJECT_ID}/rules/urgent/test`, asked)).json
    expect([await bodyFor(eddy, {}), await bodyFor(olga, {}), await bodyFor(ann, {})]).toMatchObject([{ body: 'For all' }, { body: 'For few' }, { body: 'For few' }])
    const { event } = z.object({ event: z.object({ id: z.string() }) }).parse(await bodyFor(olga, {}))
    expect(await bodyFor(eddy, { eventId: event.id })).toMatchObject({ code: 'rule/no_event' })
  })

  it('of which somebody was notified stands in the log of notifications only for whom the room is for, read and told live', async () => {
    const { ann, join } = await startAcme(cleanUps)
    const rule = ticketRule({ pattern: 'events.*.rooms.*.message_posted.*', title: '{RoomMessage.author}', body: '{RoomMessage.text}', recipients: { users: [], roles: ['officer'], expression: '' } })
    expect((await ann.send('POST', 'projects?run=allowed', { ...roomApp(), rules: { urgent: rule } })).status).toBe(201)
    expect((await ann.send('POST', `projects/${PROJECT_ID}/versions`, { name: 'One', publish: true })).status).toBe(201)
    const [vic, olga, oscar] = [await join('Vic', 'viewer'), await join('Olga', 'viewer', { appRoles: ['officer'] }), await join('Oscar', 'viewer', { appRoles: ['officer'] })]
    const editorOf = async (person: typeof vic): Promise<{ readonly told: (isWanted: (bodies: readonly string[]) => boolean) => Promise<unknown> }> => {
      const editor = person.open('/editor', { name: 'Somebody' }, cleanUps)
      expect(await editor.request('open', { projectId: PROJECT_ID, since: null })).toMatchObject({ ok: true })
      return { told: (isWanted) => editor.push('notices', ({ records }) => isWanted(records.map(({ notice }) => notice.body))) }
    }
    const [seenByVic, seenByOlga] = [(await editorOf(vic)).told((bodies) => bodies.length > 0), (await editorOf(olga)).told((bodies) => bodies.includes('For few'))]
    const app = olga.open('/app', { projectId: PROJECT_ID, personaId: null, environment: 'published', slot: null, flowId: null, resume: null }, cleanUps)
    await app.push('screens', ({ main }) => main?.title === 'Rooms')
    expect(await app.request('postToRoom', { ...TICKET, id: 'few', text: 'For few' })).toMatchObject({ ok: true })
    await seenByOlga
    expect(JSON.stringify(await seenByVic)).not.toContain('For few')
    const read = async (person: typeof vic) => (await person.send('GET', `projects/${PROJECT_ID}/notifications?environment=published`)).json
    expect(await read(vic)).toMatchObject({ records: [{ notice: { title: rule.name, body: expect.stringContaining('not for you') } }] })
    for (const person of [olga, oscar, ann]) expect(await read(person)).toMatchObject({ records: [{ notice: { title: 'Olga', body: 'For few' } }] })
  })

  it('is for viewers, too, who may not change the rule', async () => {
    const { ann, join } = await startAcme(cleanUps)
    const vic = await join('Vic', 'viewer')
    const draw = { id: 'draw', label: 'Draw', patches: [{ op: 'add', path: ['rules', 'urgent'], value: ticketRule() }] }
    expect((await vic.send('POST', `projects/${projectId}/edits`, draw)).status).toBe(403)
    expect((await ann.send('POST', `projects/${projectId}/edits`, draw)).status).toBe(200)
    const program = ann.open('/events', {}, cleanUps)
    expect(await program.request('publish', { topic: 'events.acme.draft-helpdesk-escalation.escalation.Ticket._', id: 't1', data: { subject: 'Printer', priority: 'high' } })).toMatchObject({ ok: true })
    expect(await vic.send('POST', `projects/${projectId}/rules/urgent/test`, {})).toMatchObject({ status: 200, json: { event: { id: 't1' }, matches: true } })
  })
})

describe('a published app', () => {
  it('notifies the members of its organisation by their roles, keeps drafts apart, and is retried from the editor', async () => {
    const clock = new ManualClock()
    const acme = await startAcme(cleanUps, { clock })
    const { ann } = acme
    expect((await ann.send('POST', `projects/${projectId}/edits`, withoutNotifications)).status).toBe(200)
    const olga = await acme.join('Olga', 'viewer', { appRoles: ['officer'] })
    const rule = ticketRule({ ways: { inbox: true, push: false, email: true } })
    expect((await ann.send('POST', `projects/${projectId}/edits`, { id: 'draw', label: 'Draw', patches: [{ op: 'add', path: ['rules', 'urgent'], value: rule }] })).status).toBe(200)
    expect((await ann.send('POST', versions, { name: 'One', note: '', publish: true })).status).toBe(201)
    const [hers, anns] = [olga, ann].map((browser) => browser.open('/app', { projectId, personaId: null, environment: 'published', slot: null, flowId: null, resume: null }, cleanUps))
    await hers?.push('inbox', ({ hasInbox }) => hasInbox)
    const program = ann.open('/events', {}, cleanUps)
    for (const app of ['helpdesk', 'draft-helpdesk-escalation']) expect(await program.request('publish', { topic: `events.acme.${app}.escalation.Ticket._`, id: app, data: { subject: `Of ${app}`, priority: 'high' } })).toMatchObject({ ok: true })
    expect((await hers?.push('inbox', ({ change: { unread } }) => unread === 1))?.change.changed).toMatchObject([{ title: 'Of helpdesk' }])
    expect(await anns?.request('inbox', { before: null, limit: 10 })).toMatchObject({ unread: 0 })
    clock.advance(15 * 60_000)
    const editor = ann.open('/editor', { name: 'Ann' }, cleanUps)
    await editor.request('open', { projectId, since: null })
    const records = async () => z.object({ records: z.array(noticeRecordSchema) }).parse((await ann.send('GET', `projects/${projectId}/notifications?environment=published`)).json).records
    // There is no mail server in the project.
    let [record] = await records()
    while (record?.attempts[1]?.outcome !== 'dead') {
      await new Promise((resolve) => setImmediate(resolve))
      record = (await records())[0]
    }
    expect(record).toMatchObject({ recipient: { name: 'Olga' }, attempts: [{ way: 'inbox', outcome: 'delivered' }, { way: 'email', outcome: 'dead', tries: 1 }] })
    const attempt = record.attempts[1]?.id ?? ''
    expect((await ann.send('POST', `projects/${projectId}/notifications/attempts/${attempt}/retry`)).status).toBe(404)
    expect((await olga.send('POST', `projects/${projectId}/notifications/attempts/${attempt}/retry?environment=published`)).status).toBe(403)
    expect((await ann.send('POST', `projects/${projectId}/notifications/attempts/${attempt}/retry?environment=published`)).status).toBe(204)
  })
})

describe('a push and a mail of a preview', () => {
  it('are shown to the editors and sent to nobody, each as soon as it would be', async () => {
    const { clock, url, editor } = await serve()
    await drawRule(url, ticketRule({ ways: { inbox: true, push: true, email: true }, pushAfterMs: 30_000, emailAfterMs: 60_000 }))
    const officer = clientOf(url, cleanUps, 'officer')
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    expect(await editor.request('setPersonaReach', { personaId: 'officer', reach: 'push' })).toEqual({ ok: true })
    await sendTickets(url, [{ id: 't1' }])
    expect(await editor.push('previewPost')).toMatchObject({ personaId: 'officer', post: { type: 'push', payload: { title: 'Printer t1' }, urgency: 'normal' } })
    expect(officer.all('inbox').every(({ change }) => change.changed.length === 0)).toBe(true)
    expect(await editor.request('setPersonaReach', { personaId: 'officer', reach: 'online' })).toEqual({ ok: true })
    expect((await officer.push('inbox', ({ change }) => change.changed.length === 1)).change).toMatchObject({ unread: 1, toasts: [] })
    clock.advance(1)
    const records = await api(url, 'GET', `projects/${projectId}/notifications`)
    expect(records.json).toMatchObject({ next: null, records: [{ ruleId: 'urgent', recipient: { id: 'officer' }, topic: 'events.local.draft-helpdesk-escalation.escalation.Ticket._', attempts: [{ way: 'inbox', outcome: 'delivered' }, { way: 'push', outcome: 'delivered', tries: 1 }, { way: 'email', outcome: 'no_address' }] }] })
    const { rows } = (await editor.request<{ rows: LogRow[] }>('log', { before: null, limit: 200 })) as { rows: LogRow[] }
    expect(rows.filter(({ type }) => type === 'notification').map(({ text }) => text)).toEqual([expect.stringContaining('The rule "Urgent tickets" notified'), expect.stringContaining('Push to ')])
    clock.advance(100)
    expect((await editor.push('notices')).records[0] satisfies NoticeRecord | undefined).toMatchObject({ ruleId: 'urgent' })
  })
})
