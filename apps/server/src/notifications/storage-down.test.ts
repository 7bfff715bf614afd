import { afterEach, describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk } from './notification-desk.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Lets turns pass until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

const rule = ticketRule({ ways: { inbox: true, push: false, email: true } })

describe('storage that does not answer', () => {
  it('loses no notification: rules are asked again until it keeps what they say, in order and once', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule] })
    desk.refused.add('add')
    await desk.send({ id: 't1' }, { id: 't2' })
    await until(() => desk.failures.length >= 1)
    desk.clock.advance(1_000)
    await until(() => desk.failures.length >= 2)
    expect(await desk.histories()).toEqual([])
    desk.refused.clear()
    desk.clock.advance(1_000)
    await desk.settled()
    expect((await desk.histories()).map(({ notice }) => notice.title)).toEqual(['Printer t2', 'Printer t1'])
    expect(desk.office.mails).toHaveLength(2)
  })

  it('after a mail was sent has it be tried again with the same id, and says that it may come twice', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule] })
    desk.refused.add('settle')
    await desk.send({ id: 't1' })
    await desk.settled()
    expect(desk.office.mails).toHaveLength(1)
    desk.refused.clear()
    await desk.pass(119_999)
    expect(desk.office.mails).toHaveLength(1)
    await desk.pass(1)
    expect(new Set(desk.office.mails.map(({ mail }) => mail.messageId)).size).toBe(1)
    const [history] = await desk.histories()
    expect(history?.attempts[1]).toMatchObject({ outcome: 'delivered', tries: 2, dueAt: null, text: expect.stringContaining('may come twice') })
  })
})

describe('a persona that the preview has away', () => {
  it('offline gets nothing until it is back, and then what came in the meantime', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ways: { inbox: true, push: true, email: true } })], environment: 'draft' })
    const news = desk.enter('officer1')
    await desk.now().setReach('desk', 'officer1', 'offline')
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.pass(3_600_000)
    expect([await desk.ways('officer1'), news.some(({ change }) => change.changed.length > 0), desk.now().box.of('desk').posts]).toEqual([['inbox delivered', 'push no_address', 'email no_address'], false, []])
    await desk.now().setReach('desk', 'officer1', 'online')
    expect(news.at(-1)).toMatchObject({ hasInbox: true, change: { unread: 1, changed: [{ title: 'Printer t1' }], toasts: [] } })
  })

  it('that mails alone reach gets the mail at once, as it would look', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ways: { inbox: true, push: true, email: true } })], environment: 'draft' })
    await desk.now().setReach('desk', 'officer1', 'email')
    await desk.send({ id: 't1' })
    await desk.settled()
    expect(desk.now().box.of('desk')).toMatchObject({ reaches: { officer1: 'email' }, posts: [{ personaId: 'officer1', post: { type: 'email', to: 'officer1 <officer1@example.com>', subject: 'Printer t1', html: expect.stringContaining('Printer t1') } }] })
    expect([desk.office.mails, desk.office.pushes]).toEqual([[], []])
  })
})
