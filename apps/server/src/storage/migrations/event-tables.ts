import type { Kysely, Migration } from 'kysely'

/** The logs of organisations. Until now they lived in memory, so there is nothing to bring along. */
export const eventLogTables = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('event_logs')
      .addColumn('org', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('epoch', 'varchar(64)', (column) => column.notNull())
      .addColumn('last_seq', 'bigint', (column) => column.notNull())
      .addColumn('start_seq', 'bigint', (column) => column.notNull())
      .addColumn('holes', 'text', (column) => column.notNull())
      .addColumn('is_open', 'integer', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('events')
      .addColumn('org', 'varchar(64)', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('matched', 'integer', (column) => column.notNull())
      .addColumn('accepted_at', 'bigint', (column) => column.notNull())
      .addColumn('size_bytes', 'integer', (column) => column.notNull())
      // Null once the log no longer holds the event, while a retry of it is still to be known.
      .addColumn('content', 'text')
      .addPrimaryKeyConstraint('events_by_seq', ['org', 'seq'])
      .execute()
  },
})

/** What channels keep for late joiners. */
export const channelHistoryTables = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('channel_history')
      .addColumn('org', 'varchar(64)', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('app', 'varchar(64)', (column) => column.notNull())
      .addColumn('channel', 'varchar(64)', (column) => column.notNull())
      .addColumn('message', 'varchar(64)', (column) => column.notNull())
      .addColumn('key_token', 'varchar(64)', (column) => column.notNull())
      .addColumn('accepted_at', 'bigint', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('channel_history_by_seq', ['org', 'seq'])
      .execute()
    await database.schema.createIndex('channel_history_by_topic').on('channel_history').columns(['org', 'app', 'channel', 'message', 'key_token', 'seq']).execute()
    await database.schema.createIndex('channel_history_of_project').on('channel_history').column('project_id').execute()
  },
})
