import { sql, type Insertable, type Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import { insertInParts } from './insert-in-parts.ts'
import type { CausedNotice, NewNotice, NoticeApp, NotificationStorage, StoredCause } from './notification-storage.ts'
import { noticeAttemptStorage, readAttemptsOf, toAttemptRow, withoutLateJoiners } from './sql-notice-attempts.ts'
import { pruneNotices } from './sql-notice-pruning.ts'
import { fromNoticeRow, noticesIn, type NoticeReader } from './sql-notice-rows.ts'
import { noticeWishStorage } from './sql-notice-wishes.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps notifications. */
export function notificationStorage(commits: Commits): NotificationStorage {
  const inInbox = (database: NoticeReader, app: NoticeApp, personId: string) => inAppOf(noticesIn(database), app).where('notices.recipient_id', '=', personId).where('notices.in_inbox', '=', 1).where('notices.dismissed_at', 'is', null)

  return {
    add: (cause, notices) =>
      commits.write(async (transaction) => {
        const added = new Set<string>()
        if (notices.length === 0) return added
        await transaction.insertInto('notice_causes').values(toCauseRow(cause)).onConflict((conflict) => conflict.column('id').doNothing()).execute()
        await insertInParts(notices.map((one) => toNoticeRow(one, cause)), async (part) => {
          const made = await transaction.insertInto('notices').values(part).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').execute()
          for (const { id } of made) added.add(id)
        })
        const attempts = notices.flatMap(({ notice, attempts: ofNotice }) => (added.has(notice.id) ? ofNotice.map((attempt) => ({ noticeId: notice.id, ...attempt })) : []))
        const rows = (await withoutLateJoiners(transaction, attempts)).map((attempt) => toAttemptRow(attempt, cause.projectId))
        await insertInParts(rows, (part) => transaction.insertInto('notice_attempts').values(part).execute())
        return added
      }),
    countRecent: async ({ projectId, environment, ruleId, recipientIds }, since) => {
      if (recipientIds.length === 0) return new Map()
      const rows = await commits.read((database) => database.selectFrom('notices').select(({ fn }) => ['recipient_id', fn.countAll().as('count')])
        .where('rule_id', '=', ruleId).where('recipient_id', 'in', recipientIds).where('at', '>', since).where('throttled', '=', 0).where('project_id', '=', projectId).where('environment', '=', environment).groupBy('recipient_id').execute())
      return new Map(rows.map((row) => [row.recipient_id, Number(row.count)]))
    },
    openDigests: async ({ projectId, environment, ruleId, recipientIds }, at) => {
      if (recipientIds.length === 0) return []
      const rows = await commits.read((database) => database.selectFrom('notices').innerJoin('notice_attempts', 'notice_attempts.notice_id', 'notices.id').select(['recipient_id', 'way', 'notice_id'])
        .where('rule_id', '=', ruleId).where('recipient_id', 'in', recipientIds).where('digest_until', '>', at).where('due_at', 'is not', null).where('notices.project_id', '=', projectId).where('environment', '=', environment).execute())
      return rows.map((row) => ({ recipientId: row.recipient_id, way: row.way, noticeId: row.notice_id }))
    },

    readInbox: async (app, personId, { before, limit }) => {
      const rows = await commits.read((database) => {
        const query = inInbox(database, app, personId).orderBy('notices.ordinal', 'desc').limit(limit)
        return (before === null ? query : query.where('notices.ordinal', '<', before)).execute()
      })
      return rows.map(fromNoticeRow)
    },
    countUnread: async ({ projectId, environment }, personIds) => {
      if (personIds.length === 0) return new Map()
      const rows = await commits.read((database) => database.selectFrom('notices').select(({ fn }) => ['recipient_id', fn.countAll().as('count')])
        .where('project_id', '=', projectId).where('environment', '=', environment).where('recipient_id', 'in', personIds).where('in_inbox', '=', sql.lit(1)).where('read_at', 'is', null).where('dismissed_at', 'is', null).groupBy('recipient_id').execute())
      return new Map(rows.map((row) => [row.recipient_id, Number(row.count)]))
    },
    unreadOf: async (app, personId, { eventId, topic }) => {
      const rows = await commits.read((database) => inAppOf(noticesIn(database), app).clearSelect().select('notices.id').where('recipient_id', '=', personId).where('read_at', 'is', null).where('dismissed_at', 'is', null).where('event_id', '=', eventId).where('topic', '=', topic).orderBy('notices.ordinal').execute())
      return rows.map(({ id }) => id)
    },
    markRead: (app, personId, ids, at) =>
      commits.write(async (transaction) => {
        const unread = ids === 'all' ? inInbox(transaction, app, personId) : inAppOf(noticesIn(transaction), app).where('notices.recipient_id', '=', personId).where('notices.id', 'in', ids)
        const rows = (await unread.where('notices.read_at', 'is', null).orderBy('notices.ordinal').execute()).map(fromNoticeRow)
        await setAt(transaction, rows.map(({ id }) => id), { read_at: at })
        return rows.map((row) => ({ ...row, readAt: at }))
      }),
    dismiss: (app, personId, ids, at) =>
      commits.write(async (transaction) => {
        const there = inInbox(transaction, app, personId).clearSelect().select('notices.id')
        const gone = (await (ids === 'all' ? there : there.where('notices.id', 'in', ids)).execute()).map(({ id }) => id)
        await setAt(transaction, gone, { dismissed_at: at })
        return gone
      }),
    findNotice: async (id) => {
      const row = await commits.read((database) => noticesIn(database).where('notices.id', '=', id).executeTakeFirst())
      return row === undefined ? null : fromNoticeRow(row)
    },
    readHistories: async (app, { before, limit }) => {
      const notices = await commits.read((database) => {
        const query = inAppOf(noticesIn(database), app).orderBy('notices.ordinal', 'desc').limit(limit)
        return (before === null ? query : query.where('notices.ordinal', '<', before)).execute()
      })
      return withAttempts(commits, notices.map(fromNoticeRow))
    },
    findHistories: async (ids) => {
      if (ids.length === 0) return []
      return withAttempts(commits, (await commits.read((database) => noticesIn(database).where('notices.id', 'in', ids).orderBy('notices.ordinal', 'desc').execute())).map(fromNoticeRow))
    },
    prune: (bounds, goesOn) => pruneNotices(commits, bounds, goesOn),
    ...noticeAttemptStorage(commits),
    ...noticeWishStorage(commits),
  }
}

/** Rows changed by one statement: far below what a statement may name. */
const IDS_AT_ONCE = 500

async function setAt(transaction: Transaction<Tables>, ids: readonly string[], times: { read_at: number } | { dismissed_at: number }): Promise<void> {
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) await transaction.updateTable('notices').set(times).where('id', 'in', ids.slice(at, at + IDS_AT_ONCE)).execute()
}

async function withAttempts(commits: Commits, notices: readonly CausedNotice[]): ReturnType<NotificationStorage['findHistories']> {
  const attempts = await readAttemptsOf(commits, notices.map(({ id }) => id))
  return notices.map((notice) => ({ notice, attempts: attempts.filter(({ noticeId }) => noticeId === notice.id) }))
}

function inAppOf(query: ReturnType<typeof noticesIn>, { projectId, environment }: NoticeApp): ReturnType<typeof noticesIn> {
  return query.where('notices.project_id', '=', projectId).where('notices.environment', '=', environment)
}

function toCauseRow({ id, projectId, environment, ruleId, flowId, nodeId, source, priority, link, eventId, topic, opens, at }: StoredCause): Insertable<Tables['notice_causes']> {
  return { id, project_id: projectId, environment, rule_id: ruleId, flow_id: flowId, node_id: nodeId, source, priority, link: JSON.stringify(link), event_id: eventId, topic, opens, at }
}

function toNoticeRow({ notice }: NewNotice, { id: causeId, projectId, environment, ruleId }: StoredCause): Insertable<Tables['notices']> {
  const { id, recipient, title, body, url, at, isInInbox, isThrottled, readAt, dismissedAt } = notice
  return { id, cause_id: causeId, project_id: projectId, environment, rule_id: ruleId, recipient_id: recipient.id, recipient_name: recipient.name, title, body, url, at, in_inbox: isInInbox ? 1 : 0, throttled: isThrottled ? 1 : 0, read_at: readAt, dismissed_at: dismissedAt }
}
