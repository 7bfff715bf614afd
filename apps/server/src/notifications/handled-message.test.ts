import type { AppPushes, PushOf } from '@halley/protocol'
import { afterEach, expect, test } from 'vitest'
import { startServer, TestPerson } from '../halley-client.test-fixture.ts'
import { clearDesk, clientOf, drawRule, sendTickets, ticketRule } from './help-desk-rules.test-fixture.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

type Screens = PushOf<AppPushes, 'screens'>
const about = (subject: string) => ({ overlays }: Screens) => overlays.find((overlay) => JSON.stringify(overlay).includes(subject))

/** An officer to whom two tickets have opened by themselves, both unread, and another device of theirs. */
async function withTwoTickets() {
  const { url } = await startServer(cleanUps)
  await clearDesk(url)
  await drawRule(url, ticketRule())
  const officer = new TestPerson(url, 'officer')
  cleanUps.push(() => officer.connection.close())
  await officer.connection.push('inbox', ({ hasInbox }) => hasInbox)
  await officer.connection.push('screens', ({ main }) => main !== null)
  const other = clientOf(url, cleanUps, 'officer', { slot: 2 })
  await sendTickets(url, [{ id: 't1' }, { id: 't2' }])
  await officer.connection.push('inbox', ({ change }) => change.unread === 2)
  const shown = async (subject: string) => {
    const overlay = about(subject)(await officer.connection.push('screens', (screens) => about(subject)(screens) !== undefined))
    if (overlay === undefined) throw new Error(`Nothing about ${subject} is shown.`)
    return overlay
  }
  return { officer, other, second: await shown('Printer t2') }
}

test('a notification is read, on all devices, when its reader presses a button on what the message opened by itself', async () => {
  const { officer, other, second } = await withTwoTickets()
  expect(await officer.presses(second, 'Take it')).toEqual({ ok: true })
  const { change } = await other.push('inbox', (news) => news.change.changed.some(({ readAt }) => readAt !== null))
  expect(change).toMatchObject({ unread: 1, changed: [{ title: 'Printer t2' }] })
})

test('a notification is read when its reader closes what the message opened', async () => {
  const { officer, second } = await withTwoTickets()
  expect(await officer.connection.request('closeOverlay', { screenId: second.id })).toEqual({ ok: true })
  expect((await officer.connection.push('inbox', (news) => news.change.changed.some(({ readAt }) => readAt !== null))).change).toMatchObject({ unread: 1, changed: [{ title: 'Printer t2' }] })
})

test('a notification stays unread when the press is refused, since the button is gone', async () => {
  const { officer, second } = await withTwoTickets()
  expect(await officer.connection.request('press', { screenId: second.id, widgetId: 'none', inputs: {} })).toMatchObject({ ok: false })
  expect(await officer.connection.request('inbox', { before: null, limit: 10 })).toMatchObject({ unread: 2 })
})
