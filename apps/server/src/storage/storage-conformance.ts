import { emptyProject, type Edit, type Project } from '@halley/model'
import type { LogRow } from '@halley/protocol'
import type { Storage, StoredEdit } from './storage.ts'

/** One case of the suite: what holds of every storage, as a sentence, and its proof. */
export type StorageCase = { readonly title: string; run(open: OpenStorage): Promise<void> }

/** Opens the storage under test; `reopen` closes it and opens the same data again. */
export type OpenStorage = () => Promise<{ readonly storage: Storage; reopen(): Promise<Storage> }>

const project = (id: string): Project => emptyProject({ id, name: `Project ${id}`, technicalName: id })
const edit = (id: string, name: string): Edit => ({ id, label: `Rename to ${name}`, patches: [{ op: 'replace', path: ['name'], value: name }] })
const stored = (revision: number, id = `edit-${revision}`): StoredEdit => ({ revision, edit: edit(id, `Name ${revision}`), author: { clientId: 'c1', name: 'Ann' }, at: 1_000 + revision, skipped: 0 })
const row = (id: string, at: number, text = id): LogRow => ({ id, type: 'log', at, text, level: 'info', session: null, flowId: null, nodeId: null, code: null, message: null })

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
      same(await opened.storage.createProject(project('a'), 1), true)
      same(await opened.storage.appendEdits('a', [stored(1), stored(2)]), true)
      same(await opened.storage.appendEdits('a', [stored(3)]), true)
      await opened.storage.saveSnapshot({ ...project('a'), name: 'Name 2' }, 2, 5)
      const storage = await opened.reopen()
      same(await storage.readProject('a'), { document: { ...project('a'), name: 'Name 2' }, revision: 2, edits: [stored(3)] })
      same(await storage.editsAfter('a', 1, 1), [stored(2)])
      same(await storage.listProjects(), [{ id: 'a', name: 'Name 2', technicalName: 'a', revision: 3, updatedAt: 5 }])
    },
  },
  {
    title: 'an id of a project is given once',
    run: async (open) => {
      const { storage } = await open()
      same(await storage.createProject(project('a'), 1), true)
      same(await storage.createProject({ ...project('a'), name: 'Other' }, 2), false)
      same((await storage.listProjects()).map(({ name }) => name), ['Project a'])
    },
  },
  {
    title: 'edits are kept all or none, and none twice by revision or id',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1)
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
      const answers = await Promise.all([storage.createProject(project('a'), 1), storage.createProject(project('a'), 2), storage.deleteProject('a'), storage.createProject(project('a'), 3)])
      same(answers, [true, false, true, true])
      same((await storage.listProjects()).map(({ updatedAt }) => updatedAt), [3])
    },
  },
  {
    title: 'an older snapshot never replaces a newer one',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1)
      await storage.saveSnapshot({ ...project('a'), name: 'Newer' }, 5, 2)
      await storage.saveSnapshot({ ...project('a'), name: 'Older' }, 4, 3)
      same((await storage.readProject('a'))?.revision, 5)
    },
  },
  {
    title: 'a deleted project leaves nothing behind',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1)
      await storage.appendEdits('a', [stored(1)])
      await storage.saveSession({ id: 's1', projectId: 'a', resumeHash: 'h', state: {}, updatedAt: 1 })
      await storage.saveLogRows('a', [row('r1', 1)])
      same(await storage.deleteProject('a'), true)
      same(await storage.deleteProject('a'), false)
      same([await storage.readProject('a'), await storage.listSessions(), (await storage.readLogRows('a', null, 10)).rows, await storage.editAnswers('a')], [null, [], [], []])
    },
  },
  {
    title: 'a session is kept as it was saved last, also after reopening',
    run: async (open) => {
      const opened = await open()
      await opened.storage.saveSession({ id: 's1', projectId: 'a', resumeHash: 'h', state: { step: 1 }, updatedAt: 1 })
      await opened.storage.saveSession({ id: 's1', projectId: 'a', resumeHash: 'h', state: { step: 2 }, updatedAt: 2 })
      const storage = await opened.reopen()
      same(await storage.listSessions(), [{ id: 's1', projectId: 'a', resumeHash: 'h', state: { step: 2 }, updatedAt: 2 }])
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
]
