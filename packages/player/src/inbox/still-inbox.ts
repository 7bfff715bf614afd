import type { InboxNow } from '@halley/client'
import type { ShownClient } from '../shown-client.ts'
import { sampleRoom } from '../rooms/sample-room.ts'

const never = () => () => undefined

/** A client that stands still, for where no session runs: its inbox has what is given, and nothing happens in it. */
export function stillInbox(now: Partial<InboxNow>): ShownClient {
  const inbox: InboxNow = { hasInbox: true, unread: 0, notices: [], loading: 'done', more: false, problem: null, toasts: [], afterQuiet: 0, ...now }
  return {
    get: () => ({ connection: { state: 'live', roundTripMs: null, refusal: null }, session: null, screens: null, listeners: [], failure: null, trouble: null }),
    subscribe: never,
    inbox: { get: () => inbox, subscribe: never, load: () => undefined, loadEarlier: () => Promise.resolve(), markRead: () => undefined, dismiss: () => undefined, closeToast: () => undefined, closeAfterQuiet: () => undefined },
    openNotice: () => Promise.resolve({ ok: true, url: null }),
    rooms: { at: () => sampleRoom },
  }
}
