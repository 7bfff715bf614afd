import type { InboxNow } from '@halley/client'
import { useContext, useSyncExternalStore } from 'react'
import { ShownClientContext, type ShownClient } from '../shown-client.ts'

const never = () => () => undefined

/** Reads a part of an inbox; draws again when that part is another one. */
export function useInbox<T>(client: ShownClient, select: (now: InboxNow) => T): T {
  const read = () => select(client.inbox.get())
  return useSyncExternalStore(client.inbox.subscribe, read, read)
}

/** The client of the player around; where no session runs, one with an empty inbox. */
export function useShownClient(): ShownClient {
  return useContext(ShownClientContext) ?? nobody
}

const empty: InboxNow = { hasInbox: true, unread: 0, notices: [], loading: 'done', more: false, problem: null, toasts: [] }
const nobody: ShownClient = {
  get: () => ({ connection: { state: 'live', roundTripMs: null, refusal: null }, session: null, screens: null, listeners: [], failure: null, trouble: null }),
  subscribe: never,
  inbox: { get: () => empty, subscribe: never, load: () => undefined, loadEarlier: () => Promise.resolve(), markRead: () => undefined, dismiss: () => undefined, closeToast: () => undefined },
  openNotice: () => Promise.resolve({ ok: true, url: null }),
  rooms: { at: () => { throw new Error('no session runs here: rooms are drawn from a sample') } },
}
