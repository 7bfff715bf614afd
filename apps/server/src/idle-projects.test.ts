import { join } from 'node:path'
import { emptyProject } from '@halley/model'
import { afterEach, describe, expect, it } from 'vitest'
import { newDataFolder, startServer, TestPerson } from './halley-client.test-fixture.ts'
import { ManualClock } from './manual-clock.test-fixture.ts'
import { IDLE_ROOM_KEPT_MS, Projects } from './projects/projects.ts'
import { api, changeDraft, editorOf, projectId, versions } from './publishing.test-fixture.ts'
import { FIRST_ORG_ID } from './storage/identity-storage.ts'
import { openSqlite } from './storage/sqlite-database.ts'
import { createSqlStorage } from './storage/sql-storage.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function openStorage() {
  const storage = await createSqlStorage(openSqlite(join(newDataFolder(cleanUps), 'halley.sqlite')))
  cleanUps.push(() => storage.close())
  return storage
}

/** A server that tells how often a project was read from its storage, and its clock. */
async function serve() {
  const kept = await openStorage()
  const reads: string[] = []
  const storage = {
    ...kept,
    readProject: (id: string) => {
      reads.push(id)
      return kept.readProject(id)
    },
  }
  const clock = new ManualClock()
  const { url } = await startServer(cleanUps, { storage, clock })
  return { url, clock, reads, look: () => api(url, 'GET', `projects/${projectId}`) }
}

describe('a project that nobody needs', () => {
  it('is let go of after ten minutes, and opened again as it was', async () => {
    const { url, clock, reads, look } = await serve()
    await changeDraft(url, ['name'], 'Renamed')
    await look()
    expect(reads).toEqual([projectId])
    clock.advance(IDLE_ROOM_KEPT_MS - 1)
    await look()
    clock.advance(IDLE_ROOM_KEPT_MS - 1)
    await look()
    expect(reads).toEqual([projectId])
    clock.advance(IDLE_ROOM_KEPT_MS + 20_000)
    expect((await look()).json).toMatchObject({ name: 'Renamed' })
    expect(reads).toEqual([projectId, projectId])
    await changeDraft(url, ['name'], 'Again')
    const editor = await editorOf(url, cleanUps)
    expect(await editor.request('open', { projectId, since: 0 })).toMatchObject({ ok: true, revision: 2 })
  })

  it.each([
    { who: 'an editor that has it open', come: async (url: string) => void (await editorOf(url, cleanUps)) },
    { who: 'a session', come: async (url: string) => {
      const officer = new TestPerson(url, 'officer')
      cleanUps.push(() => officer.connection.close())
      await officer.sees('On duty')
    } },
    { who: 'being published', come: async (url: string) => void (await api(url, 'POST', versions, { body: { name: 'First', publish: true } })) },
  ])('is not one with $who', async ({ come }) => {
    const { url, clock, reads, look } = await serve()
    await come(url)
    for (let minute = 0; minute < 30; minute += 1) {
      clock.advance(60_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await look()
    expect(reads).toEqual([projectId])
  })

  it('takes no edit through its old room', async () => {
    const { storage, clock } = { storage: await openStorage(), clock: new ManualClock() }
    const projects = new Projects({ storage, clock, onProblem: () => undefined })
    await projects.create(emptyProject({ id: 'a', name: 'A', technicalName: 'a' }), FIRST_ORG_ID)
    const room = await projects.open('a')
    clock.advance(IDLE_ROOM_KEPT_MS)
    await projects.letGoOfIdle({ isNeeded: () => false, letGo: () => undefined })
    const edit = (id: string) => ({ id, label: 'Rename', patches: [{ op: 'replace' as const, path: ['name'], value: id }] })
    const author = { clientId: 'c', name: 'Ann' }
    expect(await room?.apply(edit('late'), author)).toMatchObject({ ok: false, code: 'edit/unavailable' })
    expect(await (await projects.open('a'))?.apply(edit('late'), author)).toMatchObject({ ok: true, revision: 1 })
  })

  it('answers an edit of long ago that comes again as it did the first time', { timeout: 60_000 }, async () => {
    const { storage, clock } = { storage: await openStorage(), clock: new ManualClock() }
    const projects = new Projects({ storage, clock, onProblem: () => undefined })
    await projects.create(emptyProject({ id: 'a', name: 'A', technicalName: 'a' }), FIRST_ORG_ID)
    const author = { clientId: 'c', name: 'Ann' }
    const edit = (at: number) => ({ id: `e${at}`, label: 'Rename', patches: [{ op: 'replace' as const, path: ['name'], value: `Name ${at}` }] })
    const edits = Array.from({ length: 10_001 }, (_, at) => ({ revision: at + 1, edit: edit(at), author, at: 1, skipped: 0 }))
    for (let start = 0; start < edits.length; start += 1_000) await storage.appendEdits('a', edits.slice(start, start + 1_000))
    const room = await projects.open('a')
    expect(await room?.apply(edit(0), author)).toEqual({ ok: true, revision: 1, skipped: 0 })
    expect(await room?.apply(edit(10_000), author)).toEqual({ ok: true, revision: 10_001, skipped: 0 })
    expect(await room?.apply(edit(20_000), author)).toEqual({ ok: true, revision: 10_002, skipped: 0 })
  })
})
