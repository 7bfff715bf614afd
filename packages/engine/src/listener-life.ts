import type { Burst } from './burst.ts'
import type { Listener, Run } from './session-state.ts'

/**
 * The screen that "until this screen is left" means for a listener started by a run: for the main run the next full
 * screen it shows (its *Start listening* stands before the screen); for a run started from a screen or by a message, the
 * full screen that is there now.
 */
export function screenOfRun(burst: Burst, run: Run): Listener['until'] {
  const shown = run.type === 'main' ? undefined : burst.state.screens.findLast((screen) => screen.placement === null)
  return shown === undefined ? { runId: run.id, screenId: null } : { runId: shown.runId, screenId: shown.view.id }
}

/** Ties listeners that waited for this run's next full screen to it. */
export function tieListenersToScreen(burst: Burst, run: Run, screenId: string): void {
  burst.state.listeners = burst.state.listeners.map((listener) =>
    listener.until?.runId === run.id && listener.until.screenId === null ? { ...listener, until: { runId: run.id, screenId } } : listener)
}

/** Ends the listeners tied to the full screen that a run leaves (`shown`), or, when the run is over, to any screen of it (`all`). */
export function endListenersOfScreen(burst: Burst, run: Run, which: 'shown' | 'all'): void {
  if (burst.state.listeners.length === 0) return
  const ended = burst.state.listeners.filter((listener) => listener.until?.runId === run.id && (which === 'all' || listener.until.screenId !== null))
  if (ended.length === 0) return
  burst.state.listeners = burst.state.listeners.filter((listener) => !ended.includes(listener))
  burst.effects.push({ type: 'unlisten', listeners: ended })
}
