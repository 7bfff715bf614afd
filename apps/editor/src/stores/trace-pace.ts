import type { Flight, TraceBatch } from '@halley/protocol'
import type { RunClock, RunPlayer } from './run-player.ts'

/** Milliseconds between two nodes that light up: a run takes far less, but an eye follows no faster. */
export const STEP_MS = 80
/** Milliseconds that the picture may be behind what happens; what comes then is shown without steps. */
export const LAG_MS = 800

/**
 * Shows what ran node by node, in the order in which it came, over all sessions: first the sender's way, then the flight, then
 * the listener's. Never more than LAG_MS behind. Whatever changes marks otherwise finds everything shown that came before.
 */
export function pacedPlayer(player: RunPlayer, clock: RunClock): RunPlayer {
  let queue: { readonly dueMs: number; readonly show: () => void }[] = []
  let nextMs = 0
  let cancel: (() => void) | null = null

  const showDue = () => {
    cancel = null
    for (let first = queue[0]; first !== undefined && first.dueMs <= clock.nowMs(); first = queue[0]) {
      queue.shift()
      first.show()
    }
    const [first] = queue
    if (first !== undefined) cancel = clock.after(first.dueMs - clock.nowMs(), showDue)
  }
  const put = (show: () => void, pauseMs: number) => {
    const nowMs = clock.nowMs()
    const dueMs = Math.max(nowMs, nextMs)
    nextMs = dueMs + pauseMs > nowMs + LAG_MS ? dueMs : dueMs + pauseMs
    queue.push({ dueMs, show })
    if (cancel === null) showDue()
  }

  const drop = () => {
    cancel?.()
    cancel = null
    const dropped = queue
    queue = []
    nextMs = 0
    return dropped
  }
  const showAll = () => {
    for (const { show } of drop()) show()
  }

  return {
    ...player,
    traces: (batches) => {
      for (const batch of batches) for (const step of stepsOf(batch)) put(() => player.traces([step]), STEP_MS)
    },
    flight: (flight: Flight) => put(() => player.flight(flight), 0),
    waiting: (places) => {
      showAll()
      player.waiting(places)
    },
    logRows: (rows) => {
      if (rows.some((row) => row.code === 'session/ended')) showAll()
      player.logRows(rows)
    },
    sessionGone: (sessionId) => {
      showAll()
      player.sessionGone(sessionId)
    },
    watching: (on) => {
      showAll()
      player.watching(on)
    },
    forget: () => {
      drop()
      player.forget()
    },
  }
}

/** Cuts a batch where a node is entered. */
function stepsOf(batch: TraceBatch): TraceBatch[] {
  const steps: TraceBatch[] = []
  for (const entry of batch.entries) {
    const last = steps.at(-1)
    if (last === undefined || entry.type === 'entered') steps.push({ ...batch, entries: [entry] })
    else last.entries.push(entry)
  }
  return steps
}
