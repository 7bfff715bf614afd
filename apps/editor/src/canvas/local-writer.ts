import { recordEdit, type Project } from '@halley/model'
import { projectStore, type ProjectWriter } from '../stores/project-store.ts'

/** Carries out changes in this page alone, with undo: for pages without a server. */
export function localWriter(): ProjectWriter {
  const past: Project[] = []
  const future: Project[] = []
  const show = (project: Project) => projectStore.setState({ project })
  return {
    change(_label, recipe) {
      const before = projectStore.getState().project
      const { project } = recordEdit(before, recipe)
      past.push(before)
      future.length = 0
      show(project)
    },
    undo() {
      const before = past.pop()
      if (before === undefined) return
      future.push(projectStore.getState().project)
      show(before)
    },
    redo() {
      const after = future.pop()
      if (after === undefined) return
      past.push(projectStore.getState().project)
      show(after)
    },
    goTo: () => undefined,
  }
}
