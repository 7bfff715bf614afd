import type { NoticeWay } from '@halley/model'
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { DueAttempt, NotificationStorage, StoredAttempt } from './notification-storage.ts'
import { fromNoticeRow, noticesIn, type NoticeRow } from './sql-notice-rows.ts'
import type { Tables } from './tables.ts'

type AttemptRow = Selectable<Tables['notice_attempts']>
type AttemptStorage = Pick<NotificationStorage, 'lanes' | 'due' | 'joined' | 'claim' | 'settle' | 'hasten' | 'retry'>

/** The part of the storage that keeps how notifications go each way. */
export function noticeAttemptStorage(commits: Commits): AttemptStorage {
  return {
    lanes: async () => {
      const rows = await commits.read((database) => database.selectFrom('notice_attempts').select(({ fn }) => ['lane', fn.min('due_at').as('due')]).where('due_at', 'is not', null).groupBy('lane').execute())
      return rows.map(({ lane, due }) => ({ lane, dueAt: Number(due) }))
    },
    due: async (lane, at, limit) => {
      const rows = await commits.read(async (database) => {
        // Which ones, by the index alone, and what they send only then: all that waits would be put in order, and tens of thousands may.
        const first = await database.selectFrom('notice_attempts').select('notice_id').where('lane', '=', lane).where('due_at', 'is not', null).where('due_at', '<=', at).orderBy('due_at').limit(limit).execute()
        if (first.length === 0) return []
        const found = await withNotices(database).where('notice_id', 'in', first.map((row) => row.notice_id)).orderBy('due_at').orderBy('notices.ordinal').execute()
        return found.filter((row) => row.lane === lane && row.due_at !== null && Number(row.due_at) <= at)
      })
      return rows.map(toDue)
    },
    joined: async (noticeId, way) => (await commits.read((database) => withNotices(database).where('digest_of', '=', noticeId).where('way', '=', way).orderBy('notices.ordinal').execute())).map(toDue),
    claim: ({ noticeId, way, dueAt }, { until, text }) =>
      commits.write(async (transaction) => {
        const { numUpdatedRows } = await transaction.updateTable('notice_attempts').set((row) => ({ due_at: until, text, tries: row('tries', '+', 1) })).where('notice_id', '=', noticeId).where('way', '=', way).where('due_at', '=', dueAt).executeTakeFirst()
        return numUpdatedRows === 1n
      }),
    settle: (attempts) =>
      commits.write(async (transaction) => {
        for (const { noticeId, way, outcome, dueAt, at, text, settled, tries } of attempts) {
          const kept = settled === undefined ? undefined : await transaction.selectFrom('notice_attempts').select('settled').where('notice_id', '=', noticeId).where('way', '=', way).executeTakeFirst()
          await transaction.updateTable('notice_attempts').set({ outcome, due_at: dueAt, at, text, ...(settled !== undefined && kept !== undefined && { settled: withSettled(kept.settled, settled) }), ...(tries !== undefined && { tries }) }).where('notice_id', '=', noticeId).where('way', '=', way).execute()
        }
      }),
    hasten: ({ noticeId, way }, at) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('notice_attempts').set({ due_at: at }).where('notice_id', '=', noticeId).where('way', '=', way).where('due_at', '>', at).where('outcome', '=', 'waiting')
          .where((where) => where.or([where('digest_until', 'is', null), where('digest_until', '<=', at)])).execute()
      }),
    retry: ({ projectId, environment }, { noticeId, way }, at) =>
      commits.write(async (transaction) => {
        const given = await transaction.selectFrom('notice_attempts').select(['tries', 'settled']).where('notice_id', '=', noticeId).where('way', '=', way).executeTakeFirst()
        if (given === undefined) return false
        const triesBefore = given.tries + (readProgress(given.settled).retried?.triesBefore ?? 0)
        const { numUpdatedRows } = await transaction.updateTable('notice_attempts').set({ outcome: 'waiting', due_at: at, at, tries: 0, settled: JSON.stringify({ settled: [], retried: { at, triesBefore } } satisfies Progress), text: 'Is tried again, as somebody asked for in the editor.' })
          .where('notice_id', '=', noticeId).where('way', '=', way).where('outcome', 'in', ['dead', 'gone']).where('due_at', 'is', null)
          .where('notice_id', 'in', (where) => where.selectFrom('notices').select('id').where('project_id', '=', projectId).where('environment', '=', environment)).executeTakeFirst()
        return numUpdatedRows === 1n
      }),
  }
}

/** The attempts of notifications, way by way. */
export async function readAttemptsOf(commits: Commits, noticeIds: readonly string[]): Promise<readonly StoredAttempt[]> {
  if (noticeIds.length === 0) return []
  const rows = await commits.read((database) => database.selectFrom('notice_attempts').selectAll().where('notice_id', 'in', noticeIds).execute())
  const places: readonly NoticeWay[] = ['inbox', 'push', 'email']
  return rows.map(fromAttemptRow).toSorted((a, b) => places.indexOf(a.way) - places.indexOf(b.way))
}

/** Attempts as they can be kept now: one that would join another which is on its way already goes by itself, at once. */
export async function withoutLateJoiners(transaction: Transaction<Tables>, attempts: readonly StoredAttempt[]): Promise<readonly StoredAttempt[]> {
  const wanted = [...new Set(attempts.flatMap(({ digestOf }) => (digestOf === null ? [] : [digestOf])))]
  if (wanted.length === 0) return attempts
  const open = await transaction.selectFrom('notice_attempts').select(['notice_id', 'way']).where('notice_id', 'in', wanted).where('due_at', 'is not', null).where('tries', '=', 0).execute()
  const isOpen = new Set(open.map((row) => `${row.way}/${row.notice_id}`))
  return attempts.map((attempt) => (attempt.digestOf === null || isOpen.has(`${attempt.way}/${attempt.digestOf}`) ? attempt : { ...attempt, outcome: 'waiting', dueAt: attempt.at, digestOf: null, text: 'At once, for the digest before it is on its way.' }))
}

/** An attempt as it is kept. */
export function toAttemptRow({ noticeId, way, outcome, dueAt, at, tries, text, lane, digestUntil, digestOf, settled, retried }: StoredAttempt, projectId: string): Insertable<Tables['notice_attempts']> {
  return { notice_id: noticeId, way, project_id: projectId, outcome, due_at: dueAt, at, tries, text, lane, digest_until: digestUntil, digest_of: digestOf, settled: JSON.stringify(retried === null ? settled : ({ settled, retried } satisfies Progress)) }
}

function withNotices(database: Kysely<Tables>) {
  return noticesIn(database).innerJoin('notice_attempts', 'notice_attempts.notice_id', 'notices.id')
    .select(['notice_id', 'way', 'outcome', 'due_at', 'notice_attempts.at as attempted_at', 'tries', 'text', 'lane', 'digest_until', 'digest_of', 'settled'])
}

function toDue(row: NoticeRow & Omit<AttemptRow, 'at' | 'project_id'> & { readonly attempted_at: number }): DueAttempt {
  return { notice: fromNoticeRow(row), attempt: fromAttemptRow({ ...row, at: row.attempted_at }) }
}

function fromAttemptRow(row: Omit<AttemptRow, 'project_id'>): StoredAttempt {
  return {
    noticeId: row.notice_id, way: row.way, outcome: row.outcome, dueAt: row.due_at === null ? null : Number(row.due_at), at: Number(row.at), tries: row.tries, text: row.text, lane: row.lane,
    digestUntil: row.digest_until === null ? null : Number(row.digest_until), digestOf: row.digest_of, ...readProgress(row.settled),
  }
}

/** What the column `settled` holds; where nobody had it be tried again, the list alone. */
type Progress = Pick<StoredAttempt, 'settled' | 'retried'>

function readProgress(content: string): Progress {
  // Written here alone.
  const read = JSON.parse(content) as StoredAttempt['settled'] | Progress
  return 'settled' in read ? read : { settled: read, retried: null }
}

function withSettled(content: string, settled: StoredAttempt['settled']): string {
  const { retried } = readProgress(content)
  return JSON.stringify(retried === null ? settled : ({ settled, retried } satisfies Progress))
}
