import { recordEdit, textsOfProject, type Diagnostic, type Project } from '@halley/model'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { problemsStore } from '../problems/problems-store.ts'
import { change, projectStore } from '../stores/project-store.ts'
import { foreseeChange } from './foresee-change.ts'
import { renamedThings } from './renamed-things.ts'

/** A change that waits for a person's yes, with what it breaks. */
export type AskedChange = {
  readonly label: string
  /** What else there is to know, such as rows that keep an old value. */
  readonly note: string | null
  readonly problems: readonly Diagnostic[]
  readonly recipe: (draft: Project) => void
  /** Called when the change was made. */
  readonly onDone: (() => void) | undefined
}

/** The change that is asked about; null when there is none. */
export const breakingStore: StoreApi<{ readonly asked: AskedChange | null }> = createStore(() => ({ asked: null }))

export type AskOptions = { readonly note?: string | null; readonly onDone?: () => void }

/**
 * Makes a change of the project whose renames reach every text that the checker understands. When problems are new after it
 * (or there is a note), a dialog lists them first, and nothing is stored until the person says yes.
 */
export function changeOrAsk(label: string, recipe: (draft: Project) => void, { note = null, onDone }: AskOptions = {}): void {
  const { recipe: whole, problems } = foreseeChange(projectStore.getState().project, recipe, problemsStore.getState().program ?? undefined)
  if (problems.length > 0 || note !== null) {
    // The Enter that asked would press the dialog's own button if that had the focus before the key is done.
    setTimeout(() => breakingStore.setState({ asked: { label, note, problems, recipe: whole, onDone } }), 0)
    return
  }
  change(label, whole)
  onDone?.()
}

/** Makes the change that was asked about. */
export function confirmChange(): void {
  const { asked } = breakingStore.getState()
  if (asked === null) return
  breakingStore.setState({ asked: null })
  change(asked.label, asked.recipe)
  asked.onDone?.()
}

/** Leaves the project as it is. */
export function dismissChange(): void {
  breakingStore.setState({ asked: null })
}

/** Makes a rename as `changeOrAsk` does; without looking at the whole project where no expression mentions what is renamed. */
export function renameOrAsk(label: string, recipe: (draft: Project) => void, options: AskOptions = {}): void {
  const { project } = projectStore.getState()
  const renamed = renamedThings(project, recordEdit(project, recipe).project)
  if (renamed.some(({ before }) => !textsOfProject(project, before).next().done) || options.note != null) changeOrAsk(label, recipe, options)
  else {
    change(label, recipe)
    options.onDone?.()
  }
}
