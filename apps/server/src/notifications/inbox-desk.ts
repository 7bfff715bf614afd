import type { SessionUser } from '@halley/engine'
import { LIMITS, type Project } from '@halley/model'
import type { InboxChange, InboxPage, NoticePreferences, PushSubscriptionOf, Refusal, WireError } from '@halley/protocol'
import type { ServerClock } from '../clock.ts'
import type { CausedNotice, NoticeApp, NotificationStorage } from '../storage/notification-storage.ts'
import type { InboxLine, InboxLines } from './inbox-lines.ts'
import type { NoticeNews } from './notice-news.ts'
import { noticeOnWire, unreadOnly } from './notice-on-wire.ts'
import type { PreviewPostBox } from './preview-post.ts'
import { isTimeZone } from './quiet-hours.ts'

export type InboxDeskSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  readonly lines: InboxLines
  readonly box: PreviewPostBox
  readonly news: NoticeNews
  readonly onFailure: (error: unknown, what: string) => void
}

/** Whose inbox it is, and where. */
export type InboxOwner = NoticeApp & { readonly personId: SessionUser['id'] }

type Answer<T> = ({ readonly ok: true } & T) | Refusal

/** What people do with their notifications. Every change goes to all of their devices. Rejects with `StorageUnavailable`. */
export class InboxDesk {
  readonly #surroundings: InboxDeskSurroundings

  constructor(surroundings: InboxDeskSurroundings) {
    this.#surroundings = surroundings
  }

  /** A client is there until the returned function is called; it is told what is unread. */
  enter(app: NoticeApp, line: InboxLine, project: Project): () => void {
    const leave = this.#surroundings.lines.enter(app, line)
    if (hasInbox(project)) this.#tellAll(app, line)
    else line.push({ hasInbox: false, change: unreadOnly(0) })
    return leave
  }

  /** The model has changed: whoever is there is told whether it notifies. */
  modelChanged(app: NoticeApp, project: Project): void {
    const { lines } = this.#surroundings
    for (const personId of lines.peopleIn(app)) {
      for (const line of lines.of(app, personId)) {
        if (hasInbox(project)) this.#tellAll(app, line)
        else line.push({ hasInbox: false, change: unreadOnly(0) })
      }
    }
  }

  /** A persona of a preview is online again: what came in the meantime is there. */
  async cameBack(app: NoticeApp, personId: string): Promise<void> {
    const { storage, lines } = this.#surroundings
    const [notices, unread] = await Promise.all([storage.readInbox(app, personId, { before: null, limit: LIMITS.inboxPage }), this.#unread(app, personId)])
    for (const { push } of lines.of(app, personId)) push({ hasInbox: true, change: { unread, changed: notices.toReversed().map(noticeOnWire), dismissed: [], toasts: [] } })
  }

  async read(owner: InboxOwner, before: string | null, limit: number): Promise<Answer<InboxPage>> {
    const place = before === null ? null : Number(before)
    if (place !== null && !Number.isSafeInteger(place)) return refused({ code: 'wire/malformed', message: '"before" is the "next" of another page.', pointer: '/before' })
    const { storage } = this.#surroundings
    // One more than is given tells whether there are more.
    const [notices, unread] = await Promise.all([storage.readInbox(owner, owner.personId, { before: place, limit: limit + 1 }), this.#unread(owner, owner.personId)])
    const given = notices.slice(0, limit)
    return { ok: true, notices: given.map(noticeOnWire), unread, next: notices.length > limit ? String(given.at(-1)?.ordinal) : null }
  }

  async markRead(owner: InboxOwner, ids: readonly string[] | 'all'): Promise<void> {
    const { storage, clock, news } = this.#surroundings
    const changed = await storage.markRead(owner, owner.personId, ids, clock.nowMs())
    if (changed.length === 0) return
    news.changed(owner, changed.map(({ id }) => id))
    await this.#tell(owner, { changed: changed.filter(({ isInInbox, dismissedAt }) => isInInbox && dismissedAt === null), dismissed: [] })
  }

  /** Somebody has dealt with what an event opened for them: what they were notified of it is read, too. */
  async handled(owner: InboxOwner, event: { readonly eventId: string; readonly topic: string }): Promise<void> {
    const ids = await this.#surroundings.storage.unreadOf(owner, owner.personId, event)
    if (ids.length > 0) await this.markRead(owner, ids)
  }

  async dismiss(owner: InboxOwner, ids: readonly string[] | 'all'): Promise<void> {
    const { storage, clock, news } = this.#surroundings
    const dismissed = await storage.dismiss(owner, owner.personId, ids, clock.nowMs())
    if (dismissed.length === 0) return
    news.changed(owner, dismissed)
    await this.#tell(owner, { changed: [], dismissed })
  }

  /** A notification of theirs, marked as read; null when there is none. */
  async takeUp(owner: InboxOwner, id: string): Promise<CausedNotice | null> {
    const notice = await this.#surroundings.storage.findNotice(id)
    if (notice === null || notice.recipient.id !== owner.personId || notice.cause.projectId !== owner.projectId || notice.cause.environment !== owner.environment) return null
    await this.markRead(owner, [id])
    return notice
  }

  async preferences(owner: InboxOwner): Promise<NoticePreferences> {
    return (await this.#surroundings.storage.readPreferences(owner, [owner.personId])).get(owner.personId) ?? { rules: [], quietHours: null }
  }

  async setPreferences(owner: InboxOwner, preferences: NoticePreferences): Promise<Answer<object>> {
    const { quietHours } = preferences
    if (quietHours !== null && !isTimeZone(quietHours.timeZone)) return refused({ code: 'wire/malformed', message: `"${quietHours.timeZone}" is no time zone that the server knows; write one such as Europe/Amsterdam.`, pointer: '/preferences/quietHours/timeZone' })
    await this.#surroundings.storage.savePreferences(owner, owner.personId, preferences)
    return { ok: true }
  }

  async addSubscription(owner: InboxOwner, subscription: PushSubscriptionOf): Promise<Answer<object>> {
    if (owner.environment === 'draft') return refused({ code: 'unavailable', message: 'A preview sends no pushes; it shows them in the editor.' })
    await this.#surroundings.storage.saveSubscription(owner, owner.personId, subscription, { at: this.#surroundings.clock.nowMs(), limit: LIMITS.pushDevices })
    return { ok: true }
  }

  removeSubscription(owner: InboxOwner, endpoint: string): Promise<void> {
    return this.#surroundings.storage.deleteSubscription(owner, owner.personId, endpoint)
  }

  async #unread(app: NoticeApp, personId: string): Promise<number> {
    return (await this.#surroundings.storage.countUnread(app, [personId])).get(personId) ?? 0
  }

  /** Tells all devices of somebody. */
  async #tell(owner: InboxOwner, { changed, dismissed }: { readonly changed: readonly CausedNotice[]; readonly dismissed: readonly string[] }): Promise<void> {
    const change: InboxChange = { unread: await this.#unread(owner, owner.personId), changed: changed.map(noticeOnWire), dismissed: [...dismissed], toasts: [] }
    for (const { push } of this.#surroundings.lines.of(owner, owner.personId)) push({ hasInbox: true, change })
  }

  /** Tells a client what is unread; a persona that the preview has elsewhere learns it when it is back. */
  #tellAll(app: NoticeApp, { personId, push }: InboxLine): void {
    const isAway = app.environment === 'draft' && this.#surroundings.box.reachOf(app.projectId, personId) !== 'online'
    const tell = async (): Promise<void> => push({ hasInbox: true, change: unreadOnly(isAway ? 0 : await this.#unread(app, personId)) })
    tell().catch((error: unknown) => this.#surroundings.onFailure(error, 'counting what is unread'))
  }
}

/** Does the app notify anybody? Then its clients show an inbox. */
export function hasInbox({ rules, flows }: Project): boolean {
  return Object.keys(rules).length > 0 || Object.values(flows).some(({ nodes }) => Object.values(nodes).some(({ kind }) => kind === 'notify'))
}

function refused(error: WireError): Refusal {
  return { ok: false, error }
}
