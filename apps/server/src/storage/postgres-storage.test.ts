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
import { openStorage } from './open-storage.ts'
import { openPostgres } from './postgres-database.ts'
import { startCommitCutter } from './commit-cutter.test-fixture.ts'
import { postgresqlForAll } from './postgresql.test-fixture.ts'
import { storageConformance, type OpenStorage } from './storage-conformance.ts'
import { StorageUnavailable, type Storage, type StoredEdit } from './storage.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const server = postgresqlForAll()

async function openAt(databaseUrl: string): Promise<Storage> {
  return openStorage({ dataFolder: './data', databaseUrl, onProblem: () => undefined })
}

const open: OpenStorage = async () => {
  const databaseUrl = await server().newDatabase()
  let storage = await openAt(databaseUrl)
  cleanUps.push(() => storage.close())
  return {
    storage,
    reopen: async () => {
      await storage.close()
      storage = await openAt(databaseUrl)
      return storage
    },
  }
}

const project = (id: string) => emptyProject({ id, name: `Project ${id}`, technicalName: id })
const rename = (revision: number): StoredEdit => ({ revision, edit: { id: `e${revision}`, label: 'Rename', patches: [{ op: 'replace', path: ['name'], value: `Name ${revision}` }] }, author: { clientId: 'c', name: 'Ann' }, at: revision, skipped: 0 })

// First, while there are few files: after a crash PostgreSQL brings each of them to the disk.
describe('a PostgreSQL that goes away', { timeout: 120_000 }, () => {
  it('refuses writes and reads with a reason, and takes them again as soon as it is back', async () => {
    const { storage } = await open()
    await storage.createProject(project('a'), 1, FIRST_ORG_ID)
    expect(await storage.appendEdits('a', [rename(1)])).toBe(true)
    await server().kill()
    await expect(storage.appendEdits('a', [rename(2)])).rejects.toBeInstanceOf(StorageUnavailable)
    await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable)
    await expect(storage.readProject('a')).rejects.toBeInstanceOf(StorageUnavailable)
    await server().start()
    expect(await storage.appendEdits('a', [rename(2)])).toBe(true)
    expect((await storage.readProject('a'))?.edits).toEqual([rename(1), rename(2)])
  })

  it('in the middle of writes keeps exactly those that it has acknowledged', async () => {
    const { storage } = await open()
    await storage.createProject(project('a'), 1, FIRST_ORG_ID)
    for (let crash = 0; crash < 5; crash += 1) {
      const answers = new Map<number, 'kept' | 'refused'>()
      let isUp = true
      let firstRevision = 0
      const write = async (writer: number): Promise<void> => {
        for (let index = 0; isUp; index += 1) {
          const id = crash * 1_000_000 + writer * 100_000 + index
          firstRevision += 1
          answers.set(id, await storage.writeRows('a', 'draft', 'list', { inserted: [{ id: `r${id}`, values: {}, lastModified: 1 }], updated: [], deleted: [] }).then(() => 'kept', () => 'refused'))
        }
      }
      const writers = Array.from({ length: 8 }, (_, index) => write(index))
      // Into full swing, and each time into another moment of a commit.
      while (answers.size < 20 + crash * 7) await new Promise((resolve) => setImmediate(resolve))
      await server().kill()
      isUp = false
      await server().start()
      await Promise.all(writers)
      const found = new Set((await storage.readRows('a', 'draft', 'list')).map(({ id }) => id))
      const wrong = [...answers].filter(([id, answer]) => found.has(`r${id}`) !== (answer === 'kept'))
      expect(wrong, `rows whose answer was not so, after crash ${crash}`).toEqual([])
    }
  })
})

describe('PostgreSQL as storage', { timeout: 120_000 }, () => {
  it.each([...storageConformance, ...identityConformance, ...eventConformance, ...dataKeyConformance, ...runHoldConformance, ...notificationConformance, ...roomConformance])('$title', async ({ run }) => {
    await expect(run(open)).resolves.toBeUndefined()
  })
})

describe('a PostgreSQL that does not wait for the disk by itself', { timeout: 120_000 }, () => {
  it('waits for it in each transaction of ours', async () => {
    const databaseUrl = await server().newDatabase()
    const name = new URL(databaseUrl).pathname.slice(1)
    await server().run(`alter database ${name} set synchronous_commit = off`)
    const storage = await openAt(databaseUrl)
    cleanUps.push(() => storage.close())
    const database = openPostgres(databaseUrl, () => undefined)
    cleanUps.push(() => database.destroy())
    await sql`create table seen (setting text)`.execute(database)
    await sql`create function look() returns trigger language plpgsql as 'begin insert into seen values (current_setting(''synchronous_commit'')); return new; end'`.execute(database)
    await sql`create trigger look before insert on projects for each row execute function look()`.execute(database)
    await storage.createProject(project('a'), 1, FIRST_ORG_ID)
    expect((await sql`select setting from seen`.execute(database)).rows).toEqual([{ setting: 'on' }])
  })
})

describe('a text with a sign that PostgreSQL does not keep', { timeout: 120_000 }, () => {
  it('is kept with another in its place, and whole within a document', async () => {
    const { storage } = await open()
    const named = { ...project('a'), name: 'A\0B' }
    expect(await storage.createProject(named, 1, FIRST_ORG_ID)).toBe(true)
    expect((await storage.listProjects(FIRST_ORG_ID))[0]?.name).toBe('A\uFFFDB')
    expect((await storage.readProject('a'))?.document).toEqual(named)
  })
})

describe('a connection that is lost during a commit', { timeout: 120_000 }, () => {
  it('leaves a write kept when the commit had reached the database', async () => {
    const { storage, cutter } = await openThroughCutter()
    cutter.cutAtNextCommit('after')
    expect(await storage.createProject(project('b'), 1, FIRST_ORG_ID)).toBe(true)
    expect((await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('refuses the write when the commit had not', async () => {
    const { storage, cutter } = await openThroughCutter()
    cutter.cutAtNextCommit('before')
    await expect(storage.createProject(project('b'), 1, FIRST_ORG_ID)).rejects.toBeInstanceOf(StorageUnavailable)
    expect((await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)).toEqual(['a'])
  })

  it('answers the write when the database is back, and refuses later ones until then', async () => {
    const { storage, cutter } = await openThroughCutter()
    cutter.cutAtNextCommit('after')
    cutter.refuse()
    const inDoubt = storage.createProject(project('b'), 1, FIRST_ORG_ID)
    await cutter.wasCut()
    await expect(storage.listProjects(FIRST_ORG_ID)).rejects.toBeInstanceOf(StorageUnavailable)
    await expect(storage.check()).rejects.toBeInstanceOf(StorageUnavailable)
    cutter.accept()
    expect(await inDoubt).toBe(true)
    expect(await storage.createProject(project('b'), 2, FIRST_ORG_ID)).toBe(false)
  })

  it('refuses the write when storage is closed before the database is back', async () => {
    const { storage, cutter } = await openThroughCutter()
    cutter.cutAtNextCommit('after')
    cutter.refuse()
    const inDoubt = storage.createProject(project('b'), 1, FIRST_ORG_ID)
    await cutter.wasCut()
    await Promise.all([storage.close(), expect(inDoubt).rejects.toThrow('before it could say')])
  })

  async function openThroughCutter() {
    const databaseUrl = new URL(await server().newDatabase())
    const cutter = await startCommitCutter(Number(databaseUrl.port))
    databaseUrl.port = String(cutter.port)
    const storage = await openAt(databaseUrl.href)
    cleanUps.push(() => cutter.close(), () => storage.close())
    await storage.createProject(project('a'), 1, FIRST_ORG_ID)
    return { storage, cutter }
  }
})
