import type { Commits } from './group-commit.ts'
import type { Storage } from './storage.ts'

/** The part of the storage that keeps sessions. */
export function sessionStorage(commits: Commits): Pick<Storage, 'saveSession' | 'deleteSession' | 'listSessions'> {
  return {
    saveSession: ({ id, projectId, environment, resumeHash, state, updatedAt }) => {
      // Written out now: the state may have moved on when its turn comes.
      const row = { id, project_id: projectId, environment, resume_hash: resumeHash, state: JSON.stringify(state), updated_at: updatedAt }
      return commits.write(async (transaction) => {
        await transaction.insertInto('sessions').values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ state: row.state, updated_at: row.updated_at })).execute()
      })
    },
    deleteSession: (id) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('sessions').where('id', '=', id).execute()
      }),
    listSessions: async () => {
      const rows = await commits.read((database) => database.selectFrom('sessions').selectAll().orderBy('id').execute())
      return rows.map((row) => {
        const state: unknown = JSON.parse(row.state)
        return { id: row.id, projectId: row.project_id, environment: row.environment, resumeHash: row.resume_hash, state, updatedAt: Number(row.updated_at) }
      })
    },
  }
}
