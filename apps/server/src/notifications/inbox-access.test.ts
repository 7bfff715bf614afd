import type { InboxPage } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { startAcme, type TestBrowser } from '../accounts.test-fixture.ts'
import { projectId, versions } from '../publishing.test-fixture.ts'
import { ticketRule, withoutNotifications } from './help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A published help desk whose officer Olga has a notification, and Vic, who is in the same organisation and is no officer. */
async function notifiedOlga() {
  const acme = await startAcme(cleanUps)
  expect((await acme.ann.send('POST', `projects/${projectId}/edits`, withoutNotifications)).status).toBe(200)
  const [olga, vic] = [await acme.join('Olga', 'viewer', { appRoles: ['officer'] }), await acme.join('Vic', 'viewer')]
  await acme.ann.send('POST', `projects/${projectId}/edits`, { id: 'draw', label: 'Draw', patches: [{ op: 'add', path: ['rules', 'urgent'], value: ticketRule({ ways: { inbox: true, push: true, email: false }, link: { type: 'flow', flowId: 'showTicket' } }) }] })
  expect((await acme.ann.send('POST', versions, { name: 'One', note: '', publish: true })).status).toBe(201)
  const open = (browser: TestBrowser, more: Record<string, unknown> = {}) => browser.open('/app', { projectId, personaId: null, environment: 'published', slot: null, flowId: null, resume: null, ...more }, cleanUps)
  const [hers, his] = [open(olga), open(vic)]
  for (const app of [hers, his]) await app.push('inbox', ({ hasInbox }) => hasInbox)
  expect(await acme.ann.open('/events', {}, cleanUps).request('publish', { topic: 'events.acme.helpdesk.escalation.Ticket._', id: 't1', data: { subject: 'Between us', priority: 'high' } })).toMatchObject({ ok: true })
  const { change } = await hers.push('inbox', ({ change: { unread } }) => unread === 1)
  const pageOf = async (app: typeof hers): Promise<InboxPage> => {
    const page = await app.request<InboxPage>('inbox', { before: null, limit: 10 })
    if (!page.ok) throw new Error(page.error.message)
    return page
  }
  return { acme, open, olga, vic, hers, his, pageOf, id: change.changed[0]?.id ?? '' }
}

describe('the inbox of somebody else', () => {
  it('is neither read nor opened nor changed, also by who knows the id of a notification', async () => {
    const { hers, his, pageOf, id } = await notifiedOlga()
    expect(await pageOf(his)).toEqual({ ok: true, notices: [], unread: 0, next: null })
    expect(await his.request('openNotice', { id })).toMatchObject({ ok: false, error: { code: 'notice/not_found' } })
    for (const event of ['readNotices', 'dismissNotices']) expect(await his.request(event, { ids: [id] })).toEqual({ ok: true })
    for (const event of ['readNotices', 'dismissNotices']) expect(await his.request(event, { ids: 'all' })).toEqual({ ok: true })
    expect(await pageOf(hers)).toMatchObject({ unread: 1, notices: [{ id, readAt: null, title: 'Between us' }] })
    expect(JSON.stringify(his.pushes)).not.toContain('Between us')
  })

  it('is not had by asking for another person as a persona, or for another environment', async () => {
    const { acme, open, vic, olga, id, pageOf } = await notifiedOlga()
    const olgaId = (await olga.me()).person?.id ?? ''
    for (const asked of [{ personaId: 'officer' }, { personaId: olgaId }]) expect(await pageOf(open(vic, asked))).toMatchObject({ notices: [] })
    for (const browser of [vic, acme.ann]) {
      const draft = open(browser, { environment: 'draft', personaId: 'officer', slot: 1 })
      expect(await draft.request('openNotice', { id })).toMatchObject({ ok: false, error: { code: 'notice/not_found' } })
      expect(await pageOf(draft)).toMatchObject({ notices: [] })
    }
    // Who may change the app acts as a persona there, and as no member.
    expect(await pageOf(open(acme.ann, { personaId: olgaId }))).toMatchObject({ notices: [] })
  })

  it('keeps its devices and wishes, whatever others take off their own', async () => {
    const { hers, his } = await notifiedOlga()
    const subscription = { endpoint: 'https://push.example/olga', keys: { p256dh: 'p', auth: 'a' } }
    expect(await hers.request('addPushSubscription', { subscription })).toEqual({ ok: true })
    await his.request('removePushSubscription', { endpoint: subscription.endpoint })
    await his.request('setNoticePreferences', { preferences: { rules: [{ ruleId: null, ways: { inbox: false } }], quietHours: null } })
    expect(await hers.request('noticePreferences', {})).toMatchObject({ preferences: { rules: [], quietHours: null } })
  })
})

describe('what a page says of notifications', () => {
  it.each([
    ['the id of a notification that no database could look for', 'openNotice', { id: 'a\0b' }],
    ['an address for pushes with a NUL', 'addPushSubscription', { subscription: { endpoint: 'https://push.example/\0', keys: { p256dh: 'p', auth: 'a' } } }],
    ['a key with a NUL', 'addPushSubscription', { subscription: { endpoint: 'https://push.example/x', keys: { p256dh: 'p\0', auth: 'a' } } }],
    ['more ids than a page has', 'readNotices', { ids: Array.from({ length: 51 }, (_, index) => `n${index}`) }],
    ['more lines of wishes than there are rules', 'setNoticePreferences', { preferences: { rules: Array.from({ length: 501 }, () => ({ ruleId: null, ways: {} })), quietHours: null } }],
    ['a rule with a name as long as a book', 'setNoticePreferences', { preferences: { rules: [{ ruleId: 'x'.repeat(50_000), ways: {} }], quietHours: null } }],
  ])('is refused, and harms nobody: %s', async (_what, event, payload) => {
    const { his, pageOf } = await notifiedOlga()
    expect(await his.request(event, payload)).toMatchObject({ ok: false, error: { code: 'wire/malformed' } })
    expect(await pageOf(his)).toMatchObject({ unread: 0 })
  })
})
