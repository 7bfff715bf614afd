import { checkProject } from '@halley/engine'
import type { Diagnostic, Project } from '@halley/model'
import { catalog } from '@halley/nodes'

/** What the worker is asked and answers; `request` counts up, so that an answer to an old question is known. */
export type CheckRequest = { readonly request: number; readonly project: Project }
export type CheckAnswer = { readonly request: number; readonly diagnostics: readonly Diagnostic[] }

self.addEventListener('message', (event: MessageEvent<CheckRequest>) => {
  const { request, project } = event.data
  const answer: CheckAnswer = { request, diagnostics: checkProject(project, catalog).diagnostics }
  // To the page that started the worker; there is no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  self.postMessage(answer)
})
