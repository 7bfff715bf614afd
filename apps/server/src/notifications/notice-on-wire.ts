import type { InboxChange, Notice, NoticeAttempt, NoticeRecord } from '@halley/protocol'
import type { CausedNotice, NoticeHistory, StoredAttempt } from '../storage/notification-storage.ts'
import { attemptIdOf } from './notice-ids.ts'

/** A notification as inboxes show it. */
export function noticeOnWire({ id, title, body, url, at, readAt, cause: { source, priority, link } }: CausedNotice): Notice {
  return { id, source, priority, title, body, at: timeText(at), readAt: readAt === null ? null : timeText(readAt), link: link.type === 'address' ? { type: 'address', url: url ?? '' } : link }
}

/** A notification as the log of the editor shows it. */
export function recordOnWire({ notice, attempts }: NoticeHistory): NoticeRecord {
  const { recipient, dismissedAt, cause: { ruleId, flowId, nodeId, eventId, topic } } = notice
  return { notice: noticeOnWire(notice), ruleId, flowId, nodeId, recipient: { ...recipient }, eventId, topic, dismissedAt: dismissedAt === null ? null : timeText(dismissedAt), attempts: attempts.map(attemptOnWire) }
}

function attemptOnWire(attempt: StoredAttempt): NoticeAttempt {
  const { noticeId, way, outcome, dueAt, at, tries, text } = attempt
  return { id: attemptIdOf(attempt), noticeId, way, outcome, at: timeText(dueAt ?? at), tries, text }
}

/** A change of an inbox that is nothing but a count. */
export function unreadOnly(unread: number): InboxChange {
  return { unread, changed: [], dismissed: [], toasts: [] }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
