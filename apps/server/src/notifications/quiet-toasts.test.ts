import { afterEach, describe, expect, it } from 'vitest'
import { ticketRule } from './help-desk-rules.test-fixture.ts'
import { openDesk, type InboxNews, type NotificationDesk } from './notification-desk.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const HOUR_MS = 3_600_000
const untilSix = { from: '00:00', to: '06:00', timeZone: 'UTC' }
const quietRule = ticketRule({ ways: { inbox: true, push: false, email: false }, quietHours: untilSix })

/** Resolves when the storage has answered whatever was asked when the quiet hours ended. */
async function shown(desk: NotificationDesk, news: readonly InboxNews[], isThere: (change: InboxNews['change']) => boolean): Promise<InboxNews['change']> {
  for (;;) {
    const found = news.find(({ change }) => isThere(change))
    if (found !== undefined) return found.change
    await desk.storage.notifications.countUnread(desk.app, ['officer1'])
  }
}

describe('when quiet hours end,', () => {
  it('whoever has the app open is told once how many came and are unread', async () => {
    const desk = await openDesk(cleanUps, { rules: [quietRule] })
    const news = desk.enter('officer1')
    await desk.send({ id: 't1' }, { id: 't2' }, { id: 't3' }, { id: 't4' })
    await desk.settled()
    const [newest] = await desk.histories()
    await desk.now().inbox.markRead({ ...desk.app, personId: 'officer1' }, [newest?.notice.id ?? ''])
    await desk.pass(6 * HOUR_MS - 1)
    expect(news.some(({ change }) => change.toasts.length > 0 || change.afterQuiet !== undefined)).toBe(false)
    desk.clock.advance(1)
    expect(await shown(desk, news, ({ afterQuiet }) => afterQuiet !== undefined)).toEqual({ unread: 3, changed: [], dismissed: [], toasts: [], afterQuiet: 3 })
    expect(desk.failures).toEqual([])
  })

  it('the only one that came has its toast', async () => {
    const desk = await openDesk(cleanUps, { rules: [quietRule] })
    const news = desk.enter('officer1')
    await desk.send({ id: 't1' })
    await desk.settled()
    desk.clock.advance(6 * HOUR_MS)
    expect(await shown(desk, news, ({ toasts }) => toasts.length > 0)).toMatchObject({ unread: 1, changed: [{ title: 'Printer t1' }], toasts: [(await desk.histories())[0]?.notice.id] })
  })

  it('and were put further in the meantime, the toast waits for the new end', async () => {
    const desk = await openDesk(cleanUps, { rules: [quietRule] })
    const news = desk.enter('officer1')
    await desk.send({ id: 't1' }, { id: 't2' })
    await desk.settled()
    await desk.now().inbox.setPreferences({ ...desk.app, personId: 'officer1' }, { rules: [], quietHours: { ...untilSix, to: '08:00' } })
    await desk.pass(6 * HOUR_MS)
    await desk.storage.notifications.countUnread(desk.app, ['officer1'])
    expect(news.some(({ change }) => change.afterQuiet !== undefined)).toBe(false)
    desk.clock.advance(2 * HOUR_MS)
    expect(await shown(desk, news, ({ afterQuiet }) => afterQuiet !== undefined)).toMatchObject({ afterQuiet: 2 })
  })

  it('nothing is shown of what is critical, which had its toast at once, or of what was throttled', async () => {
    const desk = await openDesk(cleanUps, { rules: [ticketRule({ ...quietRule, priority: 'critical' }), ticketRule({ ...quietRule, id: 'few', name: 'Few', technicalName: 'few', throttle: { count: 1, perMs: HOUR_MS } })] })
    const news = desk.enter('officer1')
    await desk.send({ id: 't1' }, { id: 't2' })
    await desk.settled()
    expect(news.filter(({ change }) => change.toasts.length > 0)).toHaveLength(2)
    const before = news.length
    desk.clock.advance(6 * HOUR_MS)
    expect((await shown(desk, news, ({ toasts, changed }) => toasts.length > 0 && changed[0]?.source === 'Few')).changed).toMatchObject([{ title: 'Printer t1' }])
    expect(news).toHaveLength(before + 1)
  })
})
