import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql, type Kysely } from 'kysely'
import type { Writer } from './sql-dialect.ts'
import { BUSY_TIMEOUT_MS } from './sqlite-database.ts'
import type { Tables } from './tables.ts'

/** A file whose content can be brought to the disk beside the event loop. */
export type SyncedFile = { datasync(): Promise<void>; close(): Promise<void> }

/** Only written, nothing is changed: some systems sync no file that was opened for reading. */
const openForSync = (file: string): Promise<SyncedFile> => open(file, 'r+')

/**
 * How SQLite commits here: into its write-ahead log, which is then brought to the disk by another thread. So the wait for the disk
 * is the writer's alone, and what else the process does goes on. SQLite itself still syncs before it copies the log into its file.
 */
export async function startSqliteWriter(database: Kysely<Tables>, openLog: typeof openForSync = openForSync): Promise<Writer> {
  const file = await mainFile(database)
  // In memory: there is no disk to wait for.
  if (file === '') return { begin: nothing, reachDisk: nothing, wasCommitted: () => Promise.resolve(false), stop: nothing }
  const log = await openLog(`${file}-wal`)
  await syncFolder(dirname(file))
  // From now on the wait is ours; until here every commit waited by itself.
  await sql`pragma synchronous = normal`.execute(database)
  let isCommittedOnly = false
  return {
    begin: nothing,
    reachDisk: async () => {
      isCommittedOnly = true
      await log.datasync()
      isCommittedOnly = false
    },
    wasCommitted: async () => {
      // A commit of SQLite that fails is none; one that did not come to the disk is there for whoever reads.
      if (!isCommittedOnly) return false
      // After a failed sync, another one of the log would prove nothing. Its content goes into the file instead, which is synced for that.
      if (!(await copyLog(database))) throw new Error('The database is read by another process, so that what was written could not be brought to the disk.')
      isCommittedOnly = false
      return true
    },
    stop: () => log.close(),
  }
}

/** The file of a database, with its path; empty for one in memory. */
async function mainFile(database: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ name: string; file: string | null }>`pragma database_list`.execute(database)
  return rows.find(({ name }) => name === 'main')?.file ?? ''
}

/** Copies the write-ahead log into the file, synced, and empties it; false when another process reads what is older. Nobody is waited for: the process stands still then. */
async function copyLog(database: Kysely<Tables>): Promise<boolean> {
  await sql`pragma busy_timeout = 0`.execute(database)
  try {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(database)
    return rows[0]?.busy === 0
  } finally {
    await sql`pragma busy_timeout = ${sql.lit(BUSY_TIMEOUT_MS)}`.execute(database)
  }
}

/** Brings the names in a folder to the disk, so that a log which is new is found again. Windows does that by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function nothing(): Promise<void> {
  return Promise.resolve()
}
