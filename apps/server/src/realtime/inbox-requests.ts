import type { AppRequests } from '@halley/protocol'
import { refuse, type Handlers } from './serve-requests.ts'

type InboxRequests = Pick<AppRequests, 'inbox' | 'readNotices' | 'dismissNotices' | 'openNotice' | 'noticePreferences' | 'setNoticePreferences' | 'pushKey' | 'addPushSubscription' | 'removePushSubscription'>

/** Answers what a client asks about the notifications of its user. */
export function inboxRequests(): Handlers<InboxRequests> {
  const notHere = () => refuse({ code: 'unavailable', message: 'There are no notifications here.' })
  return { inbox: notHere, readNotices: notHere, dismissNotices: notHere, openNotice: notHere, noticePreferences: notHere, setNoticePreferences: notHere, pushKey: notHere, addPushSubscription: notHere, removePushSubscription: notHere }
}
