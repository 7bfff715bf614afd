import { LIMITS } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk } from './notification-desk.test-fixture.ts'
import { settingsOfRule } from './notice-settings.ts'
import type { StoredCause } from '../storage/notification-storage.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

describe('a rule that notifies very many people', () => {
  it('keeps a notification for each of 10,000, and others have their turn all the while', { timeout: 120_000 }, async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule()], officers: 10_000 })
    const news = desk.enter('officer9999')
    await desk.send({ id: 't1' })
    let turns = 0
    let isDone = false
    const others = (): void => {
      turns += 1
      if (!isDone) setImmediate(others)
    }
    others()
    await desk.settled()
    isDone = true
    expect((await desk.storage.notifications.readHistories(desk.app, { before: null, limit: 20_000 })).length).toBe(10_000)
    expect(news.at(-1)).toMatchObject({ change: { unread: 1, changed: [{ title: 'Printer t1' }] } })
    expect(turns).toBeGreaterThan(50)
    desk.clock.advance(1_000)
    const { rows } = await desk.storage.readLogRows('desk', null, 100)
    expect(rows.map(({ text }) => text)).toEqual(['The rule "Urgent tickets" notified 10,000 people of Ticket on escalation.'])
  })

  it('lets others have their turn between two texts that take their time', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule()], officers: 30 })
    let turn = 0
    const others = setInterval(() => (turn += 1), 0)
    cleanUps.push(() => clearInterval(others))
    const turnsOfWriting = new Set<number>()
    const people = Array.from({ length: 30 }, (_, index) => ({ id: `officer${index + 1}`, name: `Officer ${index + 1}`, roles: ['officer'], email: null, persona: null }))
    const cause: StoredCause = { ...desk.app, id: 'c1', ruleId: 'urgent', flowId: null, nodeId: null, source: 'Urgent', priority: 'normal', link: { type: 'app' }, eventId: null, topic: null, opens: null, at: 0 }
    const write = ({ name }: { readonly name: string }) => {
      turnsOfWriting.add(turn)
      const beganMs = performance.now()
      while (performance.now() - beganMs < 10);
      return { title: `For ${name}`, body: '', url: null }
    }
    expect(await desk.now().maker.make(desk.app, [{ cause, settings: settingsOfRule(ticketRule()), people, write }])).toEqual([30])
    expect(turnsOfWriting.size).toBeGreaterThan(10)
    expect((await desk.histories()).map(({ notice }) => notice.title)).toContain('For Officer 30')
  })

  it('notifies nobody when they are more than the limit, and says so', { timeout: 120_000 }, async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule()], officers: LIMITS.noticeRecipients + 1 })
    await desk.send({ id: 't1' })
    await desk.settled()
    expect(await desk.histories()).toEqual([])
    desk.clock.advance(1_000)
    const { rows } = await desk.storage.readLogRows('desk', null, 100)
    expect(rows).toMatchObject([{ level: 'error', code: 'notice/too_many', text: expect.stringContaining('20,001 people would be, and the limit is 20,000') }])
  })
})
