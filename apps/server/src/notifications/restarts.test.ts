import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../manual-clock.test-fixture.ts'
import type { Storage } from '../storage/storage.ts'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk, openDeskStorage, REFUSED, SENT, type NotificationDesk } from './notification-desk.test-fixture.ts'
import type { SendOutcome } from './transports.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const rule = (changed: Parameters<typeof ticketRule>[0] = {}) => ticketRule({ ways: { inbox: true, push: true, email: true }, pushAfterMs: 30_000, emailAfterMs: 60_000, ...changed })
const titlesOf = async (desk: NotificationDesk): Promise<string[]> => (await desk.histories()).map(({ notice }) => notice.title).toReversed()

describe('rules over a restart', () => {
  it('are asked about what came while the server was away, and about nothing twice', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.now().close()
    await desk.send({ id: 't2' }, { id: 't3' })
    desk.crash()
    await desk.settled()
    expect(await titlesOf(desk)).toEqual(['Printer t1', 'Printer t2', 'Printer t3'])
    expect(desk.office.mails).toHaveLength(3)
  })

  it('say so when the log does not hold all of that any more, and go on with what it holds', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.send({ id: 't1' })
    await desk.settled()
    await desk.now().close()
    await desk.send({ id: 't2' })
    desk.clock.advance(121_000)
    await desk.send({ id: 't3' })
    desk.crash()
    await desk.settled()
    expect(await titlesOf(desk)).toEqual(['Printer t1', 'Printer t3'])
    desk.clock.advance(1_000)
    const { rows } = await desk.storage.readLogRows('desk', null, 100)
    expect(rows.filter(({ code }) => code === 'notice/missed')).toMatchObject([{ level: 'warning', text: expect.stringContaining('may be missing: the log does not hold all') }])
  })

  it('of a log in which nothing was are told of no gap', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.now().close()
    await desk.storage.notifications.savePosition(desk.app, { epoch: 'of before', seq: 0 })
    await desk.send({ id: 't1' })
    desk.crash()
    await desk.settled()
    desk.clock.advance(1_000)
    const { rows } = await desk.storage.readLogRows('desk', null, 100)
    expect([await titlesOf(desk), rows.filter(({ code }) => code === 'notice/missed')]).toEqual([['Printer t1'], []])
  })

  it('are asked about more than a resume gives', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: false, email: false } })] })
    await desk.now().close()
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => desk.send({ id: `t${index}` })))
    desk.crash()
    await desk.settled()
    expect(await desk.histories()).toHaveLength(1_100)
  })

  it('that were noted at rest are not told of a gap', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule()] })
    await desk.bus.publish({ org: 'local', topic: 'events.local.other.a.B._', source: 's', type: 'B', data: null })
    desk.clock.advance(121_000)
    await desk.bus.publish({ org: 'local', topic: 'events.local.other.a.B._', source: 's', type: 'B', data: null })
    const seqNoted = async (): Promise<number | undefined> => (await desk.storage.notifications.readPosition(desk.app))?.seq
    const before = await seqNoted()
    desk.now().sweep()
    while ((await seqNoted()) === before);
    desk.crash()
    await desk.send({ id: 't1' })
    await desk.settled()
    desk.clock.advance(1_000)
    const { rows } = await desk.storage.readLogRows('desk', null, 100)
    expect([await titlesOf(desk), rows.filter(({ code }) => code === 'notice/missed')]).toEqual([['Printer t1'], []])
  })

  it('that are drawn later are not asked about what came before, and those that are off about nothing', async () => {
    const desk = await openDesk(cleanUps, { rules: [] })
    await desk.send({ id: 't1' })
    desk.draw([rule(), rule({ id: 'off', name: 'Off', technicalName: 'off', isOn: false })])
    await desk.settled()
    await desk.send({ id: 't2' })
    await desk.settled()
    desk.draw([rule({ isOn: false })])
    await desk.settled()
    await desk.send({ id: 't3' })
    desk.draw([rule()])
    await desk.settled()
    await desk.send({ id: 't4' })
    await desk.settled()
    expect(await titlesOf(desk)).toEqual(['Printer t2', 'Printer t4'])
  })
})

describe('a send that a crash cuts off', () => {
  it('is tried again with the same id, and says that it may come twice', async () => {
    const desk = await openDesk(cleanUps, { rules: [rule({ ways: { inbox: true, push: false, email: true } })] })
    let reached: () => void = () => undefined
    const isUnderWay = new Promise<void>((resolve) => (reached = resolve))
    desk.office.answer = () => {
      reached()
      return new Promise(() => undefined)
    }
    await desk.send({ id: 't1' })
    await isUnderWay
    const ids: string[] = []
    desk.office.answer = (to) => {
      if ('mail' in to) ids.push(to.mail.messageId)
      return SENT
    }
    desk.crash()
    await desk.settled()
    expect(ids).toEqual([])
    await desk.pass(120_000)
    const [history] = await desk.histories()
    expect(history?.attempts[1]).toMatchObject({ outcome: 'delivered', tries: 2, text: 'Taken. The server was stopped while it was sent before, so it may come twice.' })
    expect(ids).toEqual([`<${history?.notice.id}.email@halley.example>`])
  })
})

const SILENT: SendOutcome = { type: 'refused', text: 'It said nothing.', isFinal: false, retryAfterMs: null, unanswered: 'The mail server "mail.example"' }

type Step =
  | { readonly type: 'send'; readonly by: number }
  | { readonly type: 'pass'; readonly seconds: number }
  | { readonly type: 'read' | 'dismiss' | 'enter'; readonly whose: number }
  | { readonly type: 'service'; readonly works: 'always' | 'never' | 'silent' | 'sometimes' | 'lost' }
  | { readonly type: 'crash' }

const OFFICERS = 3
const whose = fc.integer({ min: 1, max: OFFICERS })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('send' as const), by: fc.nat(OFFICERS) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('pass' as const), seconds: fc.constantFrom(1, 10, 30, 60, 120, 600) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('read' as const, 'dismiss' as const, 'enter' as const), whose }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('service' as const), works: fc.constantFrom('always' as const, 'never' as const, 'silent' as const, 'sometimes' as const, 'lost' as const) }) },
  { weight: 2, arbitrary: fc.constant({ type: 'crash' as const }) },
)
const settings = fc.constantFrom<Parameters<typeof ticketRule>[0]>({}, { digestMs: 60_000 }, { throttle: { count: 2, perMs: 300_000 } }, { priority: 'critical' }, { quietHours: { from: '00:02', to: '00:09', timeZone: 'UTC' } }, { pushAfterMs: 0, emailAfterMs: 0, digestMs: 5_000 })

/** Carries the steps out over one storage; answers what must not be. */
async function story(storage: Storage, projectId: string, { steps, changed }: { readonly steps: readonly Step[]; readonly changed: Parameters<typeof ticketRule>[0] }): Promise<string[]> {
  const own: (() => unknown)[] = []
  const faults: string[] = []
  const desk = await openDesk(own, { storage, projectId, officers: OFFICERS, clock: new ManualClock(), rules: [rule(changed)] })
  const sent: { readonly id: string; readonly by: number }[] = []
  let calls = 0
  /** Every text that a service took and whose answer was heard, by way and person. */
  const taken = new Map<string, number>()
  let works: Extract<Step, { type: 'service' }>['works'] = 'always'
  const note = (text: string): void => void taken.set(text, (taken.get(text) ?? 0) + 1)
  desk.office.answer = (to) => {
    calls += 1
    if (works === 'lost') {
      // The service takes it, and the server is killed before it hears of that.
      desk.crash()
      works = 'always'
      return new Promise(() => undefined)
    }
    if (works === 'silent') return SILENT
    if (works === 'never' || (works === 'sometimes' && calls % 2 === 0)) return REFUSED
    if ('mail' in to) for (const { id } of sent) if (new RegExp(`Printer ${id}\\b`).test(to.mail.text)) note(`email ${to.mail.to.name} ${id}`)
    return SENT
  }
  for (let officer = 1; officer <= OFFICERS; officer += 1) if (officer > 1) await desk.subscribe(`officer${officer}`, `${projectId}-${officer}`)
  for (const one of steps) {
    switch (one.type) {
      case 'send': {
        const id = `x${sent.length}x`
        sent.push({ id, by: one.by })
        await desk.send({ id, by: `officer${one.by}` })
        break
      }
      case 'pass':
        // The log holds two minutes: what was not asked about by then would be reported, not made.
        await desk.settled()
        desk.clock.advance(one.seconds * 1_000)
        break
      case 'read':
        await desk.ask(({ inbox }) => inbox.markRead({ ...desk.app, personId: `officer${one.whose}` }, 'all'))
        break
      case 'dismiss':
        await desk.ask(({ inbox }) => inbox.dismiss({ ...desk.app, personId: `officer${one.whose}` }, 'all'))
        break
      case 'enter':
        desk.enter(`officer${one.whose}`)
        break
      case 'service':
        works = one.works
        break
      case 'crash':
        desk.crash()
        break
    }
  }
  works = 'always'
  for (let round = 0; round < 40; round += 1) {
    await desk.settled()
    const mine = (await storage.notifications.lanes()).filter(({ lane }) => lane.includes(`/${projectId}`))
    if (mine.length === 0) break
    // What is due may wait for a service that did not answer.
    await desk.pass(Math.max(60_000, Math.min(...mine.map(({ dueAt }) => dueAt)) - desk.clock.nowMs()))
  }
  const histories = await desk.histories()
  for (let officer = 1; officer <= OFFICERS; officer += 1) {
    const expected = sent.filter(({ by }) => by !== officer).map(({ id }) => `Printer ${id}`)
    const titles = histories.filter(({ notice }) => notice.recipient.id === `officer${officer}`).map(({ notice }) => notice.title).toReversed()
    if (JSON.stringify(titles.toSorted()) !== JSON.stringify(expected.toSorted())) faults.push(`officer${officer} has ${titles.join()}, not ${expected.join()}`)
  }
  for (const { notice, attempts } of histories) {
    for (const { way, outcome, dueAt, text, digestOf } of attempts) {
      if (dueAt !== null || outcome === 'waiting' || outcome === 'retrying') faults.push(`${way} of ${notice.title} is stuck: ${outcome}`)
      if (outcome === 'in_digest' && !histories.some((other) => other.notice.id === digestOf)) faults.push(`${way} of ${notice.title} went with nothing`)
      const email = taken.get(`email ${notice.recipient.name} ${notice.title.slice('Printer '.length)}`) ?? 0
      if (way === 'email' && outcome === 'delivered' && email === 0 && !text.includes('twice')) faults.push(`${notice.title} is said to be mailed, and was not`)
    }
  }
  for (const [what, count] of taken) if (count > 1) faults.push(`${what} was sent ${count} times`)
  faults.push(...desk.failures)
  for (const cleanUp of own.toReversed()) await cleanUp()
  return faults
}

describe('any interleaving of events, reading, time, services that fail, and crashes', () => {
  it('loses no notification, doubles none, sends each at most once by each way, and leaves nothing stuck', { timeout: 120_000 }, async () => {
    const storage = await openDeskStorage(cleanUps)
    let stories = 0
    await fc.assert(fc.asyncProperty(fc.record({ steps: fc.array(step, { minLength: 3, maxLength: 14 }), changed: settings }), async (told) => {
      stories += 1
      expect(await story(storage, `desk${stories}`, told)).toEqual([])
    }), { numRuns: 40 })
  })
})
