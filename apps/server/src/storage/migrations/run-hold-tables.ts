import type { Kysely, Migration } from 'kysely'

/** What is held from running, outside of the documents. */
export const runHoldTables = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('run_holds')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('flow_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_holds_by_place', ['project_id', 'environment', 'flow_id'])
      .execute()
  },
})
