import type { NoticeWay } from '@halley/model'
import type { NoticePreferences } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import { LoopTurns } from '../sessions/loop-turns.ts'
import type { NewNotice, NoticeApp, NotificationStorage, StoredCause } from '../storage/notification-storage.ts'
import type { InboxLines } from './inbox-lines.ts'
import { laneOf } from './lanes.ts'
import { noticeIdOf } from './notice-ids.ts'
import type { NoticeNews } from './notice-news.ts'
import type { NoticeSettings } from './notice-settings.ts'
import { noticeOnWire } from './notice-on-wire.ts'
import type { NoticePerson } from './people-of-app.ts'
import { planNotice, type NoticePlan, type PersonSituation } from './plan-notice.ts'
import type { PreviewPostBox } from './preview-post.ts'
import type { QuietToasts } from './quiet-toasts.ts'

/** People of one write, after which others have their turn: a few milliseconds of work. */
const PEOPLE_AT_ONCE = 200

/** What somebody reads. */
export type NoticeWords = { readonly title: string; readonly body: string; readonly url: string | null }

/** Notifications that are to be made: of one cause, for these people, written for each. */
export type NoticeOrder = { readonly cause: StoredCause; readonly settings: NoticeSettings; readonly people: readonly NoticePerson[]; readonly write: (person: NoticePerson) => NoticeWords }

export type NoticeMakerSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  readonly lines: InboxLines
  readonly box: PreviewPostBox
  readonly quietToasts: QuietToasts
  readonly news: NoticeNews
  /** People were notified: for programs outside. */
  readonly announce: (cause: StoredCause, recipients: number) => void
  /** There may be something to be sent now. */
  readonly poke: () => void
  readonly onOutcome: (way: NoticeWay, outcome: string) => void
}

/** Makes notifications: keeps them, and then shows them to whoever has the app open. */
export class NoticeMaker {
  readonly #surroundings: NoticeMakerSurroundings

  constructor(surroundings: NoticeMakerSurroundings) {
    this.#surroundings = surroundings
  }

  /**
   * Resolves when all are kept, with how many of each order are new; made again, none is. Orders take effect one after the other. Rejects with
   * `StorageUnavailable`: then some may be kept, and making them again adds the rest.
   */
  async make(app: NoticeApp, orders: readonly NoticeOrder[]): Promise<readonly number[]> {
    const counts: number[] = []
    for (const together of groupsOf(orders)) counts.push(...(await this.#makeTogether(app, together)))
    for (const [index, { cause }] of orders.entries()) if ((counts[index] ?? 0) > 0) this.#surroundings.announce(cause, counts[index] ?? 0)
    return counts
  }

  /** Some orders in one commit, or one that has many people in several. */
  async #makeTogether(app: NoticeApp, orders: readonly [NoticeOrder, ...NoticeOrder[]]): Promise<number[]> {
    const [first, ...others] = orders
    if (others.length > 0) {
      const people = [...new Map(orders.flatMap((order) => order.people.map((person) => [person.id, person] as const))).values()]
      const written: WrittenOrder[] = []
      for (const order of orders) written.push(await writtenBy(order, order.people))
      const situationOf = await this.situationsOf(app, first.settings, people)
      return this.#makeSome(written.map((order) => ({ ...order, situationOf })))
    }
    let added = 0
    for (let at = 0; at < first.people.length; at += PEOPLE_AT_ONCE) {
      const people = first.people.slice(at, at + PEOPLE_AT_ONCE)
      const written = await writtenBy(first, people)
      const [count = 0] = await this.#makeSome([{ ...written, situationOf: await this.situationsOf(app, first.settings, people) }])
      added += count
      await nextTurn()
    }
    return [added]
  }

  /** What is known of people now, for planning. */
  async situationsOf(app: NoticeApp, settings: NoticeSettings, people: readonly NoticePerson[]): Promise<(person: NoticePerson) => PersonSituation> {
    const { storage, clock, lines, box } = this.#surroundings
    const ids = people.map(({ id }) => id)
    const atMs = clock.nowMs()
    const { ruleId, throttle, digestMs } = settings
    const of = ruleId === null ? null : { ...app, ruleId, recipientIds: ids }
    const [preferences, subscriptions, recent, digests] = await Promise.all([
      storage.readPreferences(app, ids),
      app.environment === 'draft' ? new Map<string, unknown>() : storage.readSubscriptions(app, ids),
      of === null || throttle === null ? new Map<string, number>() : storage.countRecent(of, atMs - throttle.perMs),
      of === null || digestMs === null ? [] : storage.openDigests(of, atMs),
    ])
    const digestsOf = new Map<string, Partial<Record<NoticeWay, string>>>()
    for (const { recipientId, way, noticeId } of digests) digestsOf.set(recipientId, { ...digestsOf.get(recipientId), [way]: noticeId })
    return ({ id, email }) => {
      const reach = app.environment === 'draft' ? box.reachOf(app.projectId, id) : 'online'
      return {
        preferences: preferences.get(id) satisfies NoticePreferences | undefined, recentCount: recent.get(id) ?? 0, digests: digestsOf.get(id) ?? {},
        isOnline: reach === 'online' && lines.isOpen(app, id),
        // In a preview, everybody's browser takes pushes: they are shown, not sent.
        hasBrowser: app.environment === 'draft' ? reach === 'online' || reach === 'push' : subscriptions.has(id),
        hasAddress: email !== null && (reach === 'online' || reach === 'email'),
        ...(reach !== 'online' && { actsAs: reach }),
      }
    }
  }

  async #makeSome(orders: readonly PlannableOrder[]): Promise<number[]> {
    const { storage, clock, news, poke, onOutcome } = this.#surroundings
    const atMs = clock.nowMs()
    const planned = orders.map(({ cause, settings, written, situationOf }) => ({
      cause,
      notices: written.map(({ person, words }) => {
        const plan = planNotice(settings, situationOf(person), atMs)
        return { person, plan, notice: newNotice({ cause, settings, person, plan, words, atMs }) }
      }),
    }))
    // Called in their order and within one turn: one commit for all.
    const added = await Promise.all(planned.map(({ cause, notices }) => storage.add(cause, notices.map(({ notice }) => notice))))
    const counts: number[] = []
    for (const [index, { cause, notices }] of planned.entries()) {
      const fresh = notices.filter(({ notice }) => added[index]?.has(notice.notice.id) === true)
      for (const { plan } of fresh) for (const { way, outcome } of plan.attempts) if (outcome !== 'waiting') onOutcome(way, outcome)
      await this.#show(cause, fresh)
      news.changed(cause, fresh.map(({ notice }) => notice.notice.id))
      counts.push(fresh.length)
    }
    poke()
    return counts
  }

  /** Gives what is new to whoever has the app open. */
  async #show(cause: StoredCause, fresh: readonly { readonly person: NoticePerson; readonly plan: NoticePlan; readonly notice: NewNotice }[]): Promise<void> {
    const { storage, lines, box, quietToasts } = this.#surroundings
    const shown = fresh.filter(({ person, plan }) => plan.isInInbox && lines.isOpen(cause, person.id) && (cause.environment === 'published' || box.reachOf(cause.projectId, person.id) === 'online'))
    if (shown.length === 0) return
    const unread = await storage.countUnread(cause, shown.map(({ person }) => person.id))
    for (const { person, plan, notice: { notice } } of shown) {
      const onWire = noticeOnWire({ ...notice, ordinal: 0, cause })
      const change = { unread: unread.get(person.id) ?? 0, changed: [onWire], dismissed: [], toasts: plan.hasToast ? [notice.id] : [] }
      for (const { push } of lines.of(cause, person.id)) push({ hasInbox: true, change })
      if (plan.toastHeldUntil !== null) quietToasts.hold(cause, person.id, { noticeId: notice.id, untilMs: plan.toastHeldUntil })
    }
  }
}

/** An order whose words are written, for each of its people. */
type WrittenOrder = Pick<NoticeOrder, 'cause' | 'settings'> & { readonly written: readonly { readonly person: NoticePerson; readonly words: NoticeWords }[] }

/** Writes an order for some of its people. Templates may take their time, and each of many people has their own: others have their turn in between. */
async function writtenBy({ cause, settings, write }: NoticeOrder, people: readonly NoticePerson[]): Promise<WrittenOrder> {
  const turns = new LoopTurns({ monotonicMs: () => performance.now(), othersServed: nextTurn })
  const written: { readonly person: NoticePerson; readonly words: NoticeWords }[] = []
  for (const person of people) {
    written.push({ person, words: write(person) })
    await turns.next()
  }
  return { cause, settings, written }
}

/** An order with what is known of its people. */
type PlannableOrder = WrittenOrder & { readonly situationOf: (person: NoticePerson) => PersonSituation }

/** Orders that can be kept in one commit: what one of them asks of storage does not hang on the one before. */
function groupsOf(orders: readonly NoticeOrder[]): (readonly [NoticeOrder, ...NoticeOrder[]])[] {
  const groups: [NoticeOrder, ...NoticeOrder[]][] = []
  const isSimple = ({ settings, people }: NoticeOrder): boolean => settings.throttle === null && settings.digestMs === null && people.length <= PEOPLE_AT_ONCE
  let count = 0
  for (const order of orders) {
    const group = groups.at(-1)
    count += order.people.length
    if (group !== undefined && isSimple(order) && isSimple(group[0]) && count <= PEOPLE_AT_ONCE) group.push(order)
    else {
      groups.push([order])
      count = order.people.length
    }
  }
  return groups
}

function newNotice({ cause, settings, person, plan, words, atMs }: { readonly cause: StoredCause; readonly settings: NoticeSettings; readonly person: NoticePerson; readonly plan: NoticePlan; readonly words: NoticeWords; readonly atMs: number }): NewNotice {
  const { title, body, url } = words
  return {
    notice: { id: noticeIdOf(cause.id, person.id), recipient: { id: person.id, name: person.name }, title, body, url, at: atMs, isInInbox: plan.isInInbox, isThrottled: plan.isThrottled, readAt: null, dismissedAt: null },
    attempts: plan.attempts.map((attempt) => ({ ...attempt, lane: laneOf(cause, attempt.way, settings.mailConnectionId) })),
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
