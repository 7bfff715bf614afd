import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { DatabaseError } from 'pg'
import type { SqlDialect } from './sql-dialect.ts'

/** Days without a write after which the row of a process is taken away: it was killed, so that it could not do so itself. */
const IDLE_DAYS = 7

/**
 * PostgreSQL as storage. Each batch of writes leaves its number in a row of this process, in the same transaction: after a
 * commit whose answer was lost, the row tells whether it took place. (`txid_status` cannot: an id may be given again after a crash.)
 */
export const postgresDialect: SqlDialect = {
  ordinal: { type: 'bigint', build: (column) => column.primaryKey().generatedAlwaysAsIdentity() },
  // Classes of SQLSTATE: 53 is of resources that are used up, such as the disk, and 58 of errors of the machine.
  meansNoRoom: (error) => error instanceof DatabaseError && /^5[38]/.test(error.code ?? ''),
  startWriting: async (database) => {
    const writer = randomUUID()
    let batch = 0
    await sql`create table if not exists writers (id varchar(36) primary key, batch bigint not null, used_at timestamptz not null default now())`.execute(database)
    await sql`delete from writers where used_at < now() - make_interval(days => ${sql.lit(IDLE_DAYS)})`.execute(database)
    await sql`insert into writers (id, batch) values (${writer}, 0)`.execute(database)
    return {
      begin: async (transaction) => {
        batch += 1
        // A database may be set up not to wait for the disk. `remote_apply` waits for more than the disk, and stays.
        const { numAffectedRows } = await sql`
          insert into writers (id, batch) values (${writer}, ${batch}) on conflict (id) do update set batch = excluded.batch, used_at = now()
          returning set_config('synchronous_commit', case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, true)`.execute(transaction)
        if (numAffectedRows !== 1n) throw new Error('The database did not number the writes.')
      },
      // The database answers a commit when it is there.
      reachDisk: () => Promise.resolve(),
      wasCommitted: async (database) => {
        // `for update` waits for a transaction of ours that the database is still busy with.
        const { rows } = await sql<{ batch: number }>`select batch from writers where id = ${writer} for update`.execute(database)
        return rows[0]?.batch === batch
      },
      stop: async (database) => {
        try {
          await sql`delete from writers where id = ${writer}`.execute(database)
        } catch {
          // The database is gone, and the row goes later by its age.
        }
      },
    }
  },
}
