import type { Selectable } from 'kysely'
import type { ChannelPlace, DataKeyStorage, StoredDataKey } from './data-key-storage.ts'
import type { Commits } from './group-commit.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps the data keys of channels. */
export function dataKeyStorage(commits: Commits): DataKeyStorage {
  return {
    find: async (kid) => {
      const row = await commits.read((database) => database.selectFrom('data_keys').selectAll().where('kid', '=', kid).executeTakeFirst())
      return row === undefined ? null : fromRow(row)
    },
    active: async (place) => {
      const row = await commits.read((database) => database.selectFrom('data_keys').selectAll().where((where) => where.and(columnsOf(place))).where('retired_for', 'is', null).executeTakeFirst())
      return row === undefined ? null : fromRow(row)
    },
    begin: ({ kid, wrapped, audience, createdAt, uses, ...place }, replaces) =>
      commits.write(async (transaction) => {
        if (replaces !== null) await transaction.updateTable('data_keys').set({ retired_for: replaces.retiredFor }).where('kid', '=', replaces.kid).where('retired_for', 'is', null).execute()
        const row = { kid, ...columnsOf(place), wrapped, audience, created_at: createdAt, uses, retired_for: null, given: 0 }
        // The index of keys that are not retired refuses a second one, also of another process.
        await transaction.insertInto('data_keys').values(row).onConflict((conflict) => conflict.columns(['project_id', 'environment', 'channel_id']).where('retired_for', 'is', null).doNothing()).execute()
        return fromRow(await transaction.selectFrom('data_keys').selectAll().where((where) => where.and(columnsOf(place))).where('retired_for', 'is', null).executeTakeFirstOrThrow())
      }),
    reserve: (kid, uses, limit) =>
      commits.write(async (transaction) => {
        const { numUpdatedRows } = await transaction.updateTable('data_keys').set((row) => ({ uses: row('uses', '+', uses) })).where('kid', '=', kid).where('retired_for', 'is', null).where('uses', '<=', limit - uses).executeTakeFirst()
        return numUpdatedRows === 1n
      }),
    noteGiven: (kid) =>
      commits.write(async (transaction) => {
        await transaction.updateTable('data_keys').set({ given: 1 }).where('kid', '=', kid).execute()
      }),
    retireGiven: () =>
      commits.write(async (transaction) => {
        const rows = await transaction.selectFrom('data_keys').select('kid').where('given', '=', 1).where('retired_for', 'is', null).orderBy('kid').execute()
        await transaction.updateTable('data_keys').set({ retired_for: 'revocation' }).where('given', '=', 1).where('retired_for', 'is', null).execute()
        return rows.map(({ kid }) => kid)
      }),
  }
}

function columnsOf({ projectId, environment, channelId }: ChannelPlace) {
  return { project_id: projectId, environment, channel_id: channelId }
}

function fromRow(row: Selectable<Tables['data_keys']>): StoredDataKey {
  return {
    kid: row.kid, projectId: row.project_id, environment: row.environment, channelId: row.channel_id, wrapped: row.wrapped, audience: row.audience,
    createdAt: Number(row.created_at), uses: Number(row.uses), retiredFor: row.retired_for, isGiven: row.given === 1,
  }
}
