import { mkdirSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import type { DatabaseSync as DatabaseSyncClass, StatementSyncInstance } from '@photostructure/sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { Tables } from './tables.ts'

/** Milliseconds that a write waits for another process (a backup, say) to let go of the file. */
export const BUSY_TIMEOUT_MS = 2_000

/** Statements kept prepared. Ours are some dozens; the bound is for a mistake. */
const KEPT_STATEMENTS = 200

/**
 * Opens a file of SQLite, made with its folder where it is missing, for Kysely. Every commit is on the disk when it returns, until a
 * `Writer` waits for the disk in its place.
 */
export function openSqlite(file: string): Kysely<Tables> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const DatabaseSync = loadSqlite()
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  // Set at every open: a file that is reopened in WAL mode may fall back to NORMAL, which does not wait for the disk.
  database.exec('PRAGMA synchronous = FULL')
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) }) })
}

type SqliteModule = { readonly DatabaseSync: typeof DatabaseSyncClass; readonly StatementSync: { readonly prototype: object } }

/** Node's own SQLite where this Node has it whole, else the package with the same interface. Loaded by need, since neither is everywhere. */
function loadSqlite(): typeof DatabaseSyncClass {
  const require = createRequire(import.meta.url)
  if (isBuiltin('node:sqlite')) {
    const own: SqliteModule = require('node:sqlite')
    // Early versions, before 22.16, cannot say which columns a statement gives.
    if ('columns' in own.StatementSync.prototype) return own.DatabaseSync
  }
  const loaded: SqliteModule = require('@photostructure/sqlite')
  return loaded.DatabaseSync
}

/** What Kysely calls of a driver, made from what Node's SQLite offers. */
function forKysely(database: InstanceType<typeof DatabaseSyncClass>): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => {
      prepared.clear()
      database.close()
    },
    prepare: (sql) => {
      const known = prepared.get(sql)
      if (known !== undefined) return known
      const statement = sql === 'rollback' ? rollback(database) : asKyselyStatement(database.prepare(sql))
      if (prepared.size >= KEPT_STATEMENTS) prepared.clear()
      prepared.set(sql, statement)
      return statement
    },
  }
}

/** Takes a transaction back, where SQLite has not done so by itself, as it does when the disk is full: its complaint would hide that. */
function rollback(database: InstanceType<typeof DatabaseSyncClass>): SqliteStatement {
  const statement = asKyselyStatement(database.prepare('rollback'))
  return { ...statement, run: (parameters) => (database.isTransaction ? statement.run(parameters) : { changes: 0, lastInsertRowid: 0 }) }
}

type Bindable = Parameters<StatementSyncInstance['run']>

function asKyselyStatement(statement: StatementSyncInstance): SqliteStatement {
  // Kysely hands on what our queries bind: texts, numbers and null.
  const bound = (parameters: readonly unknown[]): Bindable => parameters.map(readable) as Bindable
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bound(parameters)),
    run: (parameters) => statement.run(...bound(parameters)),
    iterate: (parameters) => statement.iterate(...bound(parameters)),
  }
}

/** SQLite keeps a NUL within a text, and gives back only what is before it. As with PostgreSQL, the sign for what cannot be shown stands in its place. */
function readable(parameter: unknown): unknown {
  return typeof parameter === 'string' && parameter.includes('\0') ? parameter.replaceAll('\0', '\uFFFD') : parameter
}
