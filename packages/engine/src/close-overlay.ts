import type { Burst, StepRefusal } from './burst.ts'
import { chooseRow } from './row-walk.ts'
import { resumeRun } from './run-machine.ts'
import { removeScreens, waitingRun } from './screens.ts'

export const SCREEN_GONE: StepRefusal = { code: 'session/screen_gone', text: 'That screen is no longer shown.' }

/** Closes an overlay: its run goes on by Closed. */
export function closeOverlay(burst: Burst, screenId: string): void {
  const waiting = waitingRun(burst, screenId)
  if (waiting === undefined || waiting.shown.placement === null) {
    burst.refusal = SCREEN_GONE
    return
  }
  const { run } = waiting
  removeScreens(burst, run.id, 'overlays')
  const frame = run.frames.at(-1)
  if (frame !== undefined) chooseRow(frame, frame.nodeId, null)
  resumeRun(burst, run, { type: 'closed' })
}
