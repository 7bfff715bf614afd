import { join } from 'node:path'
import { checkDiskRoom } from './disk-room.ts'
import { checkPostgres, openPostgres } from './postgres-database.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { sqliteDialect } from './sql-dialect.ts'
import { createSqlStorage } from './sql-storage.ts'
import { openSqlite } from './sqlite-database.ts'
import type { Storage } from './storage.ts'

export type StoragePlace = {
  /** Folder of the data; made where it is missing. */
  readonly dataFolder: string
  /** A PostgreSQL that keeps everything instead of a file in the folder. */
  readonly databaseUrl?: string | undefined
  /** Is told what went wrong while nobody waited. */
  readonly onProblem: (error: unknown) => void
  /** Is told how long each commit took. */
  readonly onCommitted?: (seconds: number) => void
}

/** Opens the storage at its place, its tables brought to this version; throws with one sentence that says what to do. */
export async function openStorage({ dataFolder, databaseUrl, onProblem, onCommitted }: StoragePlace): Promise<Storage> {
  if (databaseUrl === undefined) return onOwnDisk(await createSqlStorage(openSqlite(join(dataFolder, 'halley.sqlite')), sqliteDialect, onCommitted), dataFolder)
  const database = openPostgres(databaseUrl, onProblem)
  try {
    await checkPostgres(database)
    return await createSqlStorage(database, postgresDialect, onCommitted)
  } catch (error) {
    await database.destroy()
    throw new Error(`The database ${withoutSecrets(databaseUrl)} cannot be used: ${reasonOf(error)}. Correct DATABASE_URL, or unset it to keep the data in ${dataFolder}.`, { cause: error })
  }
}

/** A storage in a folder takes writes as long as the disk has room. */
function onOwnDisk(storage: Storage, folder: string): Storage {
  return {
    ...storage,
    check: async () => {
      await storage.check()
      await checkDiskRoom(folder)
    },
  }
}

/** Host, port and name of the database: what a person needs to find the mistake, and nothing that lets others in. */
function withoutSecrets(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl)
  return `"${decodeURIComponent(pathname.slice(1))}" at ${host === '' ? 'the local socket' : host}`
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A name with several addresses fails once for each, and the whole has no message of its own.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ')
  const cause = error.cause === undefined ? '' : ` (${reasonOf(error.cause)})`
  return `${error.message.replace(/[.\s]+$/, '')}${cause}`
}
