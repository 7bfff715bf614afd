import { readAllowedHost, startMailServer } from '@halley/server/test-services'
import { afterAll, describe, expect, it } from 'vitest'
import { inboxShows, notifyingDesk, openDesk, publishDesk, recordsWhen, reportProblem } from './notifying-desk.test-fixture.ts'
import { startServer } from './running-server.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
})

const PEOPLE = 10_000
/** Of them, those with an address. */
const MAILED = 500

describe('an event that notifies 10,000 people', () => {
  it('is in the inbox of each once, and mailed once to each who has an address; the server answers meanwhile', { timeout: 180_000 }, async () => {
    const mails = await startMailServer(cleanUps)
    const here = readAllowedHost('127.0.0.1')
    const { url } = await startServer(cleanUps, { allowedHosts: here === undefined ? [] : [here] })
    const officers = Object.fromEntries(Array.from({ length: PEOPLE }, (_, index) => [`p${index}`, index < MAILED ? `p${index}@example.com` : undefined]))
    await publishDesk(url, notifyingDesk({ officers, mailPort: mails.port, rule: { emailAfterMs: 0 } }))
    const customer = openDesk(url, 'customer', cleanUps)
    const last = openDesk(url, `p${PEOPLE - 1}`, cleanUps)
    await inboxShows(last, ({ hasInbox }) => hasInbox)
    await reportProblem(customer, 'Everything is on fire')
    expect((await inboxShows(last, ({ unread }) => unread > 0)).unread).toBe(1)
    await mails.arrived(MAILED)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)

    const records = await recordsWhen(url, (all) => all.length >= PEOPLE && all.flatMap(({ attempts }) => attempts).every(({ outcome }) => outcome === 'delivered' || outcome === 'no_address'))
    expect(new Set(records.map(({ recipient }) => recipient.id)).size).toBe(PEOPLE)
    expect(records).toHaveLength(PEOPLE)
    expect(mails.taken).toHaveLength(MAILED)
    expect(new Set(mails.taken.flatMap(({ to }) => to)).size).toBe(MAILED)
    expect(customer.inbox.get().unread).toBe(0)
  })
})
