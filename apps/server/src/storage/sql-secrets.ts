import type { Kysely } from 'kysely'
import type { GroupCommit } from './group-commit.ts'
import type { Storage } from './storage.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps sealed secrets. */
export function secretStorage(database: Kysely<Tables>, commits: GroupCommit): Pick<Storage, 'saveSecret' | 'readSecret' | 'deleteSecret' | 'listSecrets'> {
  return {
    saveSecret: ({ projectId, connectionId, sealed, at }) =>
      commits.write(async (transaction) => {
        await transaction.insertInto('secrets').values({ project_id: projectId, connection_id: connectionId, sealed, at })
          .onConflict((conflict) => conflict.columns(['project_id', 'connection_id']).doUpdateSet({ sealed, at })).execute()
      }),
    readSecret: async (projectId, connectionId) => {
      await commits.settled()
      return (await database.selectFrom('secrets').select('sealed').where('project_id', '=', projectId).where('connection_id', '=', connectionId).executeTakeFirst())?.sealed ?? null
    },
    deleteSecret: (projectId, connectionId) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('secrets').where('project_id', '=', projectId).where('connection_id', '=', connectionId).execute()
      }),
    listSecrets: async (projectId) => {
      await commits.settled()
      return (await database.selectFrom('secrets').select('connection_id').where('project_id', '=', projectId).orderBy('connection_id').execute()).map((row) => row.connection_id)
    },
  }
}
