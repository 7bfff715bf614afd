import { useEffect } from 'react'
import { registerAccountCommands } from '../account/account-commands.ts'
import { BreakingChangeDialog } from '../breaking/breaking-change-dialog.tsx'
import { Button, EmptyState } from '../kit/index.ts'
import { reportView } from '../presence/own-presence.ts'
import { RunNotes } from '../safety/run-notes.tsx'
import { useProjectState } from '../stores/project-store.ts'
import { openProject } from '../sync/open-project.ts'
import { CommandPalette } from './command-palette.tsx'
import { Header } from './header.tsx'
import { keepFocus } from './keep-focus.ts'
import { LookOnlyNote } from './look-only.tsx'
import { OpeningPage } from './opening-page.tsx'
import { PageLink } from './page-link.tsx'
import { rememberView } from './remember-view.ts'
import { isFromWithin } from './router.ts'
import { registerShellCommands } from './shell-commands.ts'
import { listenForShortcuts } from './shortcuts.ts'
import { walkPanes } from './walk-panes.ts'
import { VersionDialogs } from '../versions/version-dialogs.tsx'
import { useFollowedVersions } from '../versions/versions-store.ts'
import { Workbench } from './workbench.tsx'

/** The editor of one project: opened while this is shown. */
export function EditorPage({ projectId }: { readonly projectId: string }) {
  useEffect(() => openProject(projectId), [projectId])
  const isOpen = useProjectState((state) => state.projectId === projectId && state.phase === 'ready')
  return isOpen ? <OpenProject projectId={projectId} /> : <NotOpen projectId={projectId} />
}

function OpenProject({ projectId }: { readonly projectId: string }) {
  const name = useProjectState((state) => state.project.name)
  useEffect(() => rememberView(projectId), [projectId])
  useFollowedVersions(projectId)
  useEffect(() => reportView(), [projectId])
  useEffect(() => registerShellCommands(), [])
  useEffect(() => registerAccountCommands(), [])
  useEffect(() => listenForShortcuts(), [])
  useEffect(() => keepFocus(), [])
  // What was pressed to come here is gone: the keyboard goes on in the first pane.
  useEffect(() => {
    if (isFromWithin() && document.activeElement === document.body) walkPanes(1)
  }, [])
  return (
    <div className="flex h-full flex-col">
      <title>{`${name} · Halley`}</title>
      <Header />
      <LookOnlyNote />
      <RunNotes projectId={projectId} />
      <Workbench />
      <CommandPalette />
      <VersionDialogs />
      <BreakingChangeDialog />
    </div>
  )
}

function NotOpen({ projectId }: { readonly projectId: string }) {
  const phase = useProjectState((state) => (state.projectId === projectId ? state.phase : 'loading'))
  const failure = useProjectState((state) => state.failure)
  const allProjects = <PageLink href="/" className="inline-flex h-7 items-center rounded-md border border-line-strong bg-raised px-2.5 text-sm font-medium hover:bg-hover">All projects</PageLink>
  if (phase === 'missing') {
    return <main className="h-full"><EmptyState title="This project is not here" actions={allProjects}>It may have been deleted. If you have its file, import it on the page of all projects.</EmptyState></main>
  }
  if (phase === 'failed') {
    return (
      <main className="h-full">
        <EmptyState title="The project could not be opened" actions={<>{allProjects}<Button variant="primary" onClick={() => location.reload()}>Reload</Button></>}>{failure}</EmptyState>
      </main>
    )
  }
  return <OpeningPage />
}
