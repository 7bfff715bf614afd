import { Maximize2, Minimize2, Plus, RotateCcw } from 'lucide-react'
import { useEffect } from 'react'
import { classNames, IconButton } from '../kit/index.ts'
import { togglePreviewWide, useLayout } from '../shell/layout-store.ts'
import { useRunState } from '../safety/run-state-store.ts'
import { setRunner } from '../shell/run.ts'
import { useProjectState } from '../stores/project-store.ts'
import { watchRuns } from '../stores/run-store.ts'
import { editorConnection } from '../sync/open-project.ts'
import { ClientFrame } from './client-frame.tsx'
import { keepAwayDisconnected } from './keep-away.ts'
import { slots } from './preview-slots.ts'
import { addClient, openPreview, runAll, usePreview } from './preview-store.ts'
import { followReaches } from './reach-store.ts'

/** One to four clients of the app that is drawn, side by side, each with a session of its own. */
export function PreviewPane() {
  const projectId = useProjectState((state) => (state.phase === 'ready' ? state.projectId : null))
  useEffect(() => {
    if (projectId === null) return undefined
    const closings = [watchRuns(editorConnection()), openPreview(projectId), followReaches(editorConnection()), keepAwayDisconnected(), setRunner((flowId) => void runAll(flowId))]
    return () => closings.forEach((close) => close())
  }, [projectId])
  const isSafe = useRunState((state) => state.isSafe)
  const clients = usePreview((state) => state.clients)
  const isWide = useLayout((layout) => layout.previewWide)
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-(--pane-title-height) shrink-0 items-center gap-0.5 pr-1.5 pl-3">
        <h2 className="pane-title flex-1">Preview</h2>
        <IconButton size="small" label="Restart all clients" disabled={isSafe} icon={<RotateCcw />} onClick={() => void runAll(null)} />
        <IconButton size="small" label="Add a client" icon={<Plus />} disabled={clients.length === slots.length} onClick={addClient} />
        <IconButton size="small" label={isWide ? 'Back to the side' : 'Full width'} icon={isWide ? <Minimize2 /> : <Maximize2 />} onClick={togglePreviewWide} />
      </header>
      <div className="@container min-h-0 flex-1 overflow-auto p-1.5 pt-0">
        <div className={classNames('grid h-full auto-rows-[minmax(180px,1fr)] gap-1.5', columns(clients.length, isWide))}>
          {clients.map((entry) => <ClientFrame key={entry.slot} entry={entry} />)}
        </div>
      </div>
    </div>
  )
}

// Side by side where each has some 190 pixels, which is room for a short name; one over the other where not.
function columns(count: number, isWide: boolean): string {
  if (count < 2) return 'grid-cols-1'
  if (!isWide || count === 2) return 'grid-cols-1 @min-[385px]:grid-cols-2 @min-[385px]:[&>:nth-child(3):last-child]:col-span-2'
  return count === 3 ? 'grid-cols-3' : 'grid-cols-4'
}
