import type { NoticePreferences, PushSubscriptionOf } from '@halley/protocol'
import type { NewNotice, NoticeApp, StoredAttempt, StoredCause, StoredNotice } from './notification-storage.ts'
import type { StorageCase } from './storage-conformance.ts'

const app: NoticeApp = { projectId: 'a', environment: 'published' }
const draft: NoticeApp = { projectId: 'a', environment: 'draft' }
const cause = (id = 'c1', changed: Partial<StoredCause> = {}): StoredCause => ({ id, ...app, ruleId: 'r1', flowId: null, nodeId: null, source: 'Urgent', priority: 'high', link: { type: 'flow', flowId: 'f1' }, eventId: 'e1', topic: 'events.local.helpdesk.escalation.Ticket._', opens: 'sealed', at: 1_000, ...changed })
const notice = (id: string, person = 'ann', changed: Partial<StoredNotice> = {}): StoredNotice => ({ id, recipient: { id: person, name: `Name of ${person}` }, title: `Title ${id}`, body: 'Body', url: null, at: 1_000, isInInbox: true, isThrottled: false, readAt: null, dismissedAt: null, ...changed })
const attempt = (way: StoredAttempt['way'], dueAt: number | null, changed: Partial<StoredAttempt> = {}): Omit<StoredAttempt, 'noticeId'> => ({ way, outcome: dueAt === null ? 'delivered' : 'waiting', dueAt, at: 1_000, tries: 0, text: 'planned', lane: `${way}/a`, digestUntil: null, digestOf: null, settled: [], retried: null, ...changed })
const fresh = (one: StoredNotice, ...attempts: readonly Omit<StoredAttempt, 'noticeId'>[]): NewNotice => ({ notice: one, attempts })
const subscription = (name: string): PushSubscriptionOf => ({ endpoint: `https://push.example/${name}`, keys: { p256dh: `p-${name}`, auth: 'secret' } })
const ids = (notices: readonly { readonly id: string }[]): string[] => notices.map(({ id }) => id)

const lease = { until: 60_000, text: 'under way' }

/** Throws, with both values, when they are not the same JSON. */
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

/** What every implementation of `Storage` must keep of notifications. */
export const notificationConformance: readonly StorageCase[] = [
  {
    title: 'a notification is kept once with how it goes each way, however often it is added',
    run: async (open) => {
      const opened = await open()
      const { notifications } = opened.storage
      same([...(await notifications.add(cause(), [fresh(notice('n1'), attempt('inbox', null), attempt('push', 2_000))]))], ['n1'])
      await notifications.settle([{ noticeId: 'n1', way: 'push', outcome: 'delivered', dueAt: null, at: 2_000, text: 'sent', settled: ['x'] }])
      same([...(await notifications.add(cause('c1', { source: 'Another' }), [fresh(notice('n1', 'ann', { title: 'Another' }), attempt('push', 9_000)), fresh(notice('n2', 'bob'))]))], ['n2'])
      const { notifications: again } = await opened.reopen()
      const [, found] = await again.findHistories(['n1', 'n2'])
      same(found, {
        notice: { ordinal: found?.notice.ordinal, id: 'n1', recipient: { id: 'ann', name: 'Name of ann' }, title: 'Title n1', body: 'Body', url: null, at: 1_000, isInInbox: true, isThrottled: false, readAt: null, dismissedAt: null, cause: { ...found?.notice.cause } },
        attempts: [{ noticeId: 'n1', ...attempt('inbox', null) }, { noticeId: 'n1', ...attempt('push', null), at: 2_000, text: 'sent', settled: ['x'] }],
      })
      same([found?.notice.cause.source, found?.notice.cause.link, found?.notice.cause.opens, await again.findNotice('none')], ['Urgent', { type: 'flow', flowId: 'f1' }, 'sealed', null])
      same((await again.readHistories(app, { before: null, limit: 1 })).map((one) => one.notice.id), ['n2'])
      same((await again.readHistories(app, { before: (await again.findNotice('n2'))?.ordinal ?? 0, limit: 5 })).map((one) => one.notice.id), ['n1'])
    },
  },
  {
    title: 'an inbox has what is for it, page by page, counts what is unread, and of other people, drafts and projects nothing',
    run: async (open) => {
      const opened = await open()
      const { notifications } = opened.storage
      await notifications.add(cause(), [fresh(notice('n1')), fresh(notice('n2')), fresh(notice('n3', 'ann', { isInInbox: false })), fresh(notice('n4')), fresh(notice('n5', 'bob'))])
      await notifications.add(cause('c2', draft), [fresh(notice('n6'))])
      await notifications.add(cause('c3', { projectId: 'b' }), [fresh(notice('n7'))])
      const first = await notifications.readInbox(app, 'ann', { before: null, limit: 2 })
      same(ids(first), ['n4', 'n2'])
      same(ids(await notifications.readInbox(app, 'ann', { before: first.at(-1)?.ordinal ?? null, limit: 2 })), ['n1'])
      same([...(await notifications.countUnread(app, ['ann', 'bob', 'eve']))].toSorted(), [['ann', 3], ['bob', 1]])
      const event = { eventId: 'e1', topic: cause().topic ?? '' }
      same([await notifications.unreadOf(app, 'ann', event), await notifications.unreadOf(app, 'ann', { ...event, topic: 'another' }), await notifications.unreadOf(app, 'ann', { ...event, eventId: 'e2' }), await notifications.unreadOf(draft, 'ann', event)], [['n1', 'n2', 'n3', 'n4'], [], [], ['n6']])
      same((await notifications.markRead(app, 'ann', ['n1', 'n3', 'n5', 'n6'], 5)).map(({ id, readAt }) => [id, readAt]), [['n1', 5], ['n3', 5]])
      same(await notifications.markRead(app, 'ann', ['n1'], 6), [])
      same(await notifications.dismiss(app, 'ann', ['n2', 'n5'], 7), ['n2'])
      same(await notifications.unreadOf(app, 'ann', event), ['n4'])
      const { notifications: again } = await opened.reopen()
      same([ids(await again.readInbox(app, 'ann', { before: null, limit: 9 })), [...(await again.countUnread(app, ['ann']))]], [['n4', 'n1'], [['ann', 1]]])
      same([(await again.findNotice('n1'))?.readAt, (await again.findNotice('n2'))?.dismissedAt], [5, 7])
      same((await again.markRead(app, 'ann', 'all', 8)).map(({ id }) => id), ['n4'])
      same((await again.dismiss(app, 'ann', 'all', 9)).toSorted(), ['n1', 'n4'])
      same([...(await again.countUnread(app, ['ann', 'bob']))], [['bob', 1]])
    },
  },
  {
    title: 'attempts are due in their time, lane by lane, and one that is claimed is nobody else\'s',
    run: async (open) => {
      const opened = await open()
      const { notifications } = opened.storage
      await notifications.add(cause(), [fresh(notice('n1'), attempt('push', 2_000), attempt('email', 3_000)), fresh(notice('n2', 'bob'), attempt('push', 1_500), attempt('email', null))])
      same((await notifications.lanes()).toSorted((x, y) => x.dueAt - y.dueAt), [{ lane: 'push/a', dueAt: 1_500 }, { lane: 'email/a', dueAt: 3_000 }])
      const due = await notifications.due('push/a', 2_000, 9)
      same([due.map(({ notice: { id, recipient, cause: { priority } }, attempt: { dueAt } }) => [id, recipient.id, priority, dueAt]), (await notifications.due('push/a', 1_999, 9)).length, (await notifications.due('push/a', 9_000, 1)).length], [[['n2', 'bob', 'high', 1_500], ['n1', 'ann', 'high', 2_000]], 1, 1])
      const [first] = due
      if (first === undefined) throw new Error('Nothing was due.')
      same(await Promise.all([notifications.claim(first.attempt, lease), notifications.claim(first.attempt, lease)]), [true, false])
      const { notifications: again } = await opened.reopen()
      same((await again.due('push/a', 60_000, 9)).map(({ notice: { id }, attempt: { tries, text } }) => [id, tries, text]), [['n1', 0, 'planned'], ['n2', 1, 'under way']])
      await again.settle([{ noticeId: 'n2', way: 'push', outcome: 'dead', dueAt: null, at: 70_000, text: 'gave up', tries: 8 }])
      same(await again.retry(draft, { noticeId: 'n2', way: 'push' }, 80_000), false)
      same([await again.retry(app, { noticeId: 'n2', way: 'push' }, 80_000), await again.retry(app, { noticeId: 'n2', way: 'push' }, 80_000), await again.retry(app, { noticeId: 'n1', way: 'push' }, 80_000)], [true, false, false])
      same((await again.due('push/a', 80_000, 9)).map(({ notice: { id }, attempt: { tries, outcome } }) => [id, tries, outcome]), [['n1', 0, 'waiting'], ['n2', 0, 'waiting']])
      const retriedOf = async () => (await again.findHistories(['n2'])).map(({ attempts }) => attempts[0]).map((one) => [one?.tries, one?.settled, one?.retried])
      same(await retriedOf(), [[0, [], { at: 80_000, triesBefore: 8 }]])
      await again.settle([{ noticeId: 'n2', way: 'push', outcome: 'dead', dueAt: null, at: 81_000, text: 'gave up', tries: 3, settled: ['x'] }])
      same([await retriedOf(), await again.retry(app, { noticeId: 'n2', way: 'push' }, 90_000), await retriedOf()], [[[3, ['x'], { at: 80_000, triesBefore: 8 }]], true, [[0, [], { at: 90_000, triesBefore: 11 }]]])
      await again.hasten({ noticeId: 'n1', way: 'email' }, 2_500)
      await again.hasten({ noticeId: 'n1', way: 'push' }, 5_000)
      same((await again.lanes()).toSorted((x, y) => x.dueAt - y.dueAt), [{ lane: 'push/a', dueAt: 2_000 }, { lane: 'email/a', dueAt: 2_500 }])
    },
  },
  {
    title: 'what comes while an attempt collects joins it, and what somebody got of a rule lately is counted',
    run: async (open) => {
      const { notifications } = (await open()).storage
      await notifications.add(cause(), [fresh(notice('n1', 'ann', { at: 1_000 }), attempt('push', 5_000, { digestUntil: 5_000 })), fresh(notice('n2', 'bob', { at: 2_000, isThrottled: true }), attempt('push', null))])
      await notifications.add(cause('c2'), [fresh(notice('n3', 'ann', { at: 2_000 }), attempt('push', null, { outcome: 'in_digest', digestOf: 'n1' }))])
      const of = { ...app, ruleId: 'r1', recipientIds: ['ann', 'bob'] }
      same(await notifications.openDigests(of, 4_999), [{ recipientId: 'ann', way: 'push', noticeId: 'n1' }])
      same([await notifications.openDigests(of, 5_000), await notifications.openDigests({ ...of, ruleId: 'r2' }, 0), await notifications.openDigests({ ...of, ...draft }, 0), await notifications.openDigests({ ...of, recipientIds: ['bob'] }, 0)], [[], [], [], []])
      await notifications.hasten({ noticeId: 'n1', way: 'push' }, 4_999)
      same(await notifications.lanes(), [{ lane: 'push/a', dueAt: 5_000 }])
      same((await notifications.joined('n1', 'push')).map(({ notice: { id } }) => id), ['n3'])
      const late = (id: string) => notifications.add(cause(id), [fresh(notice(`${id}-late`, 'ann', { at: 3_000 }), attempt('push', null, { at: 3_000, outcome: 'in_digest', digestOf: 'n1' }))])
      await Promise.all([late('c3'), notifications.claim({ noticeId: 'n1', way: 'push', dueAt: 5_000 }, lease), late('c4')])
      same((await notifications.findHistories(['c3-late', 'c4-late'])).flatMap(({ attempts }) => attempts.map(({ noticeId, outcome, dueAt, digestOf }) => [noticeId, outcome, dueAt, digestOf])), [['c4-late', 'waiting', 3_000, null], ['c3-late', 'in_digest', null, 'n1']])
      same([...(await notifications.countRecent(of, 0))], [['ann', 4]])
      same([[...(await notifications.countRecent(of, 1_000))], [...(await notifications.countRecent({ ...of, ruleId: 'r2' }, 0))]], [[['ann', 3]], []])
    },
  },
  {
    title: 'what people want of notifications, their browsers, and how far rules were asked are there after reopening',
    run: async (open) => {
      const opened = await open()
      const { notifications } = opened.storage
      const preferences: NoticePreferences = { rules: [{ ruleId: 'r1', ways: { push: false } }], quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Amsterdam' } }
      same([await notifications.readPosition(app), [...(await notifications.readPreferences(app, ['ann']))]], [null, []])
      await notifications.savePreferences(app, 'ann', { rules: [], quietHours: null })
      await notifications.savePreferences(app, 'ann', preferences)
      for (const [index, name] of ['one', 'two', 'three'].entries()) await notifications.saveSubscription(app, 'ann', subscription(name), { at: index, limit: 2 })
      await notifications.saveSubscription(app, 'bob', subscription('two'), { at: 9, limit: 2 })
      await notifications.savePosition(app, { epoch: 'x', seq: 1 })
      await notifications.savePosition(app, { epoch: 'y', seq: 12_345_678_901 })
      const { notifications: again } = await opened.reopen()
      same([[...(await again.readPreferences(app, ['ann', 'bob']))], [...(await again.readPreferences(draft, ['ann']))]], [[['ann', preferences]], []])
      same([...(await again.readSubscriptions(app, ['ann', 'bob']))].toSorted(), [['ann', [subscription('three')]], ['bob', [subscription('two')]]])
      await again.deleteSubscription(app, 'ann', 'https://push.example/two')
      await again.deleteSubscription(app, 'ann', 'https://push.example/three')
      same([...(await again.readSubscriptions(app, ['ann', 'bob']))].length, 1)
      same([await again.readPosition(app), await again.readPosition(draft)], [{ epoch: 'y', seq: 12_345_678_901 }, null])
    },
  },
  {
    title: 'an inbox that is too full loses its oldest read notifications first, and none that is still to be sent',
    run: async (open) => {
      const { notifications } = (await open()).storage
      await notifications.add(cause(), [fresh(notice('n1'), attempt('push', 9_000)), fresh(notice('n2')), fresh(notice('n3', 'ann', { readAt: 1 })), fresh(notice('n4')), fresh(notice('n5'), attempt('inbox', null)), fresh(notice('n6', 'bob'))])
      await notifications.add(cause('c2'), [fresh(notice('n7', 'bob', { at: 10, isInInbox: false }), attempt('push', null)), fresh(notice('n8', 'bob', { at: 10, isInInbox: false }), attempt('push', 9_000))])
      await notifications.prune({ perPerson: 10, endedBefore: 10 })
      same((await notifications.findHistories(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'])).length, 8)
      await notifications.prune({ perPerson: 2, endedBefore: 11 })
      same((await notifications.findHistories(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'])).map((one) => one.notice.id), ['n8', 'n6', 'n5', 'n4', 'n1'])
      same((await notifications.lanes()).map(({ lane }) => lane), ['push/a'])
    },
  },
  {
    title: 'what is far too much is pruned part by part with all that became of it, and others write meanwhile',
    run: async (open) => {
      const { notifications } = (await open()).storage
      const many = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)
      const people = many(450, 'p')
      await notifications.add(cause('c1'), many(1_203, 'a').map((id) => fresh(notice(id, 'ann'), attempt('push', null))))
      await notifications.add(cause('c2'), many(1_100, 'e').map((id) => fresh(notice(id, 'eve', { at: 10, isInInbox: false }), attempt('push', null))))
      // More people than are counted at once, the last of them beyond the bound, too.
      await notifications.add(cause('c3'), people.flatMap((person) => [fresh(notice(`${person}-1`, person)), fresh(notice(`${person}-2`, person))]))
      await notifications.add(cause('c4'), ['d1', 'd2', 'd3'].map((id) => fresh(notice(id, 'zoe'))))
      let isPruned = false
      const pruned = notifications.prune({ perPerson: 2, endedBefore: 11 }).then(() => (isPruned = true))
      await notifications.savePreferences(app, 'ann', { rules: [], quietHours: null })
      same(isPruned, false)
      await pruned
      const left = await Promise.all(['ann', 'eve', 'zoe'].map(async (person) => ids(await notifications.readInbox(app, person, { before: null, limit: 9 }))))
      same(left, [['a1202', 'a1201'], [], ['d3', 'd2']])
      same((await notifications.findHistories(many(1_100, 'e').slice(0, 400))).length, 0)
      same([...(await notifications.countUnread(app, people)).values()].every((count) => count === 2), true)
      // Neither how they went nor their cause is left.
      same([...(await notifications.add(cause('c2', { source: 'Anew' }), [fresh(notice('e0', 'eve'), attempt('push', null))]))], ['e0'])
      same((await notifications.findNotice('e0'))?.cause.source, 'Anew')
      same((await notifications.findNotice('a1202'))?.cause.id, 'c1')
    },
  },
  {
    title: 'texts of any characters are kept, without those that not every database takes',
    run: async (open) => {
      const { notifications } = (await open()).storage
      const odd = 'a\0b\ud800c'
      same([...(await notifications.add(cause('c1', { source: odd, eventId: odd }), [fresh(notice('n1', 'ann', { title: odd, body: odd, url: odd, recipient: { id: 'ann', name: odd } }), attempt('push', 2_000, { text: odd }))]))], ['n1'])
      await notifications.settle([{ noticeId: 'n1', way: 'push', outcome: 'dead', dueAt: null, at: 2_000, text: odd, settled: [odd] }])
      const [found] = await notifications.findHistories(['n1'])
      const readable = 'a\ufffdb\ufffdc'
      same([found?.notice.title, found?.notice.body, found?.notice.url, found?.notice.recipient.name, found?.notice.cause.source, found?.notice.cause.eventId, found?.attempts[0]?.text], Array.from({ length: 7 }, () => readable))
      await notifications.savePreferences(app, 'ann', { rules: [{ ruleId: odd, ways: {} }], quietHours: null })
    },
  },
]
