import { redoLabel, undoLabel, type EditSession } from '@halley/model'
import { toast } from 'sonner'
import { newId } from '../stores/new-id.ts'
import { noProject, projectStore, setProjectWriter, type HistoryStep, type ProjectState, type SaveStatus } from '../stores/project-store.ts'
import { connectEditor, type EditorConnection } from './editor-connection.ts'
import { fetchServer } from './fetch-server.ts'
import { openOutbox, type Outbox } from './outbox.ts'
import { ownAccountId, personName } from './person-name.ts'
import { sendEdit } from './send-edit.ts'
import { syncProject, type SyncState } from './project-sync.ts'

let connection: EditorConnection | null = null

/** The page's connection to `/editor`, made when it is first asked for; the log and the live view use the same. */
export function editorConnection(): EditorConnection {
  if (connection === null) {
    connection = connectEditor(personName)
    connection.onTrouble((text) => toast.error(text, { id: 'editor-connection' }))
  }
  return connection
}

// Without IndexedDB (some private windows) edits are kept by this page alone.
const noOutbox: Outbox = { keep: async () => {}, adopt: async () => {} }
let outbox: Promise<Outbox> | null = null

function pageOutbox(): Promise<Outbox> {
  outbox ??= openOutbox(Date.now(), newId(), ownAccountId()).catch(() => {
    toast.warning('This browser keeps nothing', { description: 'Changes that the server does not have yet are lost when this tab is closed.' })
    return noOutbox
  })
  return outbox
}

/** Opens a project in the project store; returns what closes it again. */
export function openProject(projectId: string): () => void {
  // Who is here stays as it was.
  projectStore.setState({ ...noProject(projectId), mayChange: projectStore.getState().mayChange }, true)
  let close: (() => void) | null = null
  let wanted = true
  const begin = async () => {
    const opened = await pageOutbox()
    if (wanted) close = startSync(projectId, opened)
  }
  void begin()
  return () => {
    wanted = false
    close?.()
  }
}

function startSync(projectId: string, outbox: Outbox): () => void {
  const sync = syncProject(projectId, {
    connection: editorConnection(),
    sendEdit: (id, edit) => sendEdit({ connection: editorConnection(), fetch: fetchServer }, id, edit),
    outbox,
    nowMs: () => performance.now(),
    newId,
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    onState: (state) => projectStore.setState(storeState(state)),
    onNotice: (title, text) => toast.warning(title, { description: text }),
  })
  setProjectWriter(sync)
  const offPeople = editorConnection().onPush('presence', ({ people }) => projectStore.setState({ people }))
  return () => {
    sync.close()
    offPeople()
    setProjectWriter(null)
  }
}

function storeState(state: SyncState): Partial<ProjectState> {
  switch (state.type) {
    case 'loading': return { phase: 'loading' }
    case 'missing': return { phase: 'missing' }
    case 'failed': return { phase: 'failed', failure: state.failure }
    case 'open': {
      const { session } = state
      return {
        phase: 'ready',
        failure: null,
        project: session.current,
        revision: session.revision,
        clientId: state.clientId,
        save: saveStatus(state),
        undoLabel: undoLabel(session),
        redoLabel: redoLabel(session),
        history: historyOf(session),
        ...(!state.connected && { people: [] }),
      }
    }
  }
}

function saveStatus({ session, connected, trouble }: Extract<SyncState, { type: 'open' }>): SaveStatus {
  const count = session.pending.length
  if (!connected) return { type: 'offline', count }
  if (count === 0) return { type: 'saved' }
  return trouble === null ? { type: 'saving', count } : { type: 'refused', reason: trouble, count }
}

// The list is made anew only when a step came or went, so that typing does not draw the history again.
let lastHistory: { readonly done: EditSession['undoSteps']; readonly undone: EditSession['redoSteps']; readonly steps: readonly HistoryStep[] } | null = null

function historyOf({ undoSteps, redoSteps }: EditSession): readonly HistoryStep[] {
  if (lastHistory?.done === undoSteps && lastHistory.undone === redoSteps) return lastHistory.steps
  const step = (done: boolean) => ({ label, edits }: EditSession['undoSteps'][number]): HistoryStep => ({ id: edits[0]?.editId ?? label, label, done })
  const steps = [...undoSteps.map(step(true)), ...redoSteps.toReversed().map(step(false))]
  lastHistory = { done: undoSteps, undone: redoSteps, steps }
  return steps
}
