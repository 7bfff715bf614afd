import type { InboxPage, LogRow, NoticeRecord } from '@halley/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer } from '../halley-client.test-fixture.ts'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import { api, editorOf, projectId } from '../publishing.test-fixture.ts'
import { clientOf, drawRule, sendTickets, ticketRule } from './help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function serve() {
  const clock = new ManualClock()
  const { url } = await startServer(cleanUps, { clock })
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
