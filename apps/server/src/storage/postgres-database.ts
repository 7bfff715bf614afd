import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient, type PostgresQueryResult } from 'kysely'
import { DatabaseError, Pool, types, type PoolClient } from 'pg'
import type { Tables } from './tables.ts'

/** Connections at most: one writes, the others read. */
const CONNECTIONS = 8

/** Milliseconds for a connection to be made; a database that is there takes a few. */
const CONNECT_MS = 3_000

/** Milliseconds for one statement, so that a network that swallows everything is noticed; ours take a second at most. */
const STATEMENT_MS = 10_000

/** Object id of PostgreSQL's type bigint. */
const BIGINT = 20

/** Opens a PostgreSQL for Kysely; nothing is connected before the first query. `onProblem` is told of connections that break while nobody uses them. */
export function openPostgres(url: string, onProblem: (error: unknown) => void): Kysely<Tables> {
  const pool = new Pool({
    connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS, query_timeout: STATEMENT_MS, keepAlive: true, application_name: 'halley',
    types: { getTypeParser: (type: number, format?: 'text' | 'binary') => (type === BIGINT ? readBigint : types.getTypeParser(type, format)) },
  })
  // Without a listener the process would end; the pool itself makes a new connection when one is needed.
  // Its errors carry the whole client, which no log should hold.
  pool.on('error', ({ message, stack }) => onProblem(Object.assign(new Error(`A connection was lost: ${message}`), { stack })))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: forKysely(pool) }) })
}

/** Throws, with what to do, when the database cannot keep what Halley writes. */
export async function checkPostgres(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ encoding: string; fsync: string }>`select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`.execute(database)
  const { encoding, fsync } = rows[0] ?? {}
  if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding ?? 'not known'}, which cannot keep every text; create it with the encoding UTF8`)
  if (fsync !== 'on') throw new Error('its setting "fsync" is off, so what it has taken could be lost; switch it on')
}

/** Ours are epoch milliseconds and ordinals: far below the bound of exact numbers. */
function readBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`The database holds the number ${text}, which is too large.`)
  return value
}

/** The pool as Kysely uses it, except that a connection on which anything but SQL went wrong never goes back into it. */
function forKysely(pool: Pool): PostgresPool {
  return { connect: async () => new SafeClient(await pool.connect()), end: () => pool.end() }
}

class SafeClient implements PostgresPoolClient {
  readonly #client: PoolClient
  #failure: Error | undefined

  constructor(client: PoolClient) {
    this.#client = client
    // A connection that breaks between two queries says so here alone.
    client.on('error', this.#fail)
  }

  readonly #fail = (error: Error): void => {
    this.#failure ??= error
  }

  query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: never): R
  async query<R>(statement: string, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    // After a time-out, say, the answer to the next query would wait behind the one that never comes.
    if (this.#failure !== undefined) throw this.#failure
    try {
      const { command, rowCount, rows } = await this.#client.query(statement, parameters.map(storable))
      // `command` is one of the few that our queries are; the rest is for Kysely to read.
      return { command: command as PostgresQueryResult<R>['command'], rowCount: rowCount ?? 0, rows }
    } catch (error) {
      const isAnswer = error instanceof DatabaseError && error.severity === 'ERROR'
      if (!isAnswer) this.#fail(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }

  release(): void {
    this.#client.off('error', this.#fail)
    this.#client.release(this.#failure)
  }
}

/** PostgreSQL keeps no NUL in a text. In JSON it is written as an escape; a name or a label gets the sign for what cannot be shown. */
function storable(parameter: unknown): unknown {
  return typeof parameter === 'string' ? parameter.replaceAll('\0', '\uFFFD') : parameter
}
