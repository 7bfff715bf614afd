import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyProject } from '@halley/model'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { dataKeyConformance } from './data-key-conformance.ts'
import { roomConformance } from './room-conformance.ts'
import { runHoldConformance } from './run-hold-conformance.ts'
import { eventConformance } from './event-conformance.ts'
import { notificationConformance } from './notification-conformance.ts'
import { identityConformance } from './identity-conformance.ts'
import { FIRST_ORG_ID } from './identity-storage.ts'
import { migrate } from './migrations.ts'
import { sqliteDialect } from './sql-dialect.ts'
import { openSqlite } from './sqlite-database.ts'
import { createSqlStorage } from './sql-storage.ts'
import { startSqliteWriter } from './sqlite-writer.ts'
import { storageConformance, type OpenStorage } from './storage-conformance.ts'
import { StorageUnavailable, type Storage } from './storage.ts'

const cleanUps: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'halley-storage-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'halley.sqlite')
}

const open: OpenStorage = async () => {
  const file = newFile()
  let storage: Storage = await createSqlStorage(openSqlite(file))
  cleanUps.push(() => storage.close())
  return {
    storage,
    reopen: async () => {
      await storage.close()
      storage = await createSqlStorage(openSqlite(file))
      return storage
    },
  }
}

/** A disk that takes what is written when the test says so. */
class SlowDisk {
  asked = 0
  readonly #waiting: ((error: Error | null) => void)[] = []
  #tellAsked: () => void = () => undefined

  datasync(): Promise<void> {
    this.asked += 1
    this.#tellAsked()
    return new Promise((resolve, reject) => this.#waiting.push((error) => (error === null ? resolve() : reject(error))))
  }

  answer(error: Error | null): void {
    this.#waiting.shift()?.(error)
  }

  async untilAsked(times: number): Promise<void> {
    while (this.asked < times) await new Promise<void>((resolve) => (this.#tellAsked = resolve))
  }
}

/** An answer, and what is known of it now. */
function noted(answer: Promise<unknown>): { state: string; readonly answer: Promise<unknown> } {
  const seen = { state: 'waits', answer }
  answer.then(
    (value) => (seen.state = String(value)),
    (error: unknown) => (seen.state = String(error)),
  )
  return seen
}

async function onSlowDisk() {
  const file = newFile()
  const disk = new SlowDisk()
  const database = openSqlite(file)
  const storage = await createSqlStorage(database, { ...sqliteDialect, startWriting: (opened) => startSqliteWriter(opened, () => Promise.resolve({ datasync: () => disk.datasync(), close: () => Promise.resolve() })) })
  cleanUps.push(() => database.destroy())
  const other = openSqlite(file)
  cleanUps.push(() => other.destroy())
  const reader = {
    begin: async () => {
      await sql`begin`.execute(other)
      await sql`select count(*) from projects`.execute(other)
    },
    end: () => sql`commit`.execute(other),
  }
  return { disk, storage, reader, project: (id: string) => emptyProject({ id, name: id.toUpperCase(), technicalName: id }) }
}

describe('SQLite as storage', () => {
  it.each([...storageConformance, ...identityConformance, ...eventConformance, ...dataKeyConformance, ...runHoldConformance, ...notificationConformance, ...roomConformance])('$title', async ({ run }) => {
    await expect(run(open)).resolves.toBeUndefined()
  })

  it('brings data of the first version along: sessions run the draft, and nothing is published', async () => {
    const file = newFile()
    const old = openSqlite(file)
    await migrate(old, sqliteDialect, '001_first_tables')
    await sql`insert into projects values ('a', 'A', 'a', '{}', 0, 0, 1)`.execute(old)
    await sql`insert into sessions values ('s1', 'a', 'h', '{"step":1}', 2)`.execute(old)
    await old.destroy()
    const storage = await createSqlStorage(openSqlite(file))
    cleanUps.push(() => storage.close())
    expect(await storage.listSessions()).toEqual([{ id: 's1', projectId: 'a', environment: 'draft', resumeHash: 'h', state: { step: 1 }, updatedAt: 2 }])
    expect([await storage.readPublished('a'), await storage.listVersions('a')]).toEqual([null, []])
  })

  it('every open waits for the disk at each commit', async () => {
    const file = newFile()
    for (let time = 0; time < 2; time += 1) {
      const database = openSqlite(file)
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(database)
      // 2 is FULL.
      expect(rows).toEqual([{ synchronous: 2 }])
      await database.destroy()
    }
  })

  it('tells nobody of a commit before it is on the disk, and meanwhile the process goes on', async () => {
    const { disk, storage, project } = await onSlowDisk()
    const saved = noted(storage.createProject(project('a'), 1, FIRST_ORG_ID))
    await disk.untilAsked(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(saved.state).toBe('waits')
    const next = noted(storage.createProject(project('b'), 1, FIRST_ORG_ID))
    disk.answer(null)
    await saved.answer
    expect([saved.state, next.state]).toEqual(['true', 'waits'])
    await disk.untilAsked(2)
    disk.answer(null)
    await next.answer
    expect((await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('what the disk did not take is brought there in another way before its writer is told, and nothing is written twice', async () => {
    const { disk, storage, project } = await onSlowDisk()
    const saved = noted(storage.createProject(project('a'), 1, FIRST_ORG_ID))
    await disk.untilAsked(1)
    disk.answer(new Error('EIO: i/o error, fdatasync'))
    await saved.answer
    expect(saved.state).toBe('true')
    expect((await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)).toEqual(['a'])
  })

  it('a writer is told nothing as long as the disk takes it in no way, and others are refused', async () => {
    const { disk, storage, reader, project } = await onSlowDisk()
    // Somebody who reads the old state keeps SQLite from copying the new one into its file.
    await reader.begin()
    const saved = noted(storage.createProject(project('a'), 1, FIRST_ORG_ID))
    await disk.untilAsked(1)
    disk.answer(new Error('EIO: i/o error, fdatasync'))
    await expect(storage.createProject(project('b'), 1, FIRST_ORG_ID)).rejects.toBeInstanceOf(StorageUnavailable)
    expect(saved.state).toBe('waits')
    await reader.end()
    await saved.answer
    expect(saved.state).toBe('true')
  })

  it('a full disk refuses what does not fit, keeps what was there, and takes writes again when there is room', async () => {
    const database = openSqlite(newFile())
    const storage = await createSqlStorage(database)
    cleanUps.push(() => storage.close())
    const project = emptyProject({ id: 'a', name: 'A', technicalName: 'a' })
    await storage.createProject(project, 1, FIRST_ORG_ID)
    const large = { revision: 1, edit: { id: 'e1', label: 'Large', patches: [{ op: 'replace' as const, path: ['name'], value: 'x'.repeat(200_000) }] }, author: { clientId: 'c', name: 'Ann' }, at: 1, skipped: 0 }
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database)
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 1)}`.execute(database)
    await expect(storage.appendEdits('a', [large])).rejects.toBeInstanceOf(StorageUnavailable)
    expect(await storage.readProject('a')).toEqual({ org: { id: FIRST_ORG_ID, name: 'Local', token: 'local' }, document: project, revision: 0, edits: [] })
    await sql`pragma max_page_count = 1000000`.execute(database)
    expect(await storage.appendEdits('a', [large])).toBe(true)
    expect(await storage.editAnswers('a')).toEqual([{ id: 'e1', revision: 1, skipped: 0 }])
  })

  it('a write that storage cannot take is refused, and later ones work', async () => {
    const database = openSqlite(newFile())
    const storage = await createSqlStorage(database)
    cleanUps.push(() => storage.close())
    await sql`create trigger refuse before insert on projects when new.id = 'bad' begin select raise(abort, 'disk full'); end`.execute(database)
    const [bad, good] = await Promise.allSettled([storage.createProject(emptyProject({ id: 'bad', name: 'Bad', technicalName: 'bad' }), 1, FIRST_ORG_ID), storage.createProject(emptyProject({ id: 'good', name: 'Good', technicalName: 'good' }), 1, FIRST_ORG_ID)])
    expect(bad.status === 'rejected' && bad.reason).toBeInstanceOf(StorageUnavailable)
    expect(good).toEqual({ status: 'fulfilled', value: true })
    expect((await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)).toEqual(['good'])
  })

  it('the check writes: a storage that can only be read is down', async () => {
    const database = openSqlite(newFile())
    const storage = await createSqlStorage(database)
    cleanUps.push(() => storage.close())
    await storage.check()
    await sql`pragma query_only = 1`.execute(database)
    await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable)
    await sql`pragma query_only = 0`.execute(database)
    await storage.check()
  })

  it('the check fails after a write found no room, though its own would fit', async () => {
    const database = openSqlite(newFile())
    const storage = await createSqlStorage(database)
    cleanUps.push(() => storage.close())
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database)
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 1)}`.execute(database)
    await storage.check()
    await expect(storage.createProject(emptyProject({ id: 'a', name: 'A'.repeat(80_000), technicalName: 'a' }), 1, FIRST_ORG_ID)).rejects.toBeInstanceOf(StorageUnavailable)
    await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable)
  })

  it('the reason is told when SQLite has taken the transaction back by itself, as on a full disk', async () => {
    const database = openSqlite(newFile())
    cleanUps.push(() => database.destroy())
    const failing = database.transaction().execute(async (transaction) => {
      await sql`rollback`.execute(transaction)
      await sql`select 1`.execute(transaction)
      throw new Error('database or disk is full')
    })
    // What Kysely does then is a second rollback.
    await expect(failing).rejects.toThrow('database or disk is full')
    await sql`select 1`.execute(database)
  })
})
