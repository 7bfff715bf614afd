import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { editorConnection } from '../sync/open-project.ts'
import { listVersions, type VersionList } from './versions-api.ts'

/** What is known of the versions of the open project. */
export type VersionsState =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly text: string }
  | ({ readonly type: 'there' } & VersionList)

/** What is asked just now about versions; null for nothing. */
export type VersionsDialog =
  | { readonly type: 'save' }
  | { readonly type: 'publish' }
  | { readonly type: 'publishVersion'; readonly number: number }
  | { readonly type: 'unpublish' }

export const versionsStore = createStore<{ readonly projectId: string | null; readonly versions: VersionsState; readonly dialog: VersionsDialog | null }>(() => ({ projectId: null, versions: { type: 'loading' }, dialog: null }))

/** Reads the versions. */
export function useVersions(): VersionsState {
  return useStore(versionsStore, ({ versions }) => versions)
}

/** Reads what is asked just now. */
export function useVersionsDialog(): VersionsDialog | null {
  return useStore(versionsStore, ({ dialog }) => dialog)
}

/** Asks something about versions; null ends it. */
export function showVersionsDialog(dialog: VersionsDialog | null): void {
  versionsStore.setState({ dialog })
}

/** Asks the server for the versions of the open project. What is shown stays until the answer is there. */
export async function loadVersions(): Promise<void> {
  const { projectId } = versionsStore.getState()
  if (projectId === null) return
  const asked = await listVersions(projectId)
  if (versionsStore.getState().projectId !== projectId) return
  versionsStore.setState({ versions: asked.ok ? { type: 'there', ...asked.value } : { type: 'failed', text: asked.text } })
}

/** Keeps the versions of a project in step with the server for as long as it is open. Returns what ends it. */
export function followVersions(projectId: string): () => void {
  versionsStore.setState({ projectId, versions: { type: 'loading' }, dialog: null })
  const offPush = editorConnection().onPush('versionsChanged', (push) => {
    if (push.projectId === projectId) void loadVersions()
  })
  // Also after a cut, in which a push may have been missed.
  const offConnected = editorConnection().onConnected((connected) => {
    if (connected) void loadVersions()
  })
  return () => {
    offPush()
    offConnected()
    versionsStore.setState({ projectId: null, dialog: null })
  }
}

/** As followVersions, for the page that shows the project. */
export function useFollowedVersions(projectId: string): void {
  useEffect(() => followVersions(projectId), [projectId])
}

/** The name that a new version is proposed: "Version 4". */
export function proposedName(versions: VersionsState): string {
  return `Version ${versions.type === 'there' ? (versions.versions[0]?.number ?? 0) + 1 : 1}`
}
