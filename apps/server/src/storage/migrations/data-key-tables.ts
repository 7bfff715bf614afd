import { type Kysely, type Migration, sql } from 'kysely'

/** Data keys of channels, wrapped by the master key. */
export const dataKeyTables = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('data_keys')
      .addColumn('kid', 'varchar(40)', (column) => column.primaryKey())
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('channel_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('wrapped', 'text', (column) => column.notNull())
      .addColumn('audience', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('uses', 'integer', (column) => column.notNull())
      .addColumn('retired_for', 'varchar(10)')
      .addColumn('given', 'integer', (column) => column.notNull())
      .execute()
    await sql`create unique index data_keys_active on data_keys (project_id, environment, channel_id) where retired_for is null`.execute(database)
  },
})
