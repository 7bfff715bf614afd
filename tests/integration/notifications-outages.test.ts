import { freePort, gate, ManualClock, readAllowedHost, startListener, startMailServer, startPushService } from '@halley/server/test-services'
import { afterEach, describe, expect, it } from 'vitest'
import { DESK, inboxShows, notifyingDesk, openDesk, outcomesOf, publishDesk, recordsWhen, reportProblem, shows, type DeskOptions } from './notifying-desk.test-fixture.ts'
import { startServer } from './running-server.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Milliseconds after which the first retry is due at the latest. */
const FIRST_RETRY_MS = 20_000

/** A server with the desk, whose time the test moves, and a customer who has it open. */
async function startDesk(options: DeskOptions) {
  const clock = new ManualClock(Date.now())
  const here = readAllowedHost('127.0.0.1')
  const { url } = await startServer(cleanUps, { clock, allowedHosts: here === undefined ? [] : [here] })
  await publishDesk(url, notifyingDesk(options))
  const customer = openDesk(url, 'customer', cleanUps)
  await inboxShows(customer, ({ hasInbox }) => hasInbox)
  return { clock, url, customer }
}

describe('a mail server', () => {
  it('that is down gets the mail when it is up again, once and with the id of the first try', async () => {
    const mailPort = await freePort()
    const { clock, url, customer } = await startDesk({ officers: { off: 'off@example.com' }, mailPort })
    await reportProblem(customer, 'Printer is on fire')
    const [waiting] = await recordsWhen(url, (records) => outcomesOf(records, 'off')['email'] === 'retrying')
    expect(waiting?.attempts.find(({ way }) => way === 'email')).toMatchObject({ tries: 1, text: expect.stringContaining('Nothing answers at "127.0.0.1"') })

    const server = await startMailServer(cleanUps, { port: mailPort })
    clock.advance(FIRST_RETRY_MS)
    expect(await server.arrived(1)).toMatchObject([{ to: ['off@example.com'], subject: 'Urgent: Printer is on fire' }])
    const [record] = await recordsWhen(url, (records) => outcomesOf(records, 'off')['email'] === 'delivered')
    expect(record?.attempts.find(({ way }) => way === 'email')).toMatchObject({ tries: 2 })
    expect(server.taken).toHaveLength(1)
  })

  it('that refuses for good leaves a dead letter, which goes out when somebody has it tried again', async () => {
    let isKnown = false
    const server = await startMailServer(cleanUps, { refuses: () => (isKnown ? null : { code: 550, text: 'No such user' }) })
    const { url, customer } = await startDesk({ officers: { off: 'off@example.com' }, mailPort: server.port })
    await reportProblem(customer, 'Printer is on fire')
    const [record] = await recordsWhen(url, (records) => outcomesOf(records, 'off')['email'] === 'dead')
    const attempt = record?.attempts.find(({ way }) => way === 'email')
    expect(attempt?.text).toContain('550 No such user')
    isKnown = true
    expect((await fetch(`${url}/api/v1/projects/${DESK}/notifications/attempts/${encodeURIComponent(attempt?.id ?? '')}/retry?environment=published`, { method: 'POST' })).status).toBe(204)
    await server.arrived(1)
    await recordsWhen(url, (records) => outcomesOf(records, 'off')['email'] === 'delivered')
  })

  it('that takes the connection and hangs holds up no push, and is tried again', async () => {
    const connected = gate<void>()
    const [hanging, pushes] = [await startListener(cleanUps, () => connected.resolve()), await startPushService(cleanUps)]
    const { clock, url, customer } = await startDesk({ officers: { off: 'off@example.com', phone: undefined }, mailPort: hanging.port })
    const phone = openDesk(url, 'phone', cleanUps)
    await shows(phone, ({ session }) => session !== null)
    expect(await phone.noticeSettings.addDevice(pushes.subscribe('phone'))).toMatchObject({ ok: true })
    phone.end()
    await reportProblem(customer, 'Printer is on fire')
    await recordsWhen(url, (records) => records.length === 2)
    clock.advance(1_000)
    await pushes.arrived(1)
    await recordsWhen(url, (records) => outcomesOf(records, 'phone')['push'] === 'delivered')
    // The time that a mail may take begins before its connection.
    await connected.promise
    clock.advance(30_000)
    const records = await recordsWhen(url, (all) => outcomesOf(all, 'off')['email'] === 'retrying')
    expect(records.find(({ recipient }) => recipient.id === 'off')?.attempts.find(({ way }) => way === 'email')?.text).toContain('30 seconds')
  })
})

describe('a push endpoint', () => {
  it('that is no more (410) is forgotten, and its person gets a mail instead', async () => {
    const [mails, pushes] = [await startMailServer(cleanUps), await startPushService(cleanUps)]
    const { clock, url, customer } = await startDesk({ officers: { away: 'away@example.com' }, mailPort: mails.port })
    const away = openDesk(url, 'away', cleanUps)
    await shows(away, ({ session }) => session !== null)
    expect(await away.noticeSettings.addDevice(pushes.subscribe('old-phone'))).toMatchObject({ ok: true })
    away.end()
    pushes.answerWith({ status: 410 })
    await reportProblem(customer, 'Printer is on fire')
    await recordsWhen(url, (records) => records.length === 1)
    clock.advance(1_000)
    await mails.arrived(1)
    const first = await recordsWhen(url, (records) => outcomesOf(records, 'away')['email'] === 'delivered')
    expect(outcomesOf(first, 'away')['push']).toBe('gone')
    await reportProblem(customer, 'Coffee is on fire')
    await recordsWhen(url, (records) => records.length === 2)
    clock.advance(1_000)
    await mails.arrived(2)
    const second = await recordsWhen(url, (records) => records.length === 2 && outcomesOf(records, 'away')['email'] === 'delivered')
    expect(outcomesOf(second, 'away')).toEqual({ inbox: 'delivered', push: 'no_address', email: 'delivered' })
    expect(pushes.requests()).toBe(1)
  })
})
