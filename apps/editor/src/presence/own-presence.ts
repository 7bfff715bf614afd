import { projectStore } from '../stores/project-store.ts'
import { viewStore, type ViewState } from '../stores/view-store.ts'
import { editorConnection } from '../sync/open-project.ts'

type Cursor = { readonly x: number; readonly y: number }

/** Milliseconds between two reports: enough for a cursor that glides, few enough for a server with many tabs. */
const REPORT_MS = 60

let cursor: Cursor | null = null
let reported = ''
let timer: ReturnType<typeof setTimeout> | null = null

/** Tells the others where the pointer is on the canvas, in its coordinates; null when it left. */
export function reportCursor(next: Cursor | null): void {
  cursor = next === null ? null : { x: Math.round(next.x), y: Math.round(next.y) }
  reportSoon()
}

/** Tells the others what this tab looks at for as long as the project is open; returns what ends it. */
export function reportView(): () => void {
  reported = ''
  const offView = viewStore.subscribe(reportSoon)
  // A new connection is a new person to the server: what was told before is told again.
  const offProject = projectStore.subscribe((state, before) => {
    if (state.clientId === before.clientId) return
    reported = ''
    reportSoon()
  })
  reportSoon()
  return () => {
    offView()
    offProject()
    if (timer !== null) clearTimeout(timer)
    timer = null
    cursor = null
  }
}

function reportSoon(): void {
  timer ??= setTimeout(() => {
    timer = null
    void report()
  }, REPORT_MS)
}

async function report(): Promise<void> {
  if (projectStore.getState().clientId === null) return
  const payload = { ...lookedAt(viewStore.getState()), cursor }
  const text = JSON.stringify(payload)
  if (text === reported) return
  reported = text
  // Presence is news, not work: one that is lost is made good by the next.
  const reply = await editorConnection().request('presence', payload)
  if (!reply.ok && reported === text) reported = ''
}

function lookedAt({ activeTab, selection }: ViewState): { flowId: string | null; selection: string[] } {
  const flowId = activeTab?.type === 'flow' || activeTab?.type === 'screen' ? activeTab.flowId : null
  if (selection.type === 'nodes') return { flowId, selection: selection.nodeIds.slice(0, 200) }
  if (selection.type === 'resource') return { flowId, selection: [selection.id] }
  return { flowId, selection: [] }
}
