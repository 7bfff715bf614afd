import type { NoticeLink } from '@halley/model'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { CausedNotice, StoredCause } from './notification-storage.ts'
import type { Tables } from './tables.ts'

export type NoticeReader = Kysely<Tables> | Transaction<Tables>

/** Notifications with their causes. */
export function noticesIn(database: NoticeReader) {
  return database.selectFrom('notices').innerJoin('notice_causes', 'notice_causes.id', 'notices.cause_id').select([
    'notices.ordinal', 'notices.id', 'notices.cause_id', 'notices.project_id', 'notices.environment', 'notices.rule_id', 'recipient_id', 'recipient_name', 'title', 'body', 'url', 'notices.at', 'in_inbox', 'throttled', 'read_at', 'dismissed_at',
    'flow_id', 'node_id', 'source', 'priority', 'link', 'event_id', 'topic', 'opens', 'notice_causes.at as caused_at',
  ])
}

export type NoticeRow = Selectable<Tables['notices']> & Omit<Selectable<Tables['notice_causes']>, 'id' | 'at'> & { readonly caused_at: number }

/** A notification as it is in the database, with its cause. */
export function fromNoticeRow(row: NoticeRow): CausedNotice {
  // Written by toCauseRow alone.
  const link = JSON.parse(row.link) as NoticeLink
  const cause: StoredCause = {
    id: row.cause_id, projectId: row.project_id, environment: row.environment, ruleId: row.rule_id, flowId: row.flow_id, nodeId: row.node_id, source: row.source, priority: row.priority, link, eventId: row.event_id, topic: row.topic, opens: row.opens, at: Number(row.caused_at),
  }
  return {
    ordinal: Number(row.ordinal), id: row.id, recipient: { id: row.recipient_id, name: row.recipient_name }, title: row.title, body: row.body, url: row.url, at: Number(row.at), isInInbox: row.in_inbox === 1, isThrottled: row.throttled === 1,
    readAt: timeOrNull(row.read_at), dismissedAt: timeOrNull(row.dismissed_at), cause,
  }
}

function timeOrNull(at: number | null): number | null {
  return at === null ? null : Number(at)
}
