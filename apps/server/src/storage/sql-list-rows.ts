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
        const ordinals = await ordinalsOf(transaction, place, [...goneIds, ...changedRows.map(({ id }) => id)])
        const goneOrdinals = goneIds.flatMap((id) => ordinals.get(id) ?? [])
        for (const piece of inPieces(goneOrdinals)) await transaction.deleteFrom('list_rows').where('ordinal', 'in', piece).execute()
        for (const id of goneIds) ordinals.delete(id)
        for (const rows of inPieces(changedRows.filter(({ id }) => ordinals.has(id)))) await put(transaction, rows)
        for (const rows of inPieces(newRows)) await put(transaction, rows)
      })
    },
    deleteRows: (projectId, environment, listId) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('list_rows').where('project_id', '=', projectId).where('environment', '=', environment).where('list_id', '=', listId).execute()
      }),
  }
}

/** Where rows of a list are, by id; without those that are not there. */
async function ordinalsOf(transaction: Transaction<Tables>, place: Place, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const all = transaction.selectFrom('list_rows').select(['id', 'ordinal']).where('project_id', '=', place.project_id).where('environment', '=', place.environment).where('list_id', '=', place.list_id)
  // PostgreSQL may look through the whole list for each piece of many ids; once is enough.
  const rows = await (ids.length <= ROWS_PER_STATEMENT ? all.where('id', 'in', ids) : all).execute()
  return new Map(rows.map((row) => [row.id, row.ordinal]))
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
