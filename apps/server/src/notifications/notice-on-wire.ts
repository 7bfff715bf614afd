import type { InboxChange, Notice, NoticeAttempt, NoticeRecord } from '@halley/protocol'
import type { CausedNotice, NoticeHistory, StoredAttempt } from '../storage/notification-storage.ts'
import type { LanePause } from './lane-pauses.ts'
import { attemptIdOf } from './notice-ids.ts'
import { UNDER_WAY } from './try-attempt.ts'

/** A notification as inboxes show it. */
export function noticeOnWire({ id, title, body, url, at, readAt, cause: { source, priority, link } }: CausedNotice): Notice {
  return { id, source, priority, title, body, at: timeText(at), readAt: readAt === null ? null : timeText(readAt), link: link.type === 'address' ? { type: 'address', url: url ?? '' } : link }
}

/** A notification as the log of the editor shows it. `pauseOf` says of a lane why what is due waits all the same. */
export function recordOnWire({ notice, attempts }: NoticeHistory, pauseOf: (lane: string) => LanePause | null): NoticeRecord {
  const { recipient, dismissedAt, cause: { ruleId, flowId, nodeId, eventId, topic } } = notice
  return { notice: noticeOnWire(notice), ruleId, flowId, nodeId, recipient: { ...recipient }, eventId, topic, dismissedAt: dismissedAt === null ? null : timeText(dismissedAt), attempts: attempts.map((attempt) => attemptOnWire(attempt, pauseOf(attempt.lane))) }
}

/** A record as somebody may see it who reads the log and was not notified: what is said in a room that is not for them is not told by a rule's words either. */
export function recordFor(record: NoticeRecord, mayRead: (topic: string) => boolean): NoticeRecord {
  if (record.topic === null || mayRead(record.topic)) return record
  return { ...record, notice: { ...record.notice, title: record.notice.source, body: 'It is about a room that is not for you, so its words are shown only to whom it was sent.' } }
}

function attemptOnWire(attempt: StoredAttempt, pause: LanePause | null): NoticeAttempt {
  const { noticeId, way, outcome, dueAt, at, tries, text, retried } = attempt
  const isHeldUp = pause !== null && dueAt !== null && dueAt < pause.untilMs && text !== UNDER_WAY
  return { id: attemptIdOf(attempt), noticeId, way, outcome, at: timeText(isHeldUp ? pause.untilMs : (dueAt ?? at)), tries: tries + (retried?.triesBefore ?? 0), retriedAt: retried === null ? null : timeText(retried.at), text: isHeldUp ? `Waits. ${pause.text}` : text }
}

/** A change of an inbox that is nothing but a count. */
export function unreadOnly(unread: number): InboxChange {
  return { unread, changed: [], dismissed: [], toasts: [] }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
