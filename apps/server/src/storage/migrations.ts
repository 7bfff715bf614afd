import { type Kysely, type Migration, Migrator } from 'kysely'
import { dataKeyTables } from './migrations/data-key-tables.ts'
import { channelHistoryTables, eventLogTables } from './migrations/event-tables.ts'
import { identityTables } from './migrations/identity-tables.ts'
import { notificationTables } from './migrations/notification-tables.ts'
import { owedAnswerTables } from './migrations/owed-answer-tables.ts'
import { roomTables } from './migrations/room-tables.ts'
import { runHoldTables } from './migrations/run-hold-tables.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { Tables } from './tables.ts'

const firstTables = ({ ordinal }: SqlDialect): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('projects')
      .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
      .addColumn('name', 'varchar(80)', (column) => column.notNull())
      .addColumn('technical_name', 'varchar(63)', (column) => column.notNull())
      .addColumn('snapshot', 'text', (column) => column.notNull())
      .addColumn('snapshot_revision', 'integer', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('edits')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('id', 'varchar(40)', (column) => column.notNull())
      .addColumn('label', 'varchar(200)', (column) => column.notNull())
      .addColumn('patches', 'text', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('skipped', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('edits_by_revision', ['project_id', 'revision'])
      .addUniqueConstraint('edits_by_id', ['project_id', 'id'])
      .execute()
    await database.schema
      .createTable('sessions')
      .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('resume_hash', 'varchar(64)', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('log_rows')
      .addColumn('ordinal', ordinal.type, ordinal.build)
      .addColumn('id', 'varchar(100)', (column) => column.notNull())
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addUniqueConstraint('log_rows_by_id', ['project_id', 'id'])
      .execute()
    await database.schema.createIndex('log_rows_by_place').on('log_rows').columns(['project_id', 'ordinal']).execute()
  },
})

const rowsVersionsAndSecrets = ({ ordinal }: SqlDialect): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    // Until now everything ran the draft.
    await database.schema.alterTable('sessions').addColumn('environment', 'varchar(10)', (column) => column.notNull().defaultTo('draft')).execute()
    await database.schema.alterTable('projects').addColumn('published_number', 'integer').execute()
    await database.schema
      .createTable('list_rows')
      .addColumn('ordinal', ordinal.type, ordinal.build)
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('list_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('id', 'varchar(100)', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('last_modified', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('list_rows_by_id', ['project_id', 'environment', 'list_id', 'id'])
      .execute()
    await database.schema
      .createTable('versions')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('technical_name', 'varchar(63)', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('versions_by_number', ['project_id', 'number'])
      .execute()
    await database.schema
      .createTable('secrets')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('connection_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('secrets_by_connection', ['project_id', 'connection_id'])
      .execute()
  },
})

const deletedProjects = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    // Of a project that is there: null.
    await database.schema.alterTable('projects').addColumn('deleted_at', 'bigint').execute()
  },
})

/** Every change of the tables, in the order of their names; up only, never edited once released. */
const migrations = { '001_first_tables': firstTables, '002_rows_versions_and_secrets': rowsVersionsAndSecrets, '003_deleted_projects': deletedProjects, '004_identity': identityTables, '005_event_log': eventLogTables, '006_channel_history': channelHistoryTables, '007_data_keys': dataKeyTables, '008_run_holds': runHoldTables, '009_notifications': notificationTables, '010_rooms': roomTables, '011_owed_answers': owedAnswerTables } as const

/** Brings the tables to what this code reads and writes, or only as far as `upTo`; throws when they were made by a newer Halley. */
export async function migrate(database: Kysely<Tables>, dialect: SqlDialect, upTo?: keyof typeof migrations): Promise<void> {
  const made = Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(dialect)]))
  const migrator = new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve(made) } })
  const { error } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo)
  if (error !== undefined) throw new Error('The data could not be brought to this version of Halley.', { cause: error })
}
