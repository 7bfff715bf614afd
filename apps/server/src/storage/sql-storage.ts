import type { Edit } from '@halley/model'
import { type Kysely, sql } from 'kysely'
import { GroupCommit, type Commits } from './group-commit.ts'
import { dataKeyStorage } from './sql-data-keys.ts'
import { channelHistoryStorage } from './sql-channel-history.ts'
import { eventStorage } from './sql-events.ts'
import { migrate } from './migrations.ts'
import { sqliteDialect, type SqlDialect } from './sql-dialect.ts'
import { identityStorage } from './sql-identity.ts'
import { listRowStorage } from './sql-list-rows.ts'
import { notificationStorage } from './sql-notifications.ts'
import { roomStorage } from './sql-rooms.ts'
import { runHoldStorage, toRow as toHoldRow } from './sql-run-holds.ts'
import { logStorage } from './sql-log-rows.ts'
import { sessionStorage } from './sql-sessions.ts'
import { secretStorage } from './sql-secrets.ts'
import { versionStorage } from './sql-versions.ts'
import type { EditAuthor, Storage, StoredEdit } from './storage.ts'
import type { Tables } from './tables.ts'
import { watchWrites } from './write-health.ts'

/** Makes the storage over a database that Kysely reaches, its tables brought to this version. See `Storage` for what it promises. */
export async function createSqlStorage(database: Kysely<Tables>, dialect: SqlDialect = sqliteDialect, onCommitted?: (seconds: number) => void): Promise<Storage> {
  await migrate(database, dialect)
  const writer = await dialect.startWriting(database)
  const group = new GroupCommit(database, writer, onCommitted)
  const { commits, newestRefusal } = watchWrites(group, (error) => dialect.meansNoRoom(error))
  return {
    identity: identityStorage(commits),
    dataKeys: dataKeyStorage(commits),
    runHolds: runHoldStorage(commits),
    notifications: notificationStorage(commits),
    rooms: roomStorage(commits),
    events: eventStorage(commits),
    channelHistory: channelHistoryStorage(commits),
    ...projectStorage(commits),
    ...sessionStorage(commits),
    ...logStorage(commits),
    ...listRowStorage(commits),
    ...versionStorage(commits),
    ...secretStorage(commits),
    check: async () => {
      // A row that is always there, written as it is: a disk that is full lets a transaction through that changes nothing.
      await group.write((transaction) => sql`update kysely_migration_lock set is_locked = is_locked`.execute(transaction))
      // One that changes little may fit where others do not.
      const refusal = newestRefusal()
      if (refusal !== undefined) throw refusal
    },
    close: async () => {
      await group.close()
      await writer.stop(database)
      await database.destroy()
    },
  }
}

const TABLES_OF_A_PROJECT = ['edits', 'sessions', 'log_rows', 'list_rows', 'versions', 'secrets', 'channel_history', 'data_keys', 'run_holds', 'room_instances', 'room_messages', 'room_people', 'room_owed_answers', 'notice_causes', 'notices', 'notice_attempts', 'notice_preferences', 'push_subscriptions', 'notice_positions'] as const satisfies readonly (keyof Tables)[]

type ProjectStorage = Pick<Storage, 'listProjects' | 'readProject' | 'createProject' | 'deleteProject' | 'restoreProject' | 'wipeDeletedProjects' | 'appendEdits' | 'saveSnapshot' | 'editsAfter' | 'editAnswers'>

function projectStorage(commits: Commits): ProjectStorage {
  const editsAfter: Storage['editsAfter'] = async (projectId, after, limit) => {
    const rows = await commits.read((database) => database.selectFrom('edits').selectAll().where('project_id', '=', projectId).where('revision', '>', after).orderBy('revision').limit(limit).execute())
    return rows.map(fromEditRow)
  }
  return {
    listProjects: async (orgId) => {
      const rows = await commits.read((database) => database.selectFrom('projects').select(['id', 'name', 'technical_name', 'revision', 'updated_at']).where('org_id', '=', orgId).where('deleted_at', 'is', null).orderBy('id').execute())
      // Sorted here: databases differ in how they sort texts.
      return rows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map((row) => ({ id: row.id, name: row.name, technicalName: row.technical_name, revision: row.revision, updatedAt: Number(row.updated_at) }))
    },
    readProject: async (id) => {
      const row = await commits.read((database) => database.selectFrom('projects').innerJoin('orgs', 'orgs.id', 'projects.org_id').select(['projects.snapshot', 'projects.snapshot_revision', 'orgs.id as org_id', 'orgs.name', 'orgs.token']).where('projects.id', '=', id).where('deleted_at', 'is', null).executeTakeFirst())
      if (row === undefined) return null
      const document: unknown = JSON.parse(row.snapshot)
      return { org: { id: row.org_id, name: row.name, token: row.token }, document, revision: row.snapshot_revision, edits: await editsAfter(id, row.snapshot_revision, Number.MAX_SAFE_INTEGER) }
    },
    createProject: (project, at, orgId, hold) =>
      commits.write(async (transaction) => {
        const row = { id: project.id, org_id: orgId, name: project.name, technical_name: project.technicalName, snapshot: JSON.stringify(project), snapshot_revision: 0, revision: 0, updated_at: at }
        const result = await transaction.insertInto('projects').values(row).onConflict((conflict) => conflict.column('id').doNothing()).executeTakeFirst()
        const isMade = result.numInsertedOrUpdatedRows === 1n
        if (isMade && hold !== undefined) await transaction.insertInto('run_holds').values(toHoldRow(hold)).execute()
        return isMade
      }),
    deleteProject: (id, at) =>
      commits.write(async (transaction) => {
        const result = await transaction.updateTable('projects').set({ deleted_at: at }).where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst()
        return result.numUpdatedRows === 1n
      }),
    restoreProject: (id, since, orgId) =>
      commits.write(async (transaction) => {
        const result = await transaction.updateTable('projects').set({ deleted_at: null }).where('id', '=', id).where('org_id', '=', orgId).where('deleted_at', '>=', since).executeTakeFirst()
        return result.numUpdatedRows === 1n
      }),
    wipeDeletedProjects: async (before) => {
      // Looked for outside a write: mostly there is nothing to do.
      const found = await commits.read((database) => database.selectFrom('projects').select('id').where('deleted_at', '<', before).execute())
      if (found.length === 0) return
      await commits.write(async (transaction) => {
        // Again: one may have been brought back since.
        const gone = await transaction.selectFrom('projects').select('id').where('deleted_at', '<', before).execute()
        for (const { id } of gone) {
          for (const table of TABLES_OF_A_PROJECT) await transaction.deleteFrom(table).where('project_id', '=', id).execute()
          await transaction.deleteFrom('projects').where('id', '=', id).execute()
        }
      })
    },
    appendEdits: (projectId, edits) =>
      commits.write(async (transaction) => {
        const last = edits.at(-1)
        if (last === undefined) return true
        const taken = await transaction.selectFrom('edits').select('revision').where('project_id', '=', projectId)
          .where((where) => where.or([where('revision', 'in', edits.map((edit) => edit.revision)), where('id', 'in', edits.map(({ edit }) => edit.id))])).executeTakeFirst()
        if (taken !== undefined) return false
        for (const edit of edits) await transaction.insertInto('edits').values(toEditRow(projectId, edit)).execute()
        await transaction.updateTable('projects').set({ revision: last.revision, updated_at: last.at }).where('id', '=', projectId).execute()
        return true
      }),
    saveSnapshot: (project, revision, at) =>
      commits.write(async (transaction) => {
        const change = { name: project.name, technical_name: project.technicalName, snapshot: JSON.stringify(project), snapshot_revision: revision, updated_at: at }
        await transaction.updateTable('projects').set(change).where('id', '=', project.id).where('snapshot_revision', '<', revision).execute()
      }),
    editsAfter,
    editAnswers: (projectId) => commits.read((database) => database.selectFrom('edits').select(['id', 'revision', 'skipped']).where('project_id', '=', projectId).orderBy('revision').execute()),
  }
}

function toEditRow(projectId: string, { revision, edit, author, at, skipped }: StoredEdit): Tables['edits'] {
  return { project_id: projectId, revision, id: edit.id, label: edit.label, patches: JSON.stringify(edit.patches), author: JSON.stringify(author), at, skipped }
}

function fromEditRow(row: Tables['edits']): StoredEdit {
  // Written by toEditRow alone.
  const patches = JSON.parse(row.patches) as Edit['patches']
  const author = JSON.parse(row.author) as EditAuthor
  return { revision: row.revision, edit: { id: row.id, label: row.label, patches }, author, at: Number(row.at), skipped: row.skipped }
}

