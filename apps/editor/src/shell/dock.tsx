import { ChevronDown, ChevronUp } from 'lucide-react'
import { Badge, IconButton, Tabs } from '../kit/index.ts'
import { showDock, useView, type Dock as DockPart } from '../stores/view-store.ts'
import { useProblems } from '../problems/problems-store.ts'
import { FailureBoundary } from './failure-boundary.tsx'
import { DeadNotices, LogPanel, NoticesPanel, ProblemsPanel, VersionsPanel } from './panes.ts'

/** Log, Notifications, Problems and Versions under the drawing. Closed, its tabs with their counts stay. */
export function Dock({ onDetails }: { /** The log, or that of notifications, shows the details of a row, or no longer does. */ readonly onDetails: (shown: boolean) => void }) {
  const open = useView((view) => view.dock)
  return (
    <section aria-label="Log and problems" className="flex h-full flex-col">
      <Tabs<DockPart | 'closed'>
        label="Log and problems"
        value={open ?? 'closed'}
        onChange={(part) => showDock(part === 'closed' ? null : part)}
        items={[
          { id: 'log', label: 'Log', content: <div data-testid="log" className="h-full"><FailureBoundary part="The log"><LogPanel onDetails={onDetails} /></FailureBoundary></div> },
          { id: 'notifications', label: 'Notifications', badge: <DeadNotices />, content: <div data-testid="notifications" className="h-full"><FailureBoundary part="The notifications"><NoticesPanel onDetails={onDetails} /></FailureBoundary></div> },
          { id: 'problems', label: 'Problems', badge: <ProblemCounts />, content: <div data-testid="problems" className="h-full"><FailureBoundary part="Problems"><ProblemsPanel /></FailureBoundary></div> },
          { id: 'versions', label: 'Versions', content: <div data-testid="versions" className="h-full"><FailureBoundary part="Versions"><VersionsPanel /></FailureBoundary></div> },
        ]}
        aside={open === null
          ? <IconButton size="small" label="Open the log" icon={<ChevronUp />} tooltipSide="top" onClick={() => showDock('log')} />
          : <IconButton size="small" label="Close the log and problems" icon={<ChevronDown />} tooltipSide="top" onClick={() => showDock(null)} />}
      />
    </section>
  )
}

function ProblemCounts() {
  const errors = useProblems((problems) => problems.counts.error)
  const warnings = useProblems((problems) => problems.counts.warning)
  if (errors === 0 && warnings === 0) return null
  return (
    <>
      {errors === 0 ? null : <Badge tone="danger">{errors}<span className="sr-only"> {errors === 1 ? 'error' : 'errors'}</span></Badge>}
      {warnings === 0 ? null : <Badge tone="warning">{warnings}<span className="sr-only"> {warnings === 1 ? 'warning' : 'warnings'}</span></Badge>}
    </>
  )
}
