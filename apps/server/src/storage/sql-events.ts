import type { Insertable, Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { EventBatch, EventStorage, LogHead, SeqHole, StoredEvent, StoredLog } from './event-storage.ts'
import { insertInParts } from './insert-in-parts.ts'
import { keepForLateJoiners } from './sql-channel-history.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps the logs of organisations. */
export function eventStorage(commits: Commits): EventStorage {
  return {
    readLogs: async () => {
      const heads = await commits.read((database) => database.selectFrom('event_logs').selectAll().orderBy('org').execute())
      return Promise.all(heads.map(async (row): Promise<StoredLog> => {
        const rows = await commits.read((database) => database.selectFrom('events').selectAll().where('org', '=', row.org).orderBy('seq').execute())
        return {
          ...fromHeadRow(row), isOpen: row.is_open === 1,
          events: rows.flatMap((event) => (event.content === null ? [] : [{ ...rememberedOf(event), sizeBytes: event.size_bytes, content: event.content }])),
          remembered: rows.filter(({ content }) => content === null).map(rememberedOf),
        }
      }))
    },
    openLogs: (heads) => {
      const rows = heads.map(toHeadRow)
      return commits.write(async (transaction) => {
        for (const { org, ...head } of rows) await transaction.updateTable('event_logs').set({ ...head, is_open: 1 }).where('org', '=', org).execute()
      })
    },
    closeLogs: (orgs) =>
      commits.write(async (transaction) => {
        for (const org of orgs) await transaction.updateTable('event_logs').set({ is_open: 0 }).where('org', '=', org).execute()
      }),
    append: (org, take) => {
      let taken: EventBatch | undefined
      return commits.write(async (transaction) => {
        // Once, also when the write is carried out again because another of its transaction failed.
        taken ??= take()
        await lengthen(transaction, org, taken)
        await insertInParts(taken.events.map((event) => toEventRow(org, event)), (rows) => transaction.insertInto('events').values(rows).execute())
        await keepForLateJoiners(transaction, org, taken)
      })
    },
    prune: (org, { heldFrom, rememberedFrom }) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('events').where('org', '=', org).where('seq', '<', Math.min(heldFrom, rememberedFrom)).execute()
        await transaction.updateTable('events').set({ content: null }).where('org', '=', org).where('seq', '<', heldFrom).where('content', 'is not', null).execute()
      }),
  }
}

/** Makes the end of the log that of the batch; throws when it was not where the batch follows. */
async function lengthen(transaction: Transaction<Tables>, org: string, { epoch, after, events }: EventBatch): Promise<void> {
  const last = events.at(-1)?.seq ?? after
  const { numUpdatedRows } = await transaction.updateTable('event_logs').set({ last_seq: last }).where('org', '=', org).where('epoch', '=', epoch).where('last_seq', '=', after).executeTakeFirst()
  if (numUpdatedRows === 1n) return
  const made = after === 0
    ? await transaction.insertInto('event_logs').values({ org, epoch, last_seq: last, start_seq: 0, holes: '[]', is_open: 1 }).onConflict((conflict) => conflict.column('org').doNothing()).executeTakeFirst()
    : undefined
  if (made?.numInsertedOrUpdatedRows !== 1n) throw new Error(`The log of "${org}" on the disk does not end with event ${after}: an append before this one failed, or another server writes the same log.`)
}

function toHeadRow({ org, epoch, lastSeq, startSeq, holes }: LogHead): Omit<Tables['event_logs'], 'is_open'> {
  return { org, epoch, last_seq: lastSeq, start_seq: startSeq, holes: JSON.stringify(holes) }
}

function fromHeadRow(row: Tables['event_logs']): LogHead {
  // Written by toHeadRow alone.
  const holes = JSON.parse(row.holes) as SeqHole[]
  return { org: row.org, epoch: row.epoch, lastSeq: Number(row.last_seq), startSeq: Number(row.start_seq), holes }
}

function toEventRow(org: string, { seq, source, id, matched, acceptedAt, sizeBytes, content }: StoredEvent): Insertable<Tables['events']> {
  return { org, seq, source, id, matched, accepted_at: acceptedAt, size_bytes: sizeBytes, content }
}

function rememberedOf({ seq, source, id, matched, accepted_at: acceptedAt }: { seq: number; source: string; id: string; matched: number; accepted_at: number }): Omit<StoredEvent, 'content' | 'sizeBytes'> {
  return { seq: Number(seq), source, id, matched, acceptedAt: Number(acceptedAt) }
}
