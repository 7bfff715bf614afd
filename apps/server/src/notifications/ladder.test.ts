import { LIMITS } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { recordOnWire } from './notice-on-wire.ts'
import { openDesk, REFUSED, SENT, type NotificationDesk } from './notification-desk.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const allWays = { ways: { inbox: true, push: true, email: true }, pushAfterMs: 30_000, emailAfterMs: 60_000 }
const rule = (changed: Parameters<typeof ticketRule>[0] = {}) => ticketRule({ ...allWays, ...changed })

async function passUntilNothingIsDue(desk: NotificationDesk): Promise<void> {
  for (;;) {
    const [next] = await desk.storage.notifications.lanes()
    if (next === undefined) return
    await desk.pass(next.dueAt - desk.clock.nowMs())
  }
}

describe('what is not read', () => {
  it('is pushed and then mailed, each once and when it is due', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.subscribe('officer1', 'one')
    desk.enter('officer1')
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.pass(29_999)
    expect(desk.office.pushes).toHaveLength(0)
    await desk.pass(1)
    expect(desk.office.pushes).toMatchObject([{ endpoint: 'https://push.example/one', push: { urgency: 'normal', topic: null, payload: { title: 'Printer t1', url: expect.stringContaining('/a/helpdesk?') } } }])
    await desk.pass(30_000)
    await desk.pass(3_600_000)
    expect(desk.office.mails).toMatchObject([{ connectionId: null, mail: { to: { address: 'officer1@example.com' }, subject: 'Printer t1', text: expect.stringContaining('https://halley.example/a/helpdesk?') } }])
    expect(desk.office.pushes).toHaveLength(1)
    expect(await desk.ways('officer1')).toEqual(['inbox delivered', 'push delivered', 'email delivered'])
  })

  it('and is read or taken away in time is neither pushed nor mailed', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()], officers: 2 })
    for (const officer of ['officer1', 'officer2']) {
      await desk.subscribe(officer, officer)
      desk.enter(officer)
    }
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.now().inbox.markRead({ ...desk.app, personId: 'officer1' }, 'all')
    await desk.now().inbox.dismiss({ ...desk.app, personId: 'officer2' }, 'all')
    await desk.pass(3_600_000)
    expect([desk.office.pushes, desk.office.mails]).toEqual([[], []])
    expect([await desk.ways('officer1'), await desk.ways('officer2')]).toEqual([['inbox delivered', 'push read_before', 'email read_before'], ['inbox delivered', 'push dismissed_before', 'email dismissed_before']])
  })

  it('is mailed at once to who has no browser for pushes and the app open nowhere, and not to who caused it', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()], officers: 2 })
    await desk.send({ id: 't1', by: 'officer2' })
    await desk.settled()
    expect(desk.office.mails.map(({ mail }) => mail.to.name)).toEqual(['officer1'])
    expect(await desk.ways('officer2')).toEqual([])
  })
})

describe('a service that fails', () => {
  it('is asked again later and later, and what it never took is given up, can be seen, and is tried again when somebody wants it', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: false, email: true } })] })
    desk.office.answer = () => REFUSED
    await desk.send({ id: 't1' })
    await desk.settled()
    const waits: number[] = []
    for (let tries = 1; tries < LIMITS.noticeAttempts; tries += 1) {
      const [next] = await desk.storage.notifications.lanes()
      if (next === undefined) throw new Error('It was given up too early.')
      waits.push((next.dueAt - desk.clock.nowMs()) / 1_000)
      await desk.pass(next.dueAt - desk.clock.nowMs())
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960])
    expect(new Set(desk.office.mails.map(({ mail }) => mail.messageId)).size).toBe(1)
    expect(await desk.storage.notifications.lanes()).toEqual([])
    const [dead] = await desk.histories()
    expect(dead?.attempts[1]).toMatchObject({ outcome: 'dead', tries: 8, text: 'Given up after 8 tries. Not now.' })
    desk.office.answer = () => SENT
    expect(await desk.storage.notifications.retry(desk.app, { noticeId: dead?.notice.id ?? '', way: 'email' }, desk.clock.nowMs())).toBe(true)
    desk.now().retried(desk.app, dead?.notice.id ?? '')
    await desk.settled()
    expect([await desk.ways('officer1'), desk.office.mails.length]).toEqual([['inbox delivered', 'email delivered'], 9])
  })

  it('and is down again after somebody had it be tried again shows that, when, and how often it was tried in all', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: false, email: true } })] })
    desk.office.answer = () => REFUSED
    await desk.send({ id: 't1' })
    await desk.settled()
    await passUntilNothingIsDue(desk)
    const retriedAt = desk.clock.nowMs()
    const noticeId = (await desk.histories())[0]?.notice.id ?? ''
    expect(await desk.storage.notifications.retry(desk.app, { noticeId, way: 'email' }, retriedAt)).toBe(true)
    desk.now().retried(desk.app, noticeId)
    await desk.settled()
    await passUntilNothingIsDue(desk)
    const shown = (await desk.histories()).map((history) => recordOnWire(history, () => null).attempts[1])
    expect(shown).toMatchObject([{ outcome: 'dead', tries: 16, retriedAt: new Date(retriedAt).toISOString(), text: 'Given up after 8 more tries. Not now.' }])
  })

  it('for good is not asked again, and one that says when is asked then', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: false, email: true } })], officers: 2 })
    desk.office.answer = (to) => ('mail' in to && to.mail.to.name === 'officer1' ? { type: 'refused', text: 'Never.', isFinal: true, retryAfterMs: null } : { type: 'refused', text: 'Later.', isFinal: false, retryAfterMs: 3_600_000 })
    await desk.send({ id: 't1' })
    await desk.settled()
    expect([await desk.ways('officer1'), await desk.ways('officer2')]).toEqual([['inbox delivered', 'email dead'], ['inbox delivered', 'email retrying']])
    expect(await desk.storage.notifications.lanes()).toMatchObject([{ dueAt: desk.clock.nowMs() + 3_600_000 }])
  })

  it('and is slow holds up no push and no mail of another connection', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ mailConnectionId: 'slow' }), rule({ id: 'other', name: 'Other', technicalName: 'other', mailConnectionId: 'quick' })] })
    let finish: (outcome: typeof SENT) => void = () => undefined
    const slow = new Promise<typeof SENT>((resolve) => (finish = resolve))
    let quickIsDone: () => void = () => undefined
    const quick = new Promise<void>((resolve) => (quickIsDone = resolve))
    desk.office.answer = (to) => {
      if (!('connectionId' in to) || to.connectionId !== 'slow') {
        quickIsDone()
        return SENT
      }
      return slow
    }
    await desk.send({ id: 't1' })
    await quick
    expect(desk.office.mails.every(({ connectionId }) => connectionId === 'quick')).toBe(true)
    finish(SENT)
    await desk.settled()
    expect(desk.office.mails.map(({ connectionId }) => connectionId).toSorted()).toEqual(['quick', 'slow'])
  })

  it('that knows a browser no more has it forgotten, and who is not there gets the mail at once', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.subscribe('officer1', 'gone')
    desk.office.answer = (to) => ('endpoint' in to ? { type: 'gone', text: '410' } : SENT)
    await desk.send({ id: 't1' })
    await desk.settled()
    expect([await desk.ways('officer1'), desk.office.mails.length, (await desk.storage.notifications.readSubscriptions(desk.app, ['officer1'])).size]).toEqual([['inbox delivered', 'push gone', 'email delivered'], 1, 0])
  })

  it('of one browser of several is tried again for that one alone', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: true, email: false } })] })
    await desk.subscribe('officer1', 'good')
    await desk.subscribe('officer1', 'bad')
    desk.office.answer = (to) => ('endpoint' in to && to.endpoint.endsWith('bad') ? REFUSED : SENT)
    await desk.send({ id: 't1' })
    await desk.settled()
    expect(await desk.ways('officer1')).toEqual(['inbox delivered', 'push retrying'])
    desk.office.answer = () => SENT
    await desk.pass(15_000)
    expect(desk.office.pushes.map(({ endpoint }) => endpoint.slice(-4)).toSorted()).toEqual(['/bad', '/bad', 'good'])
    expect(await desk.ways('officer1')).toEqual(['inbox delivered', 'push delivered'])
  })
})

describe('a digest', () => {
  it('is one push and one mail of all that came in its time and is not read, and what comes after begins another', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ digestMs: 600_000 })] })
    await desk.subscribe('officer1', 'one')
    await desk.send({ id: 't1' }, { id: 't2' })
    await desk.settled()
    await desk.pass(599_000)
    await desk.send({ id: 't3' })
    await desk.settled()
    expect(desk.office.pushes).toHaveLength(0)
    const [, second] = await desk.histories()
    await desk.now().inbox.markRead({ ...desk.app, personId: 'officer1' }, [second?.notice.id ?? ''])
    await desk.pass(1_000)
    expect(desk.office.pushes.map(({ push }) => push.payload.body)).toEqual(['Printer t3\nPrinter t1'])
    // What was just pushed has its time to be read before it is mailed.
    expect(desk.office.mails).toEqual([])
    await desk.pass(60_000)
    expect(desk.office.mails.map(({ mail }) => mail.subject)).toEqual(['2 notifications from Helpdesk escalation'])
    await desk.send({ id: 't4' })
    await desk.settled()
    await desk.pass(660_000)
    expect([desk.office.pushes.length, desk.office.mails.length]).toEqual([2, 2])
    expect(desk.office.pushes[1]?.push.topic).toBe(desk.office.pushes[0]?.push.topic)
    expect((await desk.ways('officer1')).filter((way) => way.startsWith('push'))).toEqual(['push delivered', 'push read_before', 'push in_digest', 'push delivered'])
  })
})

describe('a throttle', () => {
  it('leaves what is too much in the inbox', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ throttle: { count: 2, perMs: 60_000 }, ways: { inbox: true, push: false, email: true } })] })
    await desk.send({ id: 't1' }, { id: 't2' }, { id: 't3' })
    await desk.settled()
    await desk.pass(61_000)
    await desk.send({ id: 't4' })
    await desk.settled()
    expect((await desk.ways('officer1')).filter((way) => way.startsWith('email'))).toEqual(['email delivered', 'email delivered', 'email throttled', 'email delivered'])
  })
})

describe('preferences', () => {
  it('that change before something is sent are kept to', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.subscribe('officer1', 'one')
    desk.enter('officer1')
    await desk.send({ id: 't1' })
    await desk.settled()
    const owner = { ...desk.app, personId: 'officer1' }
    expect(await desk.now().inbox.setPreferences(owner, { rules: [{ ruleId: 'urgent', ways: { push: false } }], quietHours: { from: '00:00', to: '06:00', timeZone: 'UTC' } })).toEqual({ ok: true })
    expect(await desk.now().inbox.setPreferences(owner, { rules: [], quietHours: { from: '00:00', to: '06:00', timeZone: 'Nowhere' } })).toMatchObject({ ok: false, error: { code: 'wire/malformed' } })
    await desk.pass(60_000)
    expect([await desk.ways('officer1'), desk.office.pushes, desk.office.mails]).toEqual([['inbox delivered', 'push not_wanted', 'email waiting'], [], []])
    await desk.pass(6 * 3_600_000)
    expect(desk.office.mails).toHaveLength(1)
  })
})

describe('a rule that is switched off, or deleted,', () => {
  it.each([['switched off', [rule({ isOn: false })]], ['deleted', []]])('pushes and mails nothing more of what it began: %s', async (how, rules) => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.subscribe('officer1', 'one')
    desk.enter('officer1')
    await desk.send({ id: 't1' })
    await desk.settled()
    desk.draw(rules)
    await desk.pass(24 * 3_600_000)
    expect([await desk.ways('officer1'), desk.office.pushes, desk.office.mails]).toEqual([['inbox delivered', 'push not_wanted', 'email not_wanted'], [], []])
    const [history] = await desk.histories()
    expect(history?.attempts.at(-1)?.text).toBe(`The rule was ${how} since.`)
  })
})

describe('a rule that is changed', () => {
  it.each([
    ['does not tell them any more', { recipients: { roles: ['other'] } }, ['push not_wanted', 'email not_wanted'], 'officer1 is not among those any more whom the rule tells.'],
    ['names them in another way', { recipients: { users: [' Officer1@example.com '] } }, ['push delivered', 'email delivered'], 'Taken.'],
    ['does not mail any more', { ways: { inbox: true, push: true, email: false } }, ['push delivered', 'email not_wanted'], 'The rule does not go this way any more.'],
  ])('so that it %s, changes what it began', async (_how, changed, ways, text) => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.subscribe('officer1', 'one')
    desk.enter('officer1')
    await desk.send({ id: 't1' })
    await desk.settled()
    desk.draw([rule(changed)])
    await desk.pass(24 * 3_600_000)
    expect(await desk.ways('officer1')).toEqual(['inbox delivered', ...ways])
    const [history] = await desk.histories()
    expect(history?.attempts.at(-1)?.text).toBe(text)
  })
})
