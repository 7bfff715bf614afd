import { useEffect, useMemo, useState } from 'react'
import { toast } from 'sonner'
import { Button, EmptyState } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'
import { clearLog, fetchOlderRows, useRun } from '../stores/run-store.ts'
import { editorConnection } from '../sync/open-project.ts'
import { hold, rowsSince, type Held } from './held-rows.ts'
import { showsLogRows } from './log-row-request.ts'
import { LogRows } from './log-rows.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { RowDetail } from './row-detail.tsx'
import { filterRows, noFilter } from './row-filter.ts'

const tell = async (what: Promise<string | null>) => {
  const problem = await what
  if (problem !== null) toast.error(problem)
}

/** What happened, in order: every message with who got it and why others did not, and everything that was logged. */
export function LogPanel({ onDetails }: { readonly onDetails: (shown: boolean) => void }) {
  const rows = useRun((run) => run.logRows)
  const hasOlder = useRun((run) => run.hasOlderRows)
  const project = useProject((whole) => whole)
  const [filter, setFilter] = useState(noFilter)
  const [held, setHeld] = useState<Held>(null)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const choose = (id: string | null) => {
    setSelectedId(id)
    onDetails(id !== null)
  }
  const [isFollowing, setFollowing] = useState(true)
  useEffect(() => showsLogRows((rowId) => {
    setFilter(noFilter)
    setFollowing(false)
    setSelectedId(rowId)
    onDetails(true)
  }), [onDetails])
  const seen = held?.rows ?? rows
  const shown = useMemo(() => filterRows(seen, filter, project), [seen, filter, project])
  const newCount = useMemo(() => filterRows(rowsSince(held, rows), filter, project).length, [held, rows, filter, project])
  const selected = selectedId === null ? undefined : rows.find((row) => row.id === selectedId) ?? seen.find((row) => row.id === selectedId)
  return (
    <div className="flex h-full flex-col">
      <LogToolbar
        rows={rows} filter={filter} onFilter={setFilter}
        isPaused={held !== null} newCount={newCount} onPause={(paused) => setHeld(paused ? hold(rows) : null)}
        isFollowing={isFollowing} onFollow={() => setFollowing(true)}
        hasOlder={hasOlder} onOlder={() => void tell(fetchOlderRows(editorConnection()))}
        onClear={() => {
          setHeld(null)
          choose(null)
          void tell(clearLog(editorConnection()))
        }}
      />
      <div className="flex min-h-0 flex-1">
        {shown.length > 0 ? (
          <LogRows rows={shown} selectedId={selectedId} onSelect={choose} isFollowing={isFollowing && held === null} onFollowing={setFollowing} />
        ) : seen.length === 0 ? (
          <EmptyState className="flex-1" title="Nothing has happened yet">Press a button in the preview: every message is listed here, with who got it and why others did not.</EmptyState>
        ) : (
          <EmptyState className="flex-1" title="No row fits the filter" actions={<Button size="small" onClick={() => setFilter(noFilter)}>Show all rows</Button>} />
        )}
        {selected === undefined ? null : <div className="w-[46%] max-w-[480px] min-w-[220px]"><RowDetail row={selected} onClose={() => choose(null)} /></div>}
      </div>
    </div>
  )
}
