import type { Diagnostic, Project } from '@halley/model'
import type { CheckAnswer, CheckRequest } from './check-worker.ts'

type Listener = (diagnostics: readonly Diagnostic[]) => void
let worker: Worker | null = null
let newest = 0
let waiting: Listener | null = null

/** Checks a large project in a worker; `then` is called unless a newer question came first. */
export function checkElsewhere(project: Project, then: Listener): void {
  worker ??= startWorker()
  const question: CheckRequest = { request: (newest += 1), project }
  waiting = then
  // A worker has no origin to name; this is not a window's postMessage.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(question)
}

function startWorker(): Worker {
  const started = new Worker(new URL('check-worker.ts', import.meta.url), { type: 'module', name: 'problems' })
  started.addEventListener('message', (event: MessageEvent<CheckAnswer>) => {
    if (event.data.request === newest) waiting?.(event.data.diagnostics)
  })
  return started
}

/** Lets the answers on their way go unheard: the page checked a newer project itself. */
export function forgetChecksElsewhere(): void {
  newest += 1
}
