import { emptyProject } from '@halley/model'
import { FIRST_ORG_ID } from './identity-storage.ts'
import type { RunHold } from './run-hold-storage.ts'
import type { StorageCase } from './storage-conformance.ts'

const project = (id: string) => emptyProject({ id, name: id, technicalName: id })
const whole: RunHold = { projectId: 'a', environment: 'draft', flowId: null, reason: { type: 'imported' }, at: 1_700_000_000_000 }
const flow: RunHold = { projectId: 'a', environment: 'published', flowId: 'f1', reason: { text: 'It ran in a circle.' }, at: 1_700_000_000_001 }

function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
}

/** What every implementation of `Storage` must keep of what is held from running. */
export const runHoldConformance: readonly StorageCase[] = [
  {
    title: 'what is held from running is held after a restart, until it is let go',
    run: async (open) => {
      const opened = await open()
      const { storage } = opened
      await storage.createProject(project('a'), 1, FIRST_ORG_ID)
      await storage.runHolds.put(whole)
      await storage.runHolds.put({ ...flow, reason: 'earlier' })
      await storage.runHolds.put(flow)
      const again = await opened.reopen()
      same(await again.runHolds.list(), [whole, flow])
      await again.runHolds.remove(whole)
      await again.runHolds.remove({ ...flow, flowId: 'other' })
      same(await again.runHolds.list(), [flow])
    },
  },
  {
    title: 'a project that is imported is held by the write that makes it, and one whose id is taken holds nothing',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1, FIRST_ORG_ID)
      same(await storage.createProject(project('a'), 1, FIRST_ORG_ID, whole), false)
      same(await storage.runHolds.list(), [])
      same(await storage.createProject(project('b'), 1, FIRST_ORG_ID, { ...whole, projectId: 'b' }), true)
      same(await storage.runHolds.list(), [{ ...whole, projectId: 'b' }])
    },
  },
  {
    title: 'what is held goes with its project, and comes back with it',
    run: async (open) => {
      const { storage } = await open()
      await storage.createProject(project('a'), 1, FIRST_ORG_ID, whole)
      await storage.deleteProject('a', 10)
      same(await storage.runHolds.list(), [])
      await storage.restoreProject('a', 5, FIRST_ORG_ID)
      same(await storage.runHolds.list(), [whole])
      await storage.deleteProject('a', 10)
      await storage.wipeDeletedProjects(20)
      await storage.createProject(project('a'), 30, FIRST_ORG_ID)
      same(await storage.runHolds.list(), [])
    },
  },
]
