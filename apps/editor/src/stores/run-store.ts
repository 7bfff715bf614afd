import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EditorConnection } from '../sync/editor-connection.ts'
import { createRunPlayer, type RunClock, type RunPlayer } from './run-player.ts'
import { emptyRun, type RunState } from './run-state.ts'
import { pacedPlayer } from './trace-pace.ts'

export { arrivalIn, exitKey, nodeKey } from './run-state.ts'
export type { RunState } from './run-state.ts'

/** What happens now in the sessions of the open project. */
export const runStore: StoreApi<RunState> = createStore<RunState>(() => emptyRun)

/** Reads a slice of what happens now. */
export function useRun<T>(select: (run: RunState) => T): T {
  return useStore(runStore, select)
}

const pageClock: RunClock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The player of this page, on the page's clock: nodes light up one after the other. */
export const runPlayer: RunPlayer = pacedPlayer(createRunPlayer(runStore, pageClock), pageClock)

/** Rows asked for at once. */
const ROWS_ASKED = 500
/** Milliseconds until asking again, when the server was not ready for it (the project is opened on the same wire). */
const ASK_AGAIN_MS = 300

/** Watches everything that runs in the open project, from now on and after each reconnection; returns what ends it. */
export function watchRuns(connection: EditorConnection): () => void {
  let connected = false
  let ended = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const begin = async () => {
    const reply = await connection.request('watch', { on: true })
    if (ended || !connected) return
    if (!reply.ok) {
      timer = setTimeout(() => void begin(), ASK_AGAIN_MS)
      return
    }
    runPlayer.watching(true)
    const log = await connection.request('log', { before: null, limit: ROWS_ASKED })
    if (!ended && log.ok) runPlayer.olderRows(log.rows, log.more)
  }
  const offs = [
    connection.onPush('traces', ({ batches }) => runPlayer.traces(batches)),
    connection.onPush('flight', (flight) => runPlayer.flight(flight)),
    connection.onPush('armed', ({ listeners }) => runPlayer.armed(listeners)),
    connection.onPush('waiting', ({ places }) => runPlayer.waiting(places)),
    connection.onPush('logRows', ({ rows }) => runPlayer.logRows(rows)),
    connection.onConnected((now) => {
      connected = now
      clearTimeout(timer)
      runPlayer.watching(false)
      if (now) void begin()
    }),
  ]
  return () => {
    ended = true
    clearTimeout(timer)
    for (const off of offs) off()
    if (connected) void connection.request('watch', { on: false })
    runPlayer.forget()
  }
}

/** Fetches rows older than those that are there; says what is wrong, or null. */
export async function fetchOlderRows(connection: EditorConnection): Promise<string | null> {
  const oldest = runStore.getState().logRows[0]
  const reply = await connection.request('log', { before: oldest?.id ?? null, limit: ROWS_ASKED })
  if (!reply.ok) return reply.error.message
  runPlayer.olderRows(reply.rows, reply.more)
  return null
}

/** Ends a stream that runs; says what is wrong, or null. */
export async function stopStream(connection: EditorConnection, id: string): Promise<string | null> {
  const reply = await connection.request('stopStream', { id })
  return reply.ok ? null : reply.error.message
}

/** Clears the log for everybody in the project; says what is wrong, or null. */
export async function clearLog(connection: EditorConnection): Promise<string | null> {
  const reply = await connection.request('clearLog', {})
  if (!reply.ok) return reply.error.message
  runPlayer.clearRows()
  return null
}
