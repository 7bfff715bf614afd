import type { Environment } from '@halley/protocol'
import type { Transaction } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { Storage, StoredRow } from './storage.ts'
import type { Tables } from './tables.ts'

/** Rows per statement: each binds six values, and SQLite takes 32,766, PostgreSQL 65,535. */
const ROWS_PER_STATEMENT = 500

type Place = { readonly project_id: string; readonly environment: Environment; readonly list_id: string }
type ListRow = Place & { readonly id: string; readonly content: string; readonly last_modified: number }

/** The part of the storage that keeps the rows of stored lists. */
export function listRowStorage(commits: Commits): Pick<Storage, 'readRows' | 'writeRows' | 'deleteRows'> {
  return {
    readRows: async (projectId, environment, listId) => {
      const found = await commits.read((database) => database.selectFrom('list_rows').select(['id', 'content', 'last_modified'])
        .where('project_id', '=', projectId).where('environment', '=', environment).where('list_id', '=', listId).orderBy('ordinal').execute())
      // Written by writeRows alone.
      return found.map((row) => ({ id: row.id, values: JSON.parse(row.content) as StoredRow['values'], lastModified: Number(row.last_modified) }))
    },
    writeRows: (projectId, environment, listId, { inserted, updated, deleted }) => {
      const place: Place = { project_id: projectId, environment, list_id: listId }
      // Written out now: the caller's rows may have moved on when their turn comes.
      const toListRow = ({ id, values, lastModified }: StoredRow): ListRow => ({ ...place, id, content: JSON.stringify(values), last_modified: lastModified })
      const [newRows, changedRows, goneIds] = [inserted.map(toListRow), updated.map(toListRow), [...deleted]]
      return commits.write(async (transaction) => {
        for (const ids of inPieces(goneIds)) await rowsAt(transaction, place).where('id', 'in', ids).execute()
        for (const rows of inPieces(changedRows)) {
          const there = await transaction.selectFrom('list_rows').select('id').where('project_id', '=', projectId).where('environment', '=', environment).where('list_id', '=', listId)
            .where('id', 'in', rows.map(({ id }) => id)).execute()
          const ids = new Set(there.map(({ id }) => id))
          await put(transaction, rows.filter(({ id }) => ids.has(id)))
        }
        for (const rows of inPieces(newRows)) await put(transaction, rows)
      })
    },
    deleteRows: (projectId, environment, listId) =>
      commits.write(async (transaction) => {
        await rowsAt(transaction, { project_id: projectId, environment, list_id: listId }).execute()
      }),
  }
}

function rowsAt(transaction: Transaction<Tables>, { project_id: projectId, environment, list_id: listId }: Place) {
  return transaction.deleteFrom('list_rows').where('project_id', '=', projectId).where('environment', '=', environment).where('list_id', '=', listId)
}

/** Inserts rows; those whose id is there are changed in their place. */
async function put(transaction: Transaction<Tables>, rows: readonly ListRow[]): Promise<void> {
  if (rows.length === 0) return
  // PostgreSQL refuses to change a row twice in one statement.
  const lastById = new Map(rows.map((row) => [row.id, row]))
  await transaction.insertInto('list_rows').values([...lastById.values()])
    .onConflict((conflict) => conflict.columns(['project_id', 'environment', 'list_id', 'id'])
      .doUpdateSet((change) => ({ content: change.ref('excluded.content'), last_modified: change.ref('excluded.last_modified') }))).execute()
}

function* inPieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += ROWS_PER_STATEMENT) yield all.slice(start, start + ROWS_PER_STATEMENT)
}
