import type { Kysely, Migration } from 'kysely'

/** Rooms: what is said in them, and who is there. Keys stand as topics have them. */
export const roomTables = (): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('room_instances')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('room_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('key_token', 'varchar(64)', (column) => column.notNull())
      .addColumn('last_seq', 'integer', (column) => column.notNull())
      .addColumn('keep_days', 'integer')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('room_instances_by_place', ['project_id', 'environment', 'room_id', 'key_token'])
      .execute()
    await database.schema
      .createTable('room_messages')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('room_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('key_token', 'varchar(64)', (column) => column.notNull())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('id', 'varchar(100)', (column) => column.notNull())
      .addColumn('author_type', 'varchar(10)', (column) => column.notNull())
      .addColumn('author_id', 'varchar(100)', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'varchar(10)', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('room_messages_by_seq', ['project_id', 'environment', 'room_id', 'key_token', 'seq'])
      .addUniqueConstraint('room_messages_by_id', ['project_id', 'environment', 'room_id', 'key_token', 'id'])
      .execute()
    // Looked for at every start, and nearly never there.
    await database.schema.createIndex('room_messages_that_run').on('room_messages').column('state').where('state' as never, '=', 'running').execute()
    await database.schema
      .createTable('room_people')
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('room_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('key_token', 'varchar(64)', (column) => column.notNull())
      .addColumn('person_id', 'varchar(100)', (column) => column.notNull())
      .addColumn('joined', 'integer', (column) => column.notNull())
      .addColumn('read_to', 'integer', (column) => column.notNull())
      .addColumn('last_at', 'bigint', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('room_people_by_place', ['project_id', 'environment', 'room_id', 'key_token', 'person_id'])
      .execute()
  },
})
