import { acceptEdit, emptyProject, type Edit, type Project } from '@halley/model'
import type { OrderedEdit } from '@halley/protocol'
import type { EditorConnection } from './editor-connection.ts'
import type { Outbox } from './outbox.ts'

/** A server in memory that orders edits by the model's own rules, and answers when it is let. */
export function memoryServer() {
  let project: Project = emptyProject({ id: 'p1', name: 'Helpdesk', technicalName: 'helpdesk' })
  let revision = 0
  const log: OrderedEdit[] = []
  const answers = new Map<string, unknown>()
  const refusals = new Map<string, { code: string; message: string }[]>()
  const tabs = new Set<(ordered: OrderedEdit) => void>()
  const received: string[] = []
  let held: (() => void)[] | null = null

  const apply = (edit: Edit) => {
    received.push(edit.id)
    const again = refusals.get(edit.id)?.shift()
    if (again !== undefined) return { ok: false, error: again }
    const before = answers.get(edit.id)
    if (before !== undefined) return before
    const accepted = acceptEdit(project, edit)
    if (!accepted.ok) return { ok: false, error: { code: accepted.code, message: accepted.message } }
    project = accepted.project
    revision += 1
    const ordered = { revision, edit, author: { clientId: 'x', name: 'X' }, at: 0 }
    log.push(ordered)
    const answer = { ok: true, revision, skipped: accepted.skipped.length }
    answers.set(edit.id, answer)
    tabs.forEach((push) => push(ordered))
    return answer
  }

  const connect = () => {
    let up = true
    const watchers = new Set<(connected: boolean) => void>()
    const connection = {
      request: async (event: string, payload: { edit?: Edit; since?: number | null }) => {
        const cut = { ok: false, error: { code: 'unavailable', message: 'There is no connection.' } }
        if (!up) return cut
        if (held !== null) await new Promise<void>((go) => held?.push(go))
        if (event === 'open') {
          const since = payload.since ?? null
          return { ok: true, clientId: 'me', revision, document: since === null ? project : null, edits: since === null ? [] : log.filter((ordered) => ordered.revision > since) }
        }
        const answer = payload.edit === undefined ? cut : apply(payload.edit)
        return up ? answer : cut
      },
      onPush: (event: string, handler: (push: { projectId: string; ordered: OrderedEdit }) => void) => {
        const push = (ordered: OrderedEdit) => { if (up) handler({ projectId: 'p1', ordered }) }
        if (event === 'edited') tabs.add(push)
        return () => tabs.delete(push)
      },
      onConnected: (handler: (connected: boolean) => void) => {
        watchers.add(handler)
        handler(up)
        return () => watchers.delete(handler)
      },
    }
    return {
      // The test's server answers by the same table; its types are looser than the table's.
      connection: connection as unknown as Pick<EditorConnection, 'request' | 'onPush' | 'onConnected'>,
      setUp: (next: boolean) => {
        up = next
        watchers.forEach((watcher) => watcher(next))
      },
    }
  }

  return {
    connect,
    received,
    refuse: (editId: string, ...answersInTurn: { code: string; message: string }[]) => refusals.set(editId, answersInTurn),
    hold: () => { held = [] },
    letGo: () => {
      const waiting = held ?? []
      held = null
      waiting.forEach((go) => go())
    },
    get project() { return project },
  }
}

/** Boxes of all tabs of one browser in memory. */
export function memoryBrowser() {
  const boxes = new Map<string, readonly Edit[]>()
  const closedTabs = new Set<string>()
  const outboxOf = (tabId: string): Outbox => ({
    keep: async (projectId, edits) => {
      if (edits.length === 0) boxes.delete(`${projectId}/${tabId}`)
      else boxes.set(`${projectId}/${tabId}`, edits)
    },
    adopt: async (projectId, taken) => {
      for (const [key, edits] of boxes) {
        const owner = key.slice(projectId.length + 1)
        if (owner !== tabId && !closedTabs.has(owner)) continue
        await taken(edits)
        if (owner !== tabId) boxes.delete(key)
      }
    },
  })
  return { boxes, outboxOf, closeTab: (tabId: string) => closedTabs.add(tabId) }
}
