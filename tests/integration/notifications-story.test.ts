import { freePort, startMailServer, startPushService } from '@halley/server/test-services'
import { afterAll, describe, expect, it } from 'vitest'
import { inboxShows, notifyingDesk, openDesk, outcomesOf, publishDesk, recordsWhen, reportProblem, shows } from './notifying-desk.test-fixture.ts'
import { buildServerProgram, newFolder, startProcess } from './server-process.test-fixture.ts'

/** Milliseconds that who is there has for reading before a mail goes: this is the time of the machine, which may be busy. Who is not there is mailed at once. */
const READING_MS = 10_000

const cleanUps: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
})

describe('an urgent ticket', () => {
  it('reaches the officer who is there by the inbox, the one whose tab is closed by a push, the one who is offline by a mail, and not who caused it', { timeout: 120_000 }, async () => {
    const [mails, pushes] = [await startMailServer(cleanUps), await startPushService(cleanUps)]
    const program = await buildServerProgram(cleanUps)
    const { url } = await startProcess(program, { dataFolder: newFolder(cleanUps), port: await freePort(), environment: { HALLEY_ALLOW_HOSTS: '127.0.0.1' }, cleanUps })
    await publishDesk(url, notifyingDesk({ officers: { online: 'online@example.com', pushed: undefined, offline: 'offline@example.com' }, mailPort: mails.port, rule: { emailAfterMs: READING_MS } }))

    // The one with a push allowed it on a device, and closed the tab.
    const phone = openDesk(url, 'pushed', cleanUps)
    await shows(phone, ({ session, connection }) => session !== null && connection.state === 'live')
    const key = await phone.noticeSettings.pushKey()
    expect(key).toMatchObject({ ok: true, publicKey: expect.stringMatching(/^[\w-]{87}$/) })
    expect(await phone.noticeSettings.addDevice(pushes.subscribe('phone'))).toMatchObject({ ok: true })
    phone.end()

    const online = openDesk(url, 'online', cleanUps)
    const customer = openDesk(url, 'customer', cleanUps)
    await inboxShows(online, ({ hasInbox }) => hasInbox)
    await inboxShows(customer, ({ hasInbox }) => hasInbox)
    await reportProblem(customer, 'Coffee is out', 'normal')
    await reportProblem(customer, 'Printer is on fire')

    const { unread, toasts } = await inboxShows(online, (now) => now.unread > 0)
    expect([unread, toasts.map(({ title, priority, source }) => ({ title, priority, source }))]).toEqual([1, [{ title: 'Urgent: Printer is on fire', priority: 'high', source: 'Urgent ticket' }]])
    // Read in time, nothing is sent after it.
    online.inbox.markRead('all')
    await inboxShows(online, (now) => now.unread === 0)

    const [push] = await pushes.arrived(1)
    expect(push).toMatchObject({ device: 'phone', headers: { urgency: 'high' }, payload: { title: 'Urgent: Printer is on fire', priority: 'high', url: expect.stringMatching(/^\/a\/desk\?persona=pushed&notice=/) }, sender: { publicKey: key.ok ? key.publicKey : '' } })
    const [mail] = await mails.arrived(1)
    expect(mail).toMatchObject({ to: ['offline@example.com'], subject: 'Urgent: Printer is on fire' })
    const link = /Open: (\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
    expect(link).toMatch(new RegExp(`^${url}/a/desk\\?persona=offline&notice=`))
    expect(mail?.html).toContain(link.replaceAll('&', '&amp;'))

    const records = await recordsWhen(url, (all) => all.flatMap(({ attempts }) => attempts).every(({ outcome }) => outcome !== 'waiting' && outcome !== 'retrying'))
    expect(records.map(({ recipient }) => recipient.id).toSorted()).toEqual(['offline', 'online', 'pushed'])
    expect(outcomesOf(records, 'offline')).toEqual({ inbox: 'delivered', push: 'no_address', email: 'delivered' })
    expect(outcomesOf(records, 'pushed')).toEqual({ inbox: 'delivered', push: 'delivered', email: 'no_address' })
    expect(outcomesOf(records, 'online')).toMatchObject({ inbox: 'delivered', email: 'read_before' })
    expect([pushes.received.length, pushes.mistakes, mails.taken.length]).toEqual([1, [], 1])
    expect(customer.inbox.get().unread).toBe(0)

    // The link of the mail opens the ticket.
    const offline = openDesk(url, 'offline', cleanUps)
    await inboxShows(offline, (now) => now.unread === 1)
    const before = offline.get().screens?.overlays.length ?? 0
    expect(await offline.openNotice(new URL(link).searchParams.get('notice') ?? '')).toEqual({ ok: true, url: null })
    await shows(offline, ({ screens }) => (screens?.overlays.length ?? 0) > before || JSON.stringify(screens?.main).includes('Printer is on fire'))
    await inboxShows(offline, (now) => now.unread === 0)
  })
})
