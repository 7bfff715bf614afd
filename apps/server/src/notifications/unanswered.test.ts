import { afterEach, describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { recordOnWire } from './notice-on-wire.ts'
import { openDesk, SENT, type NotificationDesk } from './notification-desk.test-fixture.ts'
import type { SendOutcome } from './transports.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const SILENT: SendOutcome = { type: 'refused', text: 'It said nothing for 30 seconds.', isFinal: false, retryAfterMs: null, unanswered: 'The mail server "mail.example"' }
const MINUTE_MS = 60_000
const mails = { ways: { inbox: true, push: false, email: true } } as const

const triesOf = async (desk: NotificationDesk): Promise<number> => (await desk.histories()).reduce((sum, { attempts }) => sum + (attempts.find(({ way }) => way === 'email')?.tries ?? 0), 0)
const rowsOf = async (desk: NotificationDesk) => {
  // Rows are written a moment later, together.
  desk.clock.advance(1_000)
  return (await desk.storage.readLogRows('desk', null, 500)).rows
}

describe('a mail server that does not answer', () => {
  it('is left alone after four tries in a row, and what waits for it spends no try', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule(mails)], officers: 20 })
    desk.office.answer = () => SILENT
    await desk.send({ id: 't1' })
    await desk.settled()
    // Those that were under way with the fourth.
    expect(desk.office.mails.length).toBeLessThan(8)
    const tried = desk.office.mails.length
    expect(await triesOf(desk)).toBe(tried)
    await desk.pass(MINUTE_MS - 1)
    expect(desk.office.mails).toHaveLength(tried)
    const waiting = (await desk.histories()).map((history) => recordOnWire(history, () => null).attempts[1]).filter((attempt) => attempt?.tries === 0)
    expect(waiting).toHaveLength(20 - tried)
    expect(waiting.every((attempt) => attempt?.outcome === 'waiting')).toBe(true)
  })

  it('is tried by one mail after each pause, and takes all that waits as soon as it answers', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule(mails)], officers: 20 })
    desk.office.answer = () => SILENT
    await desk.send({ id: 't1' })
    await desk.settled()
    const counts: number[] = []
    for (const minutes of [1, 2, 4, 8]) {
      const before = desk.office.mails.length
      await desk.pass(minutes * MINUTE_MS)
      counts.push(desk.office.mails.length - before)
    }
    expect(counts).toEqual([1, 1, 1, 1])
    desk.office.answer = () => SENT
    await desk.pass(15 * MINUTE_MS)
    expect(desk.office.mails.filter(({ outcome }) => outcome.type === 'sent')).toHaveLength(20)
    expect((await desk.histories()).every(({ attempts }) => attempts[1]?.outcome === 'delivered')).toBe(true)
    expect(await desk.storage.notifications.lanes()).toEqual([])
    const rows = await rowsOf(desk)
    expect(rows.filter(({ code }) => code === 'notice/paused').map(({ level, text }) => ({ level, text })).at(-1)).toEqual({ level: 'warning', text: expect.stringMatching(/^The mail server "mail\.example" could not be reached or did not answer \d+ times in a row; it is not tried again before 00:\d\d UTC\. The last time: It said nothing for 30 seconds\. Until then, mails through it wait\.$/) })
    expect(rows.some(({ text }) => text === 'The mail server answers again: the mails that waited for it are sent.')).toBe(true)
  })

  it('is said in the log of notifications to be what they wait for', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule(mails)], officers: 10 })
    desk.office.answer = () => SILENT
    await desk.send({ id: 't1' })
    await desk.settled()
    const waiting = (await desk.histories()).map(desk.now().recordOf).map(({ attempts }) => attempts[1]).filter((attempt) => attempt?.tries === 0)
    expect(waiting[0]).toMatchObject({ outcome: 'waiting', at: '2026-01-01T00:01:00.000Z', text: expect.stringMatching(/^Waits\. The mail server "mail\.example" could not be reached/) })
  })

  it('holds up neither another mail server nor pushes', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ...mails, mailConnectionId: 'silent' }), ticketRule({ ways: { inbox: true, push: true, email: true }, id: 'other', name: 'Other', technicalName: 'other', mailConnectionId: 'good' })], officers: 10 })
    await desk.subscribe('officer1', 'one')
    desk.office.answer = (to) => ('connectionId' in to && to.connectionId === 'silent' ? SILENT : SENT)
    for (const id of ['t1', 't2', 't3']) {
      await desk.send({ id })
      await desk.settled()
    }
    expect(desk.office.mails.filter(({ connectionId }) => connectionId === 'good')).toHaveLength(27)
    expect(desk.office.pushes).toHaveLength(3)
    expect(desk.office.mails.filter(({ connectionId }) => connectionId === 'silent').length).toBeLessThan(8)
  })

  it('is tried at once when somebody retries a mail that was given up, or the model changes', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule(mails)], officers: 20 })
    desk.office.answer = () => SILENT
    await desk.send({ id: 't1' })
    await desk.settled()
    const tried = desk.office.mails.length
    desk.draw([ticketRule(mails)])
    await desk.settled()
    expect(desk.office.mails).toHaveLength(tried + 1)
    desk.office.answer = () => SENT
    desk.now().retried(desk.app, 'whichever')
    await desk.settled()
    expect(desk.office.mails.filter(({ outcome }) => outcome.type === 'sent')).toHaveLength(20 - tried - 1)
  })

  it('has what waited three days for a try be given up, and be retried by hand', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule(mails)], officers: 20 })
    desk.office.answer = () => SILENT
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.pass(2 * 24 * 3_600_000)
    expect((await desk.ways('officer20')).at(-1)).toBe('email waiting')
    await desk.pass(24 * 3_600_000)
    const dead = (await desk.histories()).flatMap(({ attempts }) => attempts.filter(({ outcome }) => outcome === 'dead'))
    expect(dead.length).toBeGreaterThan(10)
    expect(dead.every(({ tries, text }) => tries <= 1 && text.startsWith('Given up after it has waited for three days. The mail server "mail.example"'))).toBe(true)
    desk.office.answer = () => SENT
    const noticeId = dead[0]?.noticeId ?? ''
    expect(await desk.storage.notifications.retry(desk.app, { noticeId, way: 'email' }, desk.clock.nowMs())).toBe(true)
    desk.now().retried(desk.app, noticeId)
    await desk.settled()
    expect((await desk.histories()).find(({ notice }) => notice.id === noticeId)?.attempts[1]).toMatchObject({ outcome: 'delivered', tries: 1 })
  })
})
