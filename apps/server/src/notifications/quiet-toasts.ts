import { LIMITS } from '@halley/model'
import type { CancelTimer, ServerClock } from '../clock.ts'
import type { NoticeApp, NotificationStorage } from '../storage/notification-storage.ts'
import type { InboxLines } from './inbox-lines.ts'
import { noticeOnWire, unreadOnly } from './notice-on-wire.ts'
import { quietUntil } from './quiet-hours.ts'

export type QuietToastSurroundings = {
  readonly storage: NotificationStorage
  readonly clock: ServerClock
  readonly lines: Pick<InboxLines, 'of'>
  readonly isOnline: (app: NoticeApp, personId: string) => boolean
  readonly onFailure: (error: unknown, what: string) => void
}

/** Whose toasts were held back, and of which notifications. */
type Held = { readonly app: NoticeApp; readonly personId: string; readonly ids: Set<string> }

/**
 * The toasts that quiet hours held back from people who had the app open: when these end, whoever still has it open is shown the one that came, or how
 * many did. In memory alone: after a restart, the number at the bell tells.
 */
export class QuietToasts {
  readonly #surroundings: QuietToastSurroundings
  readonly #ends = new Map<number, { readonly people: Map<string, Held>; readonly cancel: CancelTimer }>()

  constructor(surroundings: QuietToastSurroundings) {
    this.#surroundings = surroundings
  }

  /** Holds the toast of a notification back until a time, epoch milliseconds. */
  hold({ projectId, environment }: NoticeApp, personId: string, until: { readonly noticeId: string; readonly untilMs: number }): void {
    const { clock } = this.#surroundings
    const { noticeId, untilMs } = until
    const end = this.#ends.get(untilMs) ?? { people: new Map<string, Held>(), cancel: clock.setTimer(untilMs - clock.nowMs(), () => this.#over(untilMs)) }
    this.#ends.set(untilMs, end)
    const name = JSON.stringify([environment, projectId, personId])
    const held = end.people.get(name) ?? { app: { projectId, environment }, personId, ids: new Set<string>() }
    end.people.set(name, held)
    // Of more, the newest are enough to say that there are many.
    for (const oldest of held.ids) if (held.ids.size >= LIMITS.inboxPage) held.ids.delete(oldest)
    held.ids.add(noticeId)
  }

  close(): void {
    for (const { cancel } of this.#ends.values()) cancel()
    this.#ends.clear()
  }

  #over(untilMs: number): void {
    const people = this.#ends.get(untilMs)?.people ?? new Map<string, Held>()
    this.#ends.delete(untilMs)
    for (const held of people.values()) this.#show(held).catch((error: unknown) => this.#surroundings.onFailure(error, 'showing what came in quiet hours'))
  }

  async #show({ app, personId, ids }: Held): Promise<void> {
    const { storage, clock, lines, isOnline } = this.#surroundings
    if (!isOnline(app, personId)) return
    // They may have put their quiet hours further since.
    const quietHours = (await storage.readPreferences(app, [personId])).get(personId)?.quietHours ?? null
    const quietEnd = quietHours === null ? null : quietUntil(clock.nowMs(), quietHours)
    if (quietEnd !== null) {
      for (const noticeId of ids) this.hold(app, personId, { noticeId, untilMs: quietEnd })
      return
    }
    const [newest, unread] = await Promise.all([storage.readInbox(app, personId, { before: null, limit: LIMITS.inboxPage }), storage.countUnread(app, [personId])])
    const [first, ...others] = newest.filter(({ id, readAt }) => ids.has(id) && readAt === null)
    if (first === undefined) return
    const change = { ...unreadOnly(unread.get(personId) ?? 0), ...(others.length === 0 ? { changed: [noticeOnWire(first)], toasts: [first.id] } : { afterQuiet: others.length + 1 }) }
    for (const { push } of lines.of(app, personId)) push({ hasInbox: true, change })
  }
}
