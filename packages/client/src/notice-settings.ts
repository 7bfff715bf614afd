import type { AppPushes, AppRequests, NoticePreferences, PushSubscriptionOf } from '@halley/protocol'
import type { AppReply } from './app-client.ts'
import type { NamespaceConnection } from './namespace-connection.ts'

/** What somebody wants of notifications, and the devices that they are pushed to. Each asks the server; none rejects. */
export type NoticeSettings = {
  /** What they want, and the rules that there are. */
  readonly read: () => Promise<AppReply<'noticePreferences'>>
  readonly write: (preferences: NoticePreferences) => Promise<AppReply<'setNoticePreferences'>>
  /** The key that browsers subscribe with; null where nothing is pushed. */
  readonly pushKey: () => Promise<AppReply<'pushKey'>>
  readonly addDevice: (subscription: PushSubscriptionOf) => Promise<AppReply<'addPushSubscription'>>
  readonly removeDevice: (endpoint: string) => Promise<AppReply<'removePushSubscription'>>
}

/** Makes the settings of a connection. */
export function noticeSettings({ request }: Pick<NamespaceConnection<AppRequests, AppPushes>, 'request'>): NoticeSettings {
  return {
    read: () => request('noticePreferences', {}),
    write: (preferences) => request('setNoticePreferences', { preferences }),
    pushKey: () => request('pushKey', {}),
    addDevice: (subscription) => request('addPushSubscription', { subscription }),
    removeDevice: (endpoint) => request('removePushSubscription', { endpoint }),
  }
}
