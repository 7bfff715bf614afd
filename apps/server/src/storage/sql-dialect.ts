import type { ColumnBuilderCallback, Kysely, Transaction } from 'kysely'
import { startSqliteWriter } from './sqlite-writer.ts'
import type { Tables } from './tables.ts'

/** What the databases that Kysely reaches do differently; everything else of the storage is the same code for all. */
export type SqlDialect = {
  /** A column that numbers rows in the order of their insertion. */
  readonly ordinal: { readonly type: 'integer' | 'bigint'; readonly build: ColumnBuilderCallback }
  /** Whether an error of the database says that it has no room left, or that its disk does not work. */
  meansNoRoom(error: unknown): boolean
  /** Called once the tables are there. */
  startWriting(database: Kysely<Tables>): Promise<Writer>
}

/** How one open storage commits. */
export type Writer = {
  /** Called first in each transaction of writes. */
  begin(transaction: Transaction<Tables>): Promise<void>
  /** Called after each commit, before anybody is told of it: resolves when it is on the disk. */
  reachDisk(): Promise<void>
  /**
   * Whether the newest transaction was committed, and is on the disk, although its commit or its way to the disk failed: the
   * connection may have been lost between the commit and its answer. Rejects as long as the database cannot say.
   */
  wasCommitted(database: Kysely<Tables>): Promise<boolean>
  /** Called when nothing is written any more. */
  stop(database: Kysely<Tables>): Promise<void>
}

/** Of SQLite's codes: SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL and SQLITE_CANTOPEN. */
const NO_ROOM_CODES: ReadonlySet<number> = new Set([8, 10, 13, 14])

/** The bits of an extended code of SQLite that hold the code itself. */
const PRIMARY_CODE = 0xff

export const sqliteDialect: SqlDialect = {
  ordinal: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
  meansNoRoom: (error) => error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && NO_ROOM_CODES.has(error.errcode & PRIMARY_CODE),
  startWriting: (database) => startSqliteWriter(database),
}
