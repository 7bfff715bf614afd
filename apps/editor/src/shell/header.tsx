import { Globe, PanelBottom, PanelLeft, PanelRight, Play, Redo2, Search, SlidersHorizontal, Undo2 } from 'lucide-react'
import { AccountMenu } from '../account/account-menu.tsx'
import { useMay } from '../account/account-store.ts'
import { Button, IconButton, Kbd, Tooltip } from '../kit/index.ts'
import { PeoplePresent } from '../presence/people-present.tsx'
import { SAFE_MODE, useRunState } from '../safety/run-state-store.ts'
import { redo, undo, useMayChange, useProjectState } from '../stores/project-store.ts'
import { showDock, useView, viewStore } from '../stores/view-store.ts'
import { openPalette } from './command-palette-store.ts'
import { HalleyMark } from './halley-mark.tsx'
import { HistoryMenu } from './history-menu.tsx'
import { togglePane, useLayout } from './layout-store.ts'
import { PageLink } from './page-link.tsx'
import { ProjectName } from './project-name.tsx'
import { run } from './run.ts'
import { SaveStatusText } from './save-status-text.tsx'
import { showVersionsDialog } from '../versions/versions-store.ts'

/** The bar on top: where one is, whether it is saved, back and forth, Run, who else is here, and which panes are shown. */
export function Header() {
  const mayChange = useMayChange()
  const mayPublish = useMay('project/publish')
  return (
    <header className="flex h-(--header-height) shrink-0 items-center gap-3 border-b border-line bg-pane px-2">
      <div className="flex min-w-0 flex-1 items-center gap-1">
        <PageLink href="/" aria-label="All projects" title="All projects" className="flex size-8 shrink-0 items-center justify-center rounded-md hover:bg-hover">
          <HalleyMark className="size-6" />
        </PageLink>
        <ProjectName />
        {mayChange ? <SaveStatusText /> : null}
      </div>

      <div className="flex shrink-0 items-center gap-1">
        {mayChange ? <><UndoAndRedo /><Separator /></> : null}
        <button
          type="button"
          onClick={openPalette}
          className="flex h-7 w-44 items-center gap-2 rounded-md border border-line bg-sunken px-2 text-left text-xs text-ink-faint hover:border-line-strong hover:text-ink-soft max-[1100px]:w-auto"
        >
          <Search aria-hidden="true" className="size-3.5" />
          <span className="flex-1 whitespace-nowrap max-[1100px]:sr-only">Find or do…</span>
          <Kbd keys="Mod+K" />
        </button>
        <RunButton />
        {mayPublish ? <Button icon={<Globe aria-hidden="true" className="size-3.5" />} onClick={() => showVersionsDialog({ type: 'publish' })}>Publish</Button> : null}
      </div>

      <div className="flex min-w-0 flex-1 items-center justify-end gap-1">
        <PeoplePresent />
        <Separator />
        <PaneSwitches />
        <AccountMenu />
      </div>
    </header>
  )
}

/** In safe mode the button says why it does nothing, and stays where the keyboard finds it. */
function RunButton() {
  const isSafe = useRunState((state) => state.isSafe)
  const button = <Button variant="primary" icon={<Play aria-hidden="true" className="size-3.5" fill="currentColor" />} onClick={run} aria-disabled={isSafe || undefined} className="ml-1 aria-disabled:opacity-50">Run</Button>
  return isSafe ? <Tooltip text={SAFE_MODE}>{button}</Tooltip> : button
}

function UndoAndRedo() {
  const undoLabel = useProjectState((state) => state.undoLabel)
  const redoLabel = useProjectState((state) => state.redoLabel)
  return (
    <>
      <IconButton label={undoLabel === null ? 'Undo' : `Undo: ${undoLabel}`} shortcut="Mod+Z" icon={<Undo2 />} onClick={undo} disabled={undoLabel === null} />
      <IconButton label={redoLabel === null ? 'Redo' : `Redo: ${redoLabel}`} shortcut="Shift+Mod+Z" icon={<Redo2 />} onClick={redo} disabled={redoLabel === null} />
      <HistoryMenu />
    </>
  )
}

function PaneSwitches() {
  const layout = useLayout((state) => state)
  const dock = useView((view) => view.dock)
  return (
    <>
      <IconButton label="Resources" icon={<PanelLeft />} pressed={layout.resources} onClick={() => togglePane('resources')} />
      <IconButton label="Properties" icon={<SlidersHorizontal />} pressed={layout.properties} onClick={() => togglePane('properties')} />
      <IconButton label="Log and problems" icon={<PanelBottom />} pressed={dock !== null} onClick={() => showDock(viewStore.getState().dock === null ? 'log' : null)} />
      <IconButton label="Preview" icon={<PanelRight />} pressed={layout.preview} onClick={() => togglePane('preview')} />
    </>
  )
}

function Separator() {
  return <span aria-hidden="true" className="mx-1 h-4 w-px bg-line" />
}
