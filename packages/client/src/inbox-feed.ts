import type { AppPushes, AppRequests, InboxChange, Notice } from '@halley/protocol'
import type { NamespaceConnection } from './namespace-connection.ts'
import { observable, type Readable } from './observable.ts'

/** The notifications of who uses a session. */
export type InboxNow = {
  /** Does this app notify at all? */
  readonly hasInbox: boolean
  readonly unread: number
  /** The newest first, as far as they were loaded. */
  readonly notices: readonly Notice[]
  /** `none` until somebody looks. */
  readonly loading: 'none' | 'first' | 'earlier' | 'done'
  /** Are there earlier ones that were not loaded? */
  readonly more: boolean
  /** Why the last request was refused. */
  readonly problem: string | null
  /** Those to be shown as a toast, the oldest first. */
  readonly toasts: readonly Notice[]
  /** How many came in quiet hours that are over, to be shown as one toast; 0 when there is none to show. */
  readonly afterQuiet: number
}

export type InboxFeed = Readable<InboxNow> & {
  /** Loads the newest, unless they are here already. */
  readonly load: () => void
  readonly loadEarlier: () => Promise<void>
  readonly markRead: (ids: 'all' | readonly string[]) => void
  readonly dismiss: (ids: readonly string[]) => void
  /** Takes a toast away; the notification stays in the inbox. */
  readonly closeToast: (id: string) => void
  /** As `closeToast`, of that for quiet hours. */
  readonly closeAfterQuiet: () => void
}

export type ConnectedInboxFeed = InboxFeed & {
  /** Another session begins: nothing of the one before is true any more. */
  readonly forget: () => void
}

/** A page, as large as pages may be. */
const PAGE = 50
/** Toasts that wait to be shown: of more, the inbox tells. */
const TOASTS_KEPT = 50

const initial: InboxNow = { hasInbox: false, unread: 0, notices: [], loading: 'none', more: false, problem: null, toasts: [], afterQuiet: 0 }

/** Makes the inbox of a connection. The server says at each connection how many are unread; whoever looks has the newest then read again. */
export function inboxFeed({ request, onPush }: Pick<NamespaceConnection<AppRequests, AppPushes>, 'request' | 'onPush'>, nowMs: () => number = Date.now): ConnectedInboxFeed {
  const state = observable<InboxNow>(initial)
  let next: string | null = null
  /** Counts readings of the newest page: the answer to an earlier one means nothing any more. */
  let reading = 0
  let isFresh = true
  /** Somebody has looked: from then on it is read at each connection. */
  let isWanted = false

  const readFirst = async (): Promise<void> => {
    reading += 1
    const mine = reading
    if (state.get().loading !== 'done') state.patch({ loading: 'first' })
    const reply = await request('inbox', { before: null, limit: PAGE })
    if (mine !== reading) return
    if (!reply.ok) return state.patch({ loading: state.get().loading === 'first' ? 'none' : 'done', problem: reply.error.message })
    next = reply.next
    state.patch({ notices: reply.notices, unread: reply.unread, more: next !== null, loading: 'done', problem: null })
  }
  const take = (hasInbox: boolean, { unread, changed, dismissed, toasts, afterQuiet }: InboxChange): void => {
    const now = state.get()
    const gone = new Set(dismissed)
    const changedById = new Map(changed.map((notice) => [notice.id, notice]))
    const wasRead = (notice: Notice): Notice => (unread === 0 && notice.readAt === null ? { ...notice, readAt: new Date(nowMs()).toISOString() } : notice)
    const kept = now.notices.filter(({ id }) => !gone.has(id)).map((notice) => wasRead(changedById.get(notice.id) ?? notice))
    const known = new Set(now.notices.map(({ id }) => id))
    const arrived = changed.filter(({ id }) => !known.has(id) && !gone.has(id))
    const notices = now.loading === 'none' || now.loading === 'first' ? kept : withArrived(kept, arrived, now.more)
    const oldToasts = now.toasts.filter(({ id }) => !gone.has(id) && unread > 0 && changedById.get(id)?.readAt == null)
    const newToasts = changed.filter(({ id, readAt }) => toasts.includes(id) && readAt === null && !oldToasts.some((toast) => toast.id === id))
    state.patch({ hasInbox, unread, notices, toasts: [...oldToasts, ...newToasts].slice(-TOASTS_KEPT), afterQuiet: unread === 0 ? 0 : (afterQuiet ?? now.afterQuiet) })
  }
  /** Does at once what was asked for; a refusal is said, and the inbox read as it is. */
  const ask = async (asking: Promise<{ readonly ok: true } | { readonly ok: false; readonly error: { readonly message: string } }>): Promise<void> => {
    const reply = await asking
    if (reply.ok) return
    const problem = reply.error.message
    if (state.get().loading !== 'none') await readFirst()
    state.patch({ problem })
  }
  onPush('session', () => {
    isFresh = true
  })
  onPush('inbox', ({ hasInbox, change }) => {
    take(hasInbox, change)
    // After a cut there may be more news than this push tells.
    if (isFresh && isWanted) void readFirst()
    isFresh = false
  })

  return {
    get: state.get,
    subscribe: state.subscribe,
    load: () => {
      isWanted = true
      if (state.get().loading === 'none') void readFirst()
    },
    loadEarlier: async () => {
      if (state.get().loading !== 'done' || next === null) return
      const mine = reading
      state.patch({ loading: 'earlier' })
      const reply = await request('inbox', { before: next, limit: PAGE })
      if (mine !== reading) return
      if (!reply.ok) return state.patch({ loading: 'done', problem: reply.error.message })
      next = reply.next
      const known = new Set(state.get().notices.map(({ id }) => id))
      return state.patch({ loading: 'done', notices: [...state.get().notices, ...reply.notices.filter(({ id }) => !known.has(id))], unread: reply.unread, more: next !== null, problem: null })
    },
    markRead: (ids) => {
      if (ids !== 'all' && ids.length === 0) return
      const now = state.get()
      const at = new Date(nowMs()).toISOString()
      const isMeant = (id: string) => ids === 'all' || ids.includes(id)
      const newlyRead = now.notices.filter(({ id, readAt }) => readAt === null && isMeant(id)).length
      state.patch({
        unread: ids === 'all' ? 0 : Math.max(0, now.unread - newlyRead),
        notices: now.notices.map((notice) => (notice.readAt === null && isMeant(notice.id) ? { ...notice, readAt: at } : notice)),
        toasts: now.toasts.filter(({ id }) => !isMeant(id)),
        afterQuiet: ids === 'all' ? 0 : now.afterQuiet,
        problem: null,
      })
      void ask(request('readNotices', { ids: ids === 'all' ? ids : [...ids] }))
    },
    dismiss: (ids) => {
      if (ids.length === 0) return
      const now = state.get()
      const unreadGone = now.notices.filter(({ id, readAt }) => readAt === null && ids.includes(id)).length
      state.patch({ unread: Math.max(0, now.unread - unreadGone), notices: now.notices.filter(({ id }) => !ids.includes(id)), toasts: now.toasts.filter(({ id }) => !ids.includes(id)), problem: null })
      void ask(request('dismissNotices', { ids: [...ids] }))
    },
    closeAfterQuiet: () => state.patch({ afterQuiet: 0 }),
    closeToast: (id) => state.patch({ toasts: state.get().toasts.filter((toast) => toast.id !== id) }),
    forget: () => {
      reading += 1
      next = null
      isFresh = true
      state.set(initial)
    },
  }
}

/** Notices with new ones at their places; one that belongs below what was loaded comes by paging. */
function withArrived(kept: readonly Notice[], arrived: readonly Notice[], more: boolean): readonly Notice[] {
  if (arrived.length === 0) return kept
  const last = kept.at(-1)
  const fitting = more && last !== undefined ? arrived.filter(({ at }) => at >= last.at) : arrived
  return [...kept, ...fitting].toSorted((left, right) => (left.at === right.at ? 0 : left.at < right.at ? 1 : -1))
}
