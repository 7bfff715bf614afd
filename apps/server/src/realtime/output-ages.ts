import type { CancelTimer, ServerClock } from '../clock.ts'
import type { EventOutput } from './event-output.ts'

/** Milliseconds between looks at the age of what waits. */
const LOOK_EVERY_MS = 1_000

/** Looks at the age of what waits in outputs, for as long as anything does. Call the result when an output begins or ends to wait. */
export function watchAges(clock: ServerClock): (output: EventOutput, isWaiting: boolean) => void {
  const waiting = new Set<EventOutput>()
  let cancel: CancelTimer | null = null
  const look = (): void => {
    cancel = null
    for (const output of waiting) output.checkAge()
    if (waiting.size > 0) cancel = clock.setTimer(LOOK_EVERY_MS, look)
  }
  return (output, isWaiting) => {
    if (!isWaiting) waiting.delete(output)
    else waiting.add(output)
    if (isWaiting) cancel ??= clock.setTimer(LOOK_EVERY_MS, look)
    else if (waiting.size === 0) {
      cancel?.()
      cancel = null
    }
  }
}
