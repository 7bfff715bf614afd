import { LIMITS, type Project } from '@halley/model'
import type { ServerClock } from '../clock.ts'
import type { OutwardEffects } from '../sessions/outward-effects.ts'
import { topicOf } from '../sessions/topic-names.ts'
import type { NoticeApp, StoredCause } from '../storage/notification-storage.ts'
import { StorageUnavailable } from '../storage/storage.ts'
import type { KeptMessage } from './ask-rules.ts'
import type { NoticeMaker } from './make-notices.ts'
import { causeIdOf } from './notice-ids.ts'
import type { NoticeNews } from './notice-news.ts'
import { settingsOfNode } from './notice-settings.ts'
import { recipientsAmong, type NoticePerson } from './people-of-app.ts'

export type NotifySurroundings = {
  readonly clock: ServerClock
  readonly maker: NoticeMaker
  readonly news: NoticeNews
  readonly people: (app: NoticeApp, project: Project) => Promise<readonly NoticePerson[]>
  /** Seals the message that a flow is opened with. */
  readonly seal: (causeId: string, kept: KeptMessage) => string
  readonly onFailure: (error: unknown, what: string) => void
}

/** Makes what a Notify node does: the same way as a rule. Done again after a crash, it notifies nobody twice. */
export function createNotify({ clock, maker, news, people, seal, onFailure }: NotifySurroundings): OutwardEffects['notify'] {
  return async ({ effectId, flowId, nodeId, notice }, { label, user, project, runsIn, repeatableId }) => {
    const app: NoticeApp = { projectId: project.id, environment: runsIn.environment }
    const causeId = causeIdOf(app, { flowId, nodeId }, repeatableId?.() ?? `${label.sessionId}-${effectId}`)
    const caused = notice.event
    try {
      const { recipients, unknown } = recipientsAmong(await people(app, project), notice.recipients, user.id)
      if (recipients.length > LIMITS.noticeRecipients) return { ok: false, code: 'notice/too_many', text: `${recipients.length.toLocaleString('en')} people would be notified; the limit is ${LIMITS.noticeRecipients.toLocaleString('en')}.` }
      const topic = caused === null ? null : (topicOf(project, runsIn, caused.event) ?? null)
      const opens = notice.link.type === 'flow' && caused !== null ? seal(causeId, { event: caused.event, data: caused.payload, isEncrypted: false, topic: topic ?? '' }) : null
      const cause: StoredCause = { id: causeId, ...app, ruleId: null, flowId, nodeId, source: project.flows[flowId]?.name ?? 'Notify', priority: notice.priority, link: notice.link, eventId: caused?.event.id ?? null, topic, opens, at: clock.nowMs() }
      const words = { title: notice.title, body: notice.body, url: notice.link.type === 'address' ? notice.link.url : null }
      await maker.make(app, [{ cause, settings: settingsOfNode(notice), people: recipients, write: () => words }])
      const nobody = unknown.length > 0 ? ` Nobody is called ${unknown.slice(0, 5).map((name) => `"${name}"`).join(', ')}.` : ''
      news.row(project.id, { id: `row-${causeId}`, level: nobody === '' ? 'info' : 'warning', session: label, flowId, nodeId, text: `${user.name} notified ${recipients.length === 1 ? (recipients[0]?.name ?? '') : `${recipients.length.toLocaleString('en')} people`}.${nobody}` })
      return { ok: true, value: { recipients: recipients.length } }
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error
      onFailure(error, 'keeping notifications')
      return { ok: false, code: 'unavailable', text: 'The storage did not keep the notifications; try again.' }
    }
  }
}
