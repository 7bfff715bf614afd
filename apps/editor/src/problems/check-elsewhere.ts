import type { Diagnostic, Project } from '@halley/model'
import type { CheckAnswer, CheckRequest } from './check-worker.ts'

type Waiting = {
  readonly request: number
  readonly answer: (diagnostics: readonly Diagnostic[]) => void
  readonly cannot: () => void
}
let worker: Worker | null = null
let isBroken = false
let newest = 0
let waiting: Waiting | null = null

/**
 * Checks a large project in a worker; `answer` is called unless a newer question came first. Where no worker can be had
 * (its file is gone since the page was loaded, for instance), `cannot` is called instead.
 */
export function checkElsewhere(project: Project, answer: Waiting['answer'], cannot: Waiting['cannot']): void {
  const question: CheckRequest = { request: (newest += 1), project }
  waiting = { request: question.request, answer, cannot }
  if (isBroken) return cannot()
  worker ??= startWorker()
  // A worker has no origin to name; this is not a window's postMessage.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(question)
}

function startWorker(): Worker {
  const started = new Worker(new URL('check-worker.ts', import.meta.url), { type: 'module', name: 'problems' })
  started.addEventListener('message', (event: MessageEvent<CheckAnswer>) => {
    if (event.data.request === newest) waiting?.answer(event.data.diagnostics)
  })
  started.addEventListener('error', () => {
    isBroken = true
    started.terminate()
    if (waiting?.request === newest) waiting.cannot()
  })
  return started
}

/** Lets the answers on their way go unheard: the page checked a newer project itself. */
export function forgetChecksElsewhere(): void {
  newest += 1
}
