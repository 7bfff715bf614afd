import type { Commits } from './group-commit.ts'
import type { Storage } from './storage.ts'

/** The part of the storage that keeps sealed secrets. */
export function secretStorage(commits: Commits): Pick<Storage, 'saveSecret' | 'readSecret' | 'deleteSecret' | 'listSecrets'> {
  return {
    saveSecret: ({ projectId, connectionId, sealed, at }) =>
      commits.write(async (transaction) => {
        await transaction.insertInto('secrets').values({ project_id: projectId, connection_id: connectionId, sealed, at })
          .onConflict((conflict) => conflict.columns(['project_id', 'connection_id']).doUpdateSet({ sealed, at })).execute()
      }),
    readSecret: async (projectId, connectionId) => {
      const row = await commits.read((database) => database.selectFrom('secrets').select('sealed').where('project_id', '=', projectId).where('connection_id', '=', connectionId).executeTakeFirst())
      return row?.sealed ?? null
    },
    deleteSecret: (projectId, connectionId) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('secrets').where('project_id', '=', projectId).where('connection_id', '=', connectionId).execute()
      }),
    listSecrets: async (projectId) => {
      const rows = await commits.read((database) => database.selectFrom('secrets').select('connection_id').where('project_id', '=', projectId).execute())
      // Sorted here: databases differ in how they sort texts.
      return rows.map((row) => row.connection_id).toSorted()
    },
  }
}
