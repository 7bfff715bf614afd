import type { AppRequests, AppPushes, PushOf } from '@halley/protocol'
import type { Notifications } from '../notifications/create-notifications.ts'
import type { InboxOwner } from '../notifications/inbox-desk.ts'
import type { SessionActor } from '../sessions/session-actor.ts'
import type { ProjectSessions } from '../sessions/project-sessions.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import { refuse, type Handlers } from './serve-requests.ts'

type InboxRequests = Pick<AppRequests, 'inbox' | 'readNotices' | 'dismissNotices' | 'openNotice' | 'noticePreferences' | 'setNoticePreferences' | 'pushKey' | 'addPushSubscription' | 'removePushSubscription'>

export type InboxClient = { readonly notifications: Notifications; readonly projectId: string; readonly sessions: Pick<ProjectSessions, 'runsIn' | 'program'>; readonly actor: SessionActor }

/** A client shows the inbox of its user until the returned function is called. */
export function showInbox({ notifications, projectId, sessions, actor }: InboxClient, push: (news: PushOf<AppPushes, 'inbox'>) => void): () => void {
  return notifications.inbox.enter({ projectId, environment: sessions.runsIn.environment }, { personId: actor.user.id, push }, sessions.program.project)
}

/** Answers what a client asks about the notifications of its user. */
export function inboxRequests({ notifications, projectId, sessions, actor }: InboxClient): Handlers<InboxRequests> {
  const { inbox } = notifications
  const owner = (): InboxOwner => ({ projectId, environment: sessions.runsIn.environment, personId: actor.user.id })
  const done = { ok: true as const }
  return {
    inbox: ({ before, limit }) => kept(() => inbox.read(owner(), before, limit)),
    readNotices: ({ ids }) => kept(async () => {
      await inbox.markRead(owner(), ids)
      return done
    }),
    dismissNotices: ({ ids }) => kept(async () => {
      await inbox.dismiss(owner(), ids)
      return done
    }),
    openNotice: ({ id }) => kept(async () => {
      const notice = await inbox.takeUp(owner(), id)
      if (notice === null) return refuse({ code: 'notice/not_found', message: 'There is no such notification for you; it may be too old.' })
      const opened = await notifications.openNotice(notice, { project: sessions.program.project, user: actor.user })
      switch (opened.type) {
        case 'app':
          return { ok: true as const, url: null }
        case 'address':
          return { ok: true as const, url: opened.url }
        case 'refused':
          return refuse({ code: opened.code, message: opened.text })
        case 'flow': {
          const refusal = await actor.post({ type: 'openFlow', flowId: opened.flowId, received: opened.received })
          return refusal === null ? { ok: true as const, url: null } : refuse({ code: refusal.code, message: refusal.text })
        }
      }
    }),
    noticePreferences: () => kept(async () => {
      const rules = Object.values(sessions.program.project.rules).filter(({ isOn }) => isOn).map(({ id, name, ways }) => ({ id, name, ways }))
      return { ok: true as const, preferences: await inbox.preferences(owner()), rules }
    }),
    setNoticePreferences: ({ preferences }) => kept(() => inbox.setPreferences(owner(), preferences)),
    pushKey: async () => ({ ok: true as const, publicKey: sessions.runsIn.environment === 'draft' ? null : await notifications.pushKey() }),
    addPushSubscription: ({ subscription }) => kept(() => inbox.addSubscription(owner(), subscription)),
    removePushSubscription: ({ endpoint }) => kept(async () => {
      await inbox.removeSubscription(owner(), endpoint)
      return done
    }),
  }
}

/** What storage does not take or give now is refused in words: it may be asked again. */
async function kept<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof refuse>> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error
    return refuse({ code: 'unavailable', message: 'The storage does not answer; try again in a moment.' })
  }
}
