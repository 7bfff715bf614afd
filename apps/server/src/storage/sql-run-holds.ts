import type { Insertable, Selectable } from 'kysely'
import type { Commits } from './group-commit.ts'
import type { RunHold, RunHoldStorage } from './run-hold-storage.ts'
import type { Tables } from './tables.ts'

/** The part of the storage that keeps what is held from running. */
export function runHoldStorage(commits: Commits): RunHoldStorage {
  return {
    list: async () => {
      const rows = await commits.read((database) => database.selectFrom('run_holds').innerJoin('projects', 'projects.id', 'run_holds.project_id').selectAll('run_holds').where('projects.deleted_at', 'is', null).orderBy('run_holds.project_id').orderBy('run_holds.environment').orderBy('run_holds.flow_id').execute())
      return rows.map(fromRow)
    },
    put: (hold) =>
      commits.write(async (transaction) => {
        const row = toRow(hold)
        await transaction.insertInto('run_holds').values(row).onConflict((conflict) => conflict.columns(['project_id', 'environment', 'flow_id']).doUpdateSet({ reason: row.reason, at: row.at })).execute()
      }),
    remove: ({ projectId, environment, flowId }) =>
      commits.write(async (transaction) => {
        await transaction.deleteFrom('run_holds').where('project_id', '=', projectId).where('environment', '=', environment).where('flow_id', '=', flowId ?? WHOLE).execute()
      }),
  }
}

/** In place of a flow's id, since nothing in a key may be null. */
const WHOLE = ''

/** The row of a hold. */
export function toRow({ projectId, environment, flowId, reason, at }: RunHold): Insertable<Tables['run_holds']> & { readonly reason: string } {
  return { project_id: projectId, environment, flow_id: flowId ?? WHOLE, reason: JSON.stringify(reason), at }
}

function fromRow(row: Selectable<Tables['run_holds']>): RunHold {
  return { projectId: row.project_id, environment: row.environment, flowId: row.flow_id === WHOLE ? null : row.flow_id, reason: JSON.parse(row.reason), at: Number(row.at) }
}
