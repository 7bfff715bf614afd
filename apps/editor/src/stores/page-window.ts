import type { Project } from '@halley/model'
import { projectStore, type SaveStatus } from './project-store.ts'

/**
 * What `window.halley` offers to whoever looks into a page, in the browser's console or from a test: reading only, and
 * copies, so that nothing can be changed past the history and the server.
 */
export type PageWindow = {
  /** The open project as this page shows it: what the server confirmed, with this tab's pending edits on top. */
  readonly project: () => Project
  /** The newest revision of the server that this page has. */
  readonly revision: () => number
  readonly save: () => SaveStatus
}

/** Puts `halley` on the page's window. */
export function installPageWindow(target: object): void {
  const halley: PageWindow = {
    project: () => structuredClone(projectStore.getState().project),
    revision: () => projectStore.getState().revision,
    save: () => ({ ...projectStore.getState().save }),
  }
  Object.defineProperty(target, 'halley', { value: Object.freeze(halley), configurable: true })
}
