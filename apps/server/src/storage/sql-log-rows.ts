import type { LogRow } from '@halley/protocol'
import type { Commits } from './group-commit.ts'
import type { Storage } from './storage.ts'

type LogStorage = Pick<Storage, 'saveLogRows' | 'readLogRows' | 'readLogRow' | 'clearLogRows' | 'pruneLogRows'>

/** The part of the storage that keeps the message log. */
export function logStorage(commits: Commits): LogStorage {
  const placeOf = async (projectId: string, id: string): Promise<number | undefined> =>
    (await commits.read((database) => database.selectFrom('log_rows').select('ordinal').where('project_id', '=', projectId).where('id', '=', id).executeTakeFirst()))?.ordinal

  return {
    saveLogRows: (projectId, rows) => {
      const contents = rows.map((row) => ({ id: row.id, project_id: projectId, at: row.at, content: JSON.stringify(row) }))
      return commits.write(async (transaction) => {
        for (const row of contents) {
          await transaction.insertInto('log_rows').values(row)
            .onConflict((conflict) => conflict.columns(['project_id', 'id']).doUpdateSet({ content: row.content })).execute()
        }
      })
    },
    readLogRows: async (projectId, before, limit) => {
      const end = before === null ? undefined : await placeOf(projectId, before)
      if (before !== null && end === undefined) return { rows: [], more: false }
      const found = await commits.read((database) => {
        const query = database.selectFrom('log_rows').select('content').where('project_id', '=', projectId).orderBy('ordinal', 'desc').limit(limit + 1)
        return (end === undefined ? query : query.where('ordinal', '<', end)).execute()
      })
      // Written by saveLogRows alone.
      const rows = found.slice(0, limit).map((row) => JSON.parse(row.content) as LogRow).toReversed()
      return { rows, more: found.length > limit }
    },
    readLogRow: async (projectId, id) => {
      const row = await commits.read((database) => database.selectFrom('log_rows').select('content').where('project_id', '=', projectId).where('id', '=', id).executeTakeFirst())
      return row === undefined ? null : (JSON.parse(row.content) as LogRow)
    },
    clearLogRows: (projectId) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('log_rows').where('project_id', '=', projectId).execute()
      }),
    pruneLogRows: (count, olderThan) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('log_rows').where('at', '<', olderThan).execute()
        const projects = await transaction.selectFrom('log_rows').select('project_id').distinct().execute()
        for (const { project_id: projectId } of projects) {
          const oldestKept = await transaction.selectFrom('log_rows').select('ordinal').where('project_id', '=', projectId).orderBy('ordinal', 'desc').offset(count - 1).limit(1).executeTakeFirst()
          if (oldestKept !== undefined) await transaction.deleteFrom('log_rows').where('project_id', '=', projectId).where('ordinal', '<', oldestKept.ordinal).execute()
        }
      }),
  }
}
