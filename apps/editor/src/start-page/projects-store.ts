import { toast } from 'sonner'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { navigate, projectPath } from '../shell/router.ts'
import { downloadProject } from './project-files.ts'
import { createProject, deleteProject, listProjects, readProject, restoreProject, storeProject, type ProjectEntry } from './projects-api.ts'

/** The list of projects as the start page shows it. */
export type ProjectsState =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly text: string }
  | { readonly type: 'there'; readonly projects: readonly ProjectEntry[] }

export const projectsStore = createStore<{ readonly list: ProjectsState }>(() => ({ list: { type: 'loading' } }))

/** Reads the list. */
export function useProjects(): ProjectsState {
  return useStore(projectsStore, (state) => state.list)
}

/** Asks the server for the list, newest first. What is shown stays until the answer is there. */
export async function loadProjects(): Promise<void> {
  const called = await listProjects()
  projectsStore.setState({
    list: called.ok ? { type: 'there', projects: called.value.toSorted((a, b) => b.updatedAt - a.updatedAt) } : { type: 'failed', text: called.text },
  })
}

/** Makes a project and opens it. Returns what went wrong, or null. */
export async function makeProject(name: string): Promise<string | null> {
  const called = await createProject(name.trim())
  if (!called.ok) return called.text
  navigate(projectPath(called.value.id))
  return null
}

/** Downloads a project as a file. */
export async function exportProject(entry: ProjectEntry): Promise<void> {
  const called = await readProject(entry.id)
  if (called.ok) downloadProject(called.value)
  else toast.error(`${entry.name} was not exported`, { description: called.text })
}

/** Stores a copy with a name of its own; the server gives it an identity of its own. */
export async function duplicateProject(entry: ProjectEntry): Promise<void> {
  const read = await readProject(entry.id)
  const called = read.ok ? await storeProject({ ...read.value, name: `${read.value.name} copy`.slice(0, 80) }, entry.id) : read
  if (!called.ok) toast.error(`${entry.name} was not duplicated`, { description: called.text })
  await loadProjects()
}

/** Deletes a project; the toast brings it back as it was. */
export async function removeProject(entry: ProjectEntry): Promise<void> {
  const called = await deleteProject(entry.id)
  await loadProjects()
  if (!called.ok) {
    toast.error(`${entry.name} was not deleted`, { description: called.text })
    return
  }
  toast(`${entry.name} was deleted`, { duration: 15_000, action: { label: 'Undo', onClick: () => void bringBack(entry) } })
}

async function bringBack(entry: ProjectEntry): Promise<void> {
  const called = await restoreProject(entry.id)
  if (!called.ok) toast.error(`${entry.name} was not brought back`, { description: called.text, duration: Infinity, action: { label: 'Try again', onClick: () => void bringBack(entry) } })
  await loadProjects()
}
