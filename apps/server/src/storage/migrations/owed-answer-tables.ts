import type { Kysely, Migration } from 'kysely'
import type { SqlDialect } from '../sql-dialect.ts'

/** Answers that agents in rooms are to give, in the order in which they wait for their turn. */
export const owedAnswerTables = ({ ordinal }: SqlDialect): Migration => ({
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('room_owed_answers')
      .addColumn('ordinal', ordinal.type, ordinal.build)
      .addColumn('project_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('environment', 'varchar(10)', (column) => column.notNull())
      .addColumn('room_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('key_token', 'varchar(64)', (column) => column.notNull())
      .addColumn('message_id', 'varchar(100)', (column) => column.notNull())
      .addColumn('agent_id', 'varchar(40)', (column) => column.notNull())
      .addColumn('chain_answers', 'integer', (column) => column.notNull())
      .addColumn('has_begun', 'integer', (column) => column.notNull())
      .addUniqueConstraint('room_owed_answers_once', ['project_id', 'environment', 'room_id', 'key_token', 'message_id', 'agent_id'])
      .execute()
  },
})
