import { afterEach, describe, expect, it } from 'vitest'
import { startServer, TestPerson } from '../halley-client.test-fixture.ts'
import { changeDraft, editorOf } from '../publishing.test-fixture.ts'
import { SecuredHelpdesk, HELPDESK } from '../encryption/helpdesk-secured.test-fixture.ts'
import { clientOf, drawRule, ticketRule } from './help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('a Notify node', () => {
  it('notifies whom it names, without who uses the session, and goes on', async () => {
    const { url } = await startServer(cleanUps)
    await editorOf(url, cleanUps)
    // In place of the Send: the run goes on to the thanks when people are notified.
    await changeDraft(url, ['flows', 'report', 'nodes', 'escalate'], { id: 'escalate', kind: 'notify', version: 1, position: { x: 0, y: 0 }, config: { roles: ['officer', 'customer'], recipients: '', priority: 'high', title: 'New: {Ticket.subject}', body: '', link: { type: 'app' }, ways: { inbox: true, push: false, email: false } } })
    const officer = clientOf(url, cleanUps, 'officer', { slot: 2 })
    const customer = new TestPerson(url, 'customer')
    cleanUps.push(() => customer.connection.close())
    await officer.push('inbox', ({ hasInbox }) => hasInbox)
    expect(await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Printer on fire', Priority: 'high' })).toEqual({ ok: true })
    await customer.sees('Thank you')
    expect((await officer.push('inbox', ({ change }) => change.unread === 1)).change).toMatchObject({ changed: [{ source: 'Report a problem', priority: 'high', title: 'New: Printer on fire' }], toasts: [expect.any(String)] })
    expect(await customer.connection.request('inbox', { before: null, limit: 10 })).toMatchObject({ unread: 0 })
  })
})

describe('a rule about an encrypted message', () => {
  it('tells that it came and nothing of what is in it; only who may listen opens it', async () => {
    const { url } = await startServer(cleanUps)
    const desk = new SecuredHelpdesk(url, cleanUps)
    await desk.secure()
    await drawRule(url, ticketRule({ title: 'A ticket came', body: '', link: { type: 'flow', flowId: 'showTicket' } }))
    const officer = desk.person('officer', { slot: 2, projectId: HELPDESK })
    const customer = desk.person('customer', { slot: 1, projectId: HELPDESK })
    await officer.connection.push('inbox', ({ hasInbox }) => hasInbox)
    await officer.sees('On duty')
    await customer.presses(await customer.sees('Report a problem'), 'Send', { Subject: 'Canary 4711', Priority: 'high' })
    const { change } = await officer.connection.push('inbox', ({ change: { unread } }) => unread === 1)
    expect(change.changed).toMatchObject([{ title: 'A ticket came', body: '' }])
    expect(JSON.stringify(officer.connection.all('inbox'))).not.toContain('Canary')
    const before = officer.connection.all('screens').at(-1)?.overlays.length ?? 0
    expect(await officer.connection.request('openNotice', { id: change.changed[0]?.id })).toEqual({ ok: true, url: null })
    const shown = await officer.connection.push('screens', ({ overlays }) => overlays.length === before + 1 && before > 0)
    expect(JSON.stringify(shown.overlays.at(-1))).toContain('Canary 4711')
    await desk.editor.request('open', { projectId: HELPDESK, since: null })
    await changeDraft(url, ['channels', 'escalation', 'listenRoles'], ['nobody'])
    expect(await officer.connection.request('openNotice', { id: change.changed[0]?.id })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
