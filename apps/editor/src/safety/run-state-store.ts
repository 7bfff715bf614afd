import type { Diagnostic } from '@halley/model'
import type { PausedFlow, RunState } from '@halley/protocol'
import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EditorConnection } from '../sync/editor-connection.ts'
import { editorConnection } from '../sync/open-project.ts'

const nothingHeld: RunState = { isSafe: false, toAllow: null, paused: [] }

/** What keeps the open project from running. */
export const runStateStore: StoreApi<RunState> = createStore<RunState>(() => nothingHeld)

/** Reads a slice of what keeps the open project from running. */
export function useRunState<T>(select: (state: RunState) => T): T {
  return useStore(runStateStore, select)
}

/** Why nothing can be run, for what would run it. */
export const SAFE_MODE = 'Safe mode: nothing runs. Start Halley without --safe to run apps again.'

/** Milliseconds until asking again, when the project was not open yet on the same wire. */
const ASK_AGAIN_MS = 300

/** Follows what keeps a project from running, also over cuts; returns what ends it. */
export function followRunState(projectId: string, connection: EditorConnection): () => void {
  let isConnected = false
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async () => {
    const reply = await connection.request('runState', {})
    if (isOver || !isConnected) return
    if (reply.ok) runStateStore.setState(reply)
    else timer = setTimeout(() => void ask(), ASK_AGAIN_MS)
  }
  const offPush = connection.onPush('runState', (state) => {
    if (state.projectId === projectId) runStateStore.setState(state)
  })
  const offConnected = connection.onConnected((now) => {
    isConnected = now
    clearTimeout(timer)
    if (now) void ask()
  })
  return () => {
    isOver = true
    clearTimeout(timer)
    offPush()
    offConnected()
    runStateStore.setState(nothingHeld, true)
  }
}

/** Lets an imported project reach outside of its screens. */
export async function allowToRun(): Promise<void> {
  const reply = await editorConnection().request('allowToRun', {})
  if (!reply.ok) toast.error('It was not allowed to run', { description: reply.error.message })
}

/** Lets a paused flow run again; false when it was refused, which is said. */
export async function resumeFlow({ environment, flowId }: Pick<PausedFlow, 'environment' | 'flowId'>): Promise<boolean> {
  const reply = await editorConnection().request('resumeFlow', { environment, flowId })
  if (!reply.ok) toast.error('The flowchart was not resumed', { description: reply.error.message })
  return reply.ok
}

/** Paused flows as problems at the nodes where they went too far. */
export function problemsOfPaused(paused: readonly PausedFlow[]): Diagnostic[] {
  return paused.map(({ flowId, nodeId, text, environment }) => ({
    code: 'flow/paused', severity: 'error', text: environment === 'published' ? `In the published app: ${text}` : text,
    place: nodeId === '' ? { type: 'resource', collection: 'flows', id: flowId } : { type: 'node', flowId, nodeId },
  }))
}
