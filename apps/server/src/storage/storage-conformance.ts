import { emptyProject, type Edit, type Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import { FIRST_ORG_ID } from './identity-storage.ts'
import type { Storage, StoredEdit, StoredRow, StoredSession, VersionSummary } from './storage.ts'

/** One case of the suite: what holds of every storage, as a sentence, and its proof. */
export type StorageCase = { readonly title: string; run(open: OpenStorage): Promise<void> }

/** Opens the storage under test; `reopen` closes it and opens the same data again. */
export type OpenStorage = () => Promise<{ readonly storage: Storage; reopen(): Promise<Storage> }>

const project = (id: string): Project => emptyProject({ id, name: `Project ${id}`, technicalName: id })
const edit = (id: string, name: string): Edit => ({ id, label: `Rename to ${name}`, patches: [{ op: 'replace', path: ['name'], value: name }] })
const stored = (revision: number, id = `edit-${revision}`): StoredEdit => ({ revision, edit: edit(id, `Name ${revision}`), author: { clientId: 'c1', name: 'Ann' }, at: 1_000 + revision, skipped: 0 })
const row = (id: string, at: number, text = id): LogRow => ({ id, type: 'log', at, text, level: 'info', session: null, flowId: null, nodeId: null, code: null, message: null })

const session = (id: string, step: number): StoredSession => ({ id, projectId: 'a', environment: 'published', resumeHash: 'h', state: { step }, updatedAt: step })
const listRow = (id: string, remark = id): StoredRow => ({ id, values: { 'member-1': remark, 'member-2': [1, null, { nested: true }] }, lastModified: 1_700_000_000_000 })
const version = (number: number, projectId = 'a'): VersionSummary => ({ projectId, number, name: `Version ${number}`, note: 'Why', revision: number * 10, author: { clientId: 'c1', name: 'Ann' }, at: 1_700_000_000_000 + number })
const noChange = { inserted: [], updated: [], deleted: [] }

/** Throws, with both values, when they are not the same JSON. */
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

/** What every implementation of `Storage` must keep. Runs in any test runner: each case opens an empty storage of its own. */
export const storageConformance: readonly StorageCase[] = [
  {
    title: 'a project is there after reopening, with the edits after its snapshot in order',
    run: async (open) => {
      const opened = await open()
      same(await opened.storage.createProject(project('a'), 1, FIRST_ORG_ID), true)
      same(await opened.storage.appendEdits('a', [stored(1), stored(2)]), true)
      same(await opened.storage.appendEdits('a', [stored(3)]), true)
      await opened.storage.saveSnapshot({ ...project('a'), name: 'Name 2' }, 2, 5)
      const storage = await opened.reopen()
      same(await storage.readProject('a'), { org: { id: FIRST_ORG_ID, name: 'Local', token: 'local' }, document: { ...project('a'), name: 'Name 2' }, revision: 2, edits: [stored(3)] })
      same(await storage.editsAfter('a', 1, 1), [stored(2)])
      same(await storage.listProjects(FIRST_ORG_ID), [{ id: 'a', name: 'Name 2', technicalName: 'a', revision: 3, updatedAt: 5 }])
    },
  },
  {
    title: 'an id of a project is given once',
    run: async (open) => {
      const { storage } = await open()
      same(await storage.createProject(project('a'), 1, FIRST_ORG_ID), true)
      same(await storage.createProject({ ...project('a'), name: 'Other' }, 2, FIRST_ORG_ID), false)
      same((await storage.listProjects(FIRST_ORG_ID)).map(({ name }) => name), ['Project a'])
    },
  },
  {
    title: 'edits are kept all or none, and none twice by revision or id',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1, FIRST_ORG_ID)
      same(await storage.appendEdits('a', [stored(1)]), true)
      same(await storage.appendEdits('a', [stored(2), stored(3, 'edit-1')]), false)
      same(await storage.appendEdits('a', [stored(1, 'other')]), false)
      same(await storage.editAnswers('a'), [{ id: 'edit-1', revision: 1, skipped: 0 }])
    },
  },
  {
    title: 'writes called in one turn take effect in the order of the calls',
    run: async (open) => {
      const { storage } = await open()
      const answers = await Promise.all([storage.createProject(project('a'), 1, FIRST_ORG_ID), storage.createProject(project('a'), 2, FIRST_ORG_ID), storage.deleteProject('a', 3), storage.createProject(project('a'), 4, FIRST_ORG_ID), storage.restoreProject('a', 0, FIRST_ORG_ID)])
      same(answers, [true, false, true, false, true])
      same((await storage.listProjects(FIRST_ORG_ID)).map(({ updatedAt }) => updatedAt), [1])
    },
  },
  {
    title: 'an older snapshot never replaces a newer one',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1, FIRST_ORG_ID)
      await storage.saveSnapshot({ ...project('a'), name: 'Newer' }, 5, 2)
      await storage.saveSnapshot({ ...project('a'), name: 'Older' }, 4, 3)
      same((await storage.readProject('a'))?.revision, 5)
    },
  },
  {
    title: 'a deleted project is not found any more, and is brought back whole within its time, also after reopening',
    run: async (open) => {
      const opened = await open()
      for (const id of ['a', 'b']) await opened.storage.createProject(project(id), 1, FIRST_ORG_ID)
      await opened.storage.appendEdits('a', [stored(1)])
      await opened.storage.writeRows('a', 'published', 'list', { ...noChange, inserted: [listRow('r1')] })
      await opened.storage.saveVersion({ ...version(1), document: project('a') })
      await opened.storage.setPublished('a', 1)
      await opened.storage.saveSecret({ projectId: 'a', connectionId: 'c', sealed: 'x', at: 1 })
      same([await opened.storage.deleteProject('a', 100), await opened.storage.deleteProject('a', 200)], [true, false])
      const storage = await opened.reopen()
      same([(await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id), await storage.readProject('a'), await storage.readPublished('a'), await storage.listPublished(), await storage.setPublished('a', 1)], [['b'], null, null, [], false])
      await storage.wipeDeletedProjects(100)
      same([await storage.restoreProject('a', 101, FIRST_ORG_ID), await storage.restoreProject('b', 0, FIRST_ORG_ID), await storage.restoreProject('c', 0, FIRST_ORG_ID)], [false, false, false])
      same([await storage.restoreProject('a', 100, FIRST_ORG_ID), await storage.restoreProject('a', 100, FIRST_ORG_ID)], [true, false])
      same([await storage.readProject('a'), await storage.readRows('a', 'published', 'list')], [{ org: { id: FIRST_ORG_ID, name: 'Local', token: 'local' }, document: project('a'), revision: 0, edits: [stored(1)] }, [listRow('r1')]])
      same([await storage.listVersions('a'), await storage.readPublished('a'), await storage.listSecrets('a')], [[version(1)], 1, ['c']])
    },
  },
  {
    title: 'a project that was deleted long enough ago leaves nothing behind',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('b'), 1, FIRST_ORG_ID)
      await storage.createProject(project('a'), 1, FIRST_ORG_ID)
      await storage.appendEdits('a', [stored(1)])
      await storage.saveSession(session('s1', 1))
      await storage.saveLogRows('a', [row('r1', 1)])
      await storage.writeRows('a', 'published', 'list', { ...noChange, inserted: [listRow('r1')] })
      await storage.saveVersion({ ...version(1), document: project('a') })
      await storage.setPublished('a', 1)
      await storage.saveSecret({ projectId: 'a', connectionId: 'c', sealed: 'x', at: 1 })
      same(await storage.deleteProject('a', 100), true)
      await storage.wipeDeletedProjects(101)
      same([await storage.restoreProject('a', 0, FIRST_ORG_ID), (await storage.listProjects(FIRST_ORG_ID)).map(({ id }) => id)], [false, ['b']])
      same([await storage.readProject('a'), await storage.listSessions(), (await storage.readLogRows('a', null, 10)).rows, await storage.editAnswers('a')], [null, [], [], []])
      same([await storage.readRows('a', 'published', 'list'), await storage.listVersions('a'), await storage.listPublished(), await storage.listSecrets('a')], [[], [], [], []])
      await storage.createProject(project('a'), 2, FIRST_ORG_ID)
      same(await storage.readPublished('a'), null)
    },
  },
  {
    title: 'a session is kept as it was saved last, also after reopening',
    run: async (open) => {
      const opened = await open()
      await opened.storage.saveSession(session('s1', 1))
      await opened.storage.saveSession(session('s1', 2))
      const storage = await opened.reopen()
      same(await storage.listSessions(), [session('s1', 2)])
      await storage.deleteSession('s1')
      same(await storage.listSessions(), [])
    },
  },
  {
    title: 'log rows are read page by page from the newest, and a changed row stays in its place',
    run: async (open) => {
      const { storage } = await open()
      await storage.saveLogRows('a', [row('r1', 1), row('r2', 2), row('r3', 3)])
      await storage.saveLogRows('a', [row('r2', 2, 'changed'), row('r4', 4)])
      const last = await storage.readLogRows('a', null, 2)
      same([last.rows.map(({ id }) => id), last.more], [['r3', 'r4'], true])
      const first = await storage.readLogRows('a', 'r3', 2)
      same([first.rows.map(({ id, text }) => [id, text]), first.more], [[['r1', 'r1'], ['r2', 'changed']], false])
      same(await storage.readLogRows('a', 'nothing', 2), { rows: [], more: false })
      same([(await storage.readLogRow('a', 'r3'))?.id, await storage.readLogRow('a', 'nothing'), await storage.readLogRow('b', 'r3')], ['r3', null, null])
      await storage.clearLogRows('a')
      same((await storage.readLogRows('a', null, 2)).rows, [])
    },
  },
  {
    title: 'old log rows go by count per project and by age',
    run: async (open) => {
      const { storage } = await open()
      await storage.saveLogRows('a', [row('r1', 1), row('r2', 20), row('r3', 30), row('r4', 40)])
      await storage.saveLogRows('b', [row('r1', 50)])
      await storage.pruneLogRows(2, 10)
      same((await storage.readLogRows('a', null, 10)).rows.map(({ id }) => id), ['r3', 'r4'])
      same((await storage.readLogRows('b', null, 10)).rows.map(({ id }) => id), ['r1'])
    },
  },
  {
    title: 'rows of a stored list stay in the order of their insertion, also when they are changed, and after reopening',
    run: async (open) => {
      const opened = await open()
      await opened.storage.writeRows('a', 'draft', 'list', { ...noChange, inserted: ['r3', 'r1', 'r2'].map((id) => listRow(id)) })
      await opened.storage.writeRows('a', 'draft', 'list', { inserted: [listRow('r4')], updated: [listRow('r1', 'changed'), listRow('gone')], deleted: ['r2', 'nothing'] })
      const storage = await opened.reopen()
      same(await storage.readRows('a', 'draft', 'list'), [listRow('r3'), listRow('r1', 'changed'), listRow('r4')])
    },
  },
  {
    title: 'rows belong to one list of one project in one environment',
    run: async (open) => {
      const { storage } = await open()
      const places = [['a', 'draft', 'x'], ['a', 'draft', 'y'], ['a', 'published', 'x'], ['b', 'draft', 'x']] as const
      for (const [projectId, environment, listId] of places) await storage.writeRows(projectId, environment, listId, { ...noChange, inserted: [listRow('r', projectId)] })
      await storage.writeRows('a', 'draft', 'x', { ...noChange, updated: [listRow('r', 'changed')] })
      await storage.writeRows('a', 'draft', 'y', { ...noChange, deleted: ['r'] })
      await storage.deleteRows('a', 'published', 'x')
      const kept = await Promise.all(places.map(([projectId, environment, listId]) => storage.readRows(projectId, environment, listId)))
      same(kept, [[listRow('r', 'changed')], [], [], [listRow('r', 'b')]])
    },
  },
  {
    title: 'an inserted row whose id is there takes its place, and one that is deleted in the same change goes to the end',
    run: async (open) => {
      const { storage } = await open()
      await storage.writeRows('a', 'draft', 'x', { ...noChange, inserted: ['r1', 'r2', 'r3'].map((id) => listRow(id)) })
      await storage.writeRows('a', 'draft', 'x', { ...noChange, deleted: ['r1'], inserted: [listRow('r1'), listRow('r2', 'again')] })
      same(await storage.readRows('a', 'draft', 'x'), [listRow('r2', 'again'), listRow('r3'), listRow('r1')])
    },
  },
  {
    title: 'many rows are written, changed and deleted in one go',
    run: async (open) => {
      const { storage } = await open()
      const rows = Array.from({ length: 2_501 }, (_, index) => listRow(`r${index}`))
      await storage.writeRows('a', 'draft', 'x', { ...noChange, inserted: rows })
      same(await storage.readRows('a', 'draft', 'x'), rows)
      const changed = rows.map(({ id }) => listRow(id, 'changed'))
      await storage.writeRows('a', 'draft', 'x', { ...noChange, updated: changed })
      same(await storage.readRows('a', 'draft', 'x'), changed)
      await storage.writeRows('a', 'draft', 'x', { ...noChange, deleted: rows.slice(1).map(({ id }) => id) })
      same(await storage.readRows('a', 'draft', 'x'), changed.slice(0, 1))
    },
  },
  {
    title: 'a version is kept as it was saved first, and listed without its document, newest first',
    run: async (open) => {
      const opened = await open()
      for (const number of [1, 2, 10]) same(await opened.storage.saveVersion({ ...version(number), document: project('a') }), true)
      same(await opened.storage.saveVersion({ ...version(2), name: 'Other', document: project('b') }), false)
      const storage = await opened.reopen()
      same(await storage.listVersions('a'), [version(10), version(2), version(1)])
      same(await storage.readVersion('a', 2), { ...version(2), document: project('a') })
      same([await storage.readVersion('a', 3), await storage.readVersion('b', 1), await storage.listVersions('b')], [null, null, []])
    },
  },
  {
    title: 'one version of a project is published, under the technical name that it has there',
    run: async (open) => {
      const opened = await open()
      await opened.storage.createProject(project('a'), 1, FIRST_ORG_ID)
      await opened.storage.createProject(project('b'), 1, FIRST_ORG_ID)
      await opened.storage.saveVersion({ ...version(1), document: { ...project('a'), technicalName: 'early' } })
      await opened.storage.saveVersion({ ...version(2), document: project('a') })
      same([await opened.storage.readPublished('a'), await opened.storage.listPublished()], [null, []])
      same([await opened.storage.setPublished('a', 3), await opened.storage.setPublished('b', 1), await opened.storage.setPublished('c', null)], [false, false, false])
      same([await opened.storage.setPublished('a', 2), await opened.storage.setPublished('a', 1)], [true, true])
      const storage = await opened.reopen()
      same([await storage.readPublished('a'), await storage.readPublished('b')], [1, null])
      same(await storage.listPublished(), [{ projectId: 'a', number: 1, technicalName: 'early' }])
      same([await storage.setPublished('a', null), await storage.readPublished('a'), await storage.listPublished()], [true, null, []])
    },
  },
  {
    title: 'the last secret of a connection is kept, and no other project has it',
    run: async (open) => {
      const opened = await open()
      for (const sealed of ['first', 'second']) await opened.storage.saveSecret({ projectId: 'a', connectionId: 'c2', sealed, at: 1 })
      await opened.storage.saveSecret({ projectId: 'a', connectionId: 'c1', sealed: 'one', at: 2 })
      const storage = await opened.reopen()
      same([await storage.readSecret('a', 'c2'), await storage.readSecret('b', 'c2'), await storage.readSecret('a', 'c3')], ['second', null, null])
      same(await storage.listSecrets('a'), ['c1', 'c2'])
      await storage.deleteSecret('a', 'c1')
      same([await storage.listSecrets('a'), await storage.listSecrets('b')], [['c2'], []])
    },
  },
]
