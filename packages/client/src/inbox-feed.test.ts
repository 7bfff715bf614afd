import type { InboxChange, Notice } from '@halley/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppServer } from './app-server.test-fixture.ts'
import type { InboxFeed } from './inbox-feed.ts'
import { until } from './wait-until.test-fixture.ts'

let server: AppServer
const notice = (minute: number, part: Partial<Notice> = {}): Notice => ({ id: `n${minute}`, source: 'Escalation', priority: 'normal', title: `Title ${minute}`, body: '', at: `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`, readAt: null, link: { type: 'app' }, ...part })
const change = (part: Partial<InboxChange> = {}, hasInbox = true) => ({ hasInbox, change: { unread: 0, changed: [], dismissed: [], toasts: [], ...part } })
const titles = ({ notices }: { readonly notices: readonly Notice[] }) => notices.map(({ title }) => title)

beforeEach(async () => {
  server = await AppServer.start()
  server.greet = (socket) => void socket.emit('inbox', change({ unread: 2 }))
  server.answers['inbox'] = () => ({ notices: [notice(5), notice(3)], unread: 2, next: null })
})
afterEach(() => server.stop())

async function look(): Promise<InboxFeed> {
  const { inbox } = server.open()
  await until(inbox, ({ hasInbox }) => hasInbox)
  inbox.load()
  await until(inbox, ({ loading }) => loading === 'done')
  return inbox
}

test('an inbox tells how many are unread before anybody looks, and is read when somebody does', async () => {
  const { inbox } = server.open()
  expect(await until(inbox, ({ hasInbox }) => hasInbox)).toMatchObject({ unread: 2, loading: 'none', notices: [] })
  expect(server.askedFor('inbox')).toEqual([])
  inbox.load()
  inbox.load()
  expect(titles(await until(inbox, ({ loading }) => loading === 'done'))).toEqual(['Title 5', 'Title 3'])
  expect(server.askedFor('inbox')).toEqual([{ before: null, limit: 50 }])
})

test('a notification that arrives stands at its place, and is shown as a toast where the server says so', async () => {
  const inbox = await look()
  server.push('inbox', change({ unread: 4, changed: [notice(4), notice(9)], toasts: ['n9'] }))
  const now = await until(inbox, ({ unread }) => unread === 4)
  expect(titles(now)).toEqual(['Title 9', 'Title 5', 'Title 4', 'Title 3'])
  expect(now.toasts.map(({ id }) => id)).toEqual(['n9'])
  inbox.closeToast('n9')
  expect(inbox.get()).toMatchObject({ unread: 4, toasts: [] })
})

test('how many came in quiet hours is shown until somebody takes it away, or all is read', async () => {
  const inbox = await look()
  const arrive = async (afterQuiet: number) => {
    server.push('inbox', change({ unread: 3, afterQuiet }))
    await until(inbox, (now) => now.afterQuiet === afterQuiet)
    server.push('inbox', change({ unread: 4, changed: [notice(9)] }))
    await until(inbox, ({ unread }) => unread === 4)
  }
  await arrive(3)
  expect(inbox.get().afterQuiet).toBe(3)
  inbox.closeAfterQuiet()
  expect(inbox.get()).toMatchObject({ unread: 4, afterQuiet: 0 })
  await arrive(2)
  inbox.markRead('all')
  expect(inbox.get().afterQuiet).toBe(0)
  await arrive(5)
  server.push('inbox', change({ unread: 0 }))
  expect((await until(inbox, ({ unread }) => unread === 0)).afterQuiet).toBe(0)
})

test('what was read or dismissed on another device is so here, toasts too', async () => {
  const inbox = await look()
  server.push('inbox', change({ unread: 4, changed: [notice(8), notice(9)], toasts: ['n8', 'n9'] }))
  server.push('inbox', change({ unread: 2, changed: [notice(9, { readAt: '2026-11-21T11:00:00.000Z' })], dismissed: ['n8'] }))
  const now = await until(inbox, ({ unread, notices }) => unread === 2 && notices.length === 3)
  expect(now.toasts).toEqual([])
  expect(now.notices.map(({ id, readAt }) => [id, readAt !== null])).toEqual([['n9', true], ['n5', false], ['n3', false]])
  server.push('inbox', change({ unread: 0 }))
  expect((await until(inbox, ({ unread }) => unread === 0)).notices.every(({ readAt }) => readAt !== null)).toBe(true)
})

test('reading and dismissing happen at once, and the server is told', async () => {
  const inbox = await look()
  inbox.markRead(['n5', 'n5'])
  expect(inbox.get().unread).toBe(1)
  inbox.dismiss(['n3'])
  expect(inbox.get()).toMatchObject({ unread: 0, notices: [{ id: 'n5' }] })
  inbox.markRead('all')
  await server.hears('readNotices', 2)
  expect(server.askedFor('dismissNotices')).toEqual([{ ids: ['n3'] }])
  expect(server.askedFor('readNotices')).toEqual([{ ids: ['n5', 'n5'] }, { ids: 'all' }])
})

test('what the server refuses to do is there again, with the reason', async () => {
  server.answers['dismissNotices'] = () => ({ ok: false, error: { code: 'unavailable', message: 'The disk is full.' } })
  const inbox = await look()
  inbox.dismiss(['n5'])
  const now = await until(inbox, ({ problem }) => problem !== null)
  expect(titles(now)).toEqual(['Title 5', 'Title 3'])
  expect(now.problem).toBe('The disk is full.')
})

test('earlier notifications come by pages; what arrives below them waits for its page', async () => {
  server.answers['inbox'] = ({ before }: { before: string | null }) => (before === null ? { notices: [notice(5), notice(3)], unread: 2, next: 'p2' } : { notices: [notice(3), notice(1)], unread: 2, next: null })
  const inbox = await look()
  server.push('inbox', change({ unread: 3, changed: [notice(2)] }))
  expect(titles(await until(inbox, ({ unread }) => unread === 3))).toEqual(['Title 5', 'Title 3'])
  await Promise.all([inbox.loadEarlier(), inbox.loadEarlier()])
  expect(titles(inbox.get())).toEqual(['Title 5', 'Title 3', 'Title 1'])
  expect(inbox.get().more).toBe(false)
  expect(server.askedFor('inbox')).toHaveLength(2)
})

test('after a cut the inbox is read again by whoever has looked', async () => {
  const inbox = await look()
  server.answers['inbox'] = () => ({ notices: [notice(7)], unread: 1, next: null })
  server.cut()
  expect((await until(inbox, ({ notices }) => notices[0]?.id === 'n7')).notices).toHaveLength(1)
})

test('another session has another inbox, which is read for whoever looks', async () => {
  const inbox = await look()
  server.sessionId = 's2'
  server.greet = (socket) => void socket.emit('inbox', change({ unread: 7 }))
  server.answers['inbox'] = () => ({ notices: [notice(8)], unread: 7, next: null })
  server.cut()
  expect(titles(await until(inbox, ({ unread, loading }) => unread === 7 && loading === 'done'))).toEqual(['Title 8'])
})

test('what could not be read for want of a connection is read with the next one', async () => {
  const client = server.open()
  await until(client.inbox, ({ hasInbox }) => hasInbox)
  server.cut()
  await until(client, ({ connection }) => connection.state === 'reconnecting')
  client.inbox.load()
  expect((await until(client.inbox, ({ problem }) => problem !== null)).loading).toBe('none')
  expect(titles(await until(client.inbox, ({ loading }) => loading === 'done'))).toEqual(['Title 5', 'Title 3'])
  expect(client.inbox.get().problem).toBeNull()
})
