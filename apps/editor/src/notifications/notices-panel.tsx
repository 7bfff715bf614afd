import type { Environment } from '@halley/protocol'
import { BellRing, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { toast } from 'sonner'
import { Button, EmptyState } from '../kit/index.ts'
import { createNew } from '../shell/create-new.ts'
import { useMayChange, useProject, useProjectState } from '../stores/project-store.ts'
import { openTab, select } from '../stores/view-store.ts'
import { NoticeDetail } from './notice-detail.tsx'
import { filterNotices, noNoticeFilter } from './notice-filter.ts'
import { NoticeRows } from './notice-rows.tsx'
import { NoticesToolbar } from './notices-toolbar.tsx'
import { loadOlderNotices, useNotices, whereToLook } from './notices-store.ts'

/** Who was notified of what, and what became of it by each way. */
export function NoticesPanel({ onDetails }: { /** The details of a row are shown, or no longer are. */ readonly onDetails: (shown: boolean) => void }) {
  const projectId = useProjectState((state) => state.projectId)
  // Before both are read nobody knows where to look; from then on, or from the first choice on, it stays.
  const [settledOn, setEnvironment] = useState<Environment | null>(null)
  const isKnown = useNotices(({ draft, published }) => draft.isLoaded && published.isLoaded)
  const likeliest = useNotices(whereToLook)
  const environment = settledOn ?? likeliest
  if (settledOn === null && isKnown) setEnvironment(likeliest)
  const { records, next, isLoaded, failure } = useNotices((state) => state[environment])
  const [filter, setFilter] = useState(noNoticeFilter)
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [isFetching, setFetching] = useState(false)
  const shown = useMemo(() => filterNotices(records, filter), [records, filter])
  const selected = records.find(({ notice }) => notice.id === selectedId)
  const choose = (id: string | null) => {
    setEnvironment(environment)
    setSelectedId(id)
    onDetails(id !== null)
  }
  const older = async () => {
    setFetching(true)
    const problem = await loadOlderNotices(projectId, environment)
    setFetching(false)
    if (problem !== null) toast.error('Older notifications could not be read', { description: problem })
  }
  return (
    <div className="flex h-full flex-col">
      <NoticesToolbar
        records={records} filter={filter} onFilter={setFilter} environment={environment}
        onEnvironment={(chosen) => {
          choose(null)
          setEnvironment(chosen)
        }}
      />
      <div className="flex min-h-0 flex-1">
        {shown.length > 0 ? (
          <NoticeRows records={shown} selectedId={selectedId} onSelect={choose} hasOlder={next !== null} isFetching={isFetching} onOlder={() => void older()} />
        ) : failure !== null ? (
          <EmptyState className="flex-1" title="The notifications cannot be shown" actions={<Button size="small" onClick={() => void older()}>Try again</Button>}>{failure}</EmptyState>
        ) : !isLoaded ? (
          <p role="status" className="p-3 text-xs text-ink-faint">Looking for notifications…</p>
        ) : records.length > 0 ? (
          <EmptyState className="flex-1" title="No notification fits the filter" actions={<><Button size="small" onClick={() => setFilter(noNoticeFilter)}>Show all</Button>{next === null ? null : <Button size="small" disabled={isFetching} onClick={() => void older()}>Look at older ones</Button>}</>} />
        ) : (
          <NobodyYet environment={environment} />
        )}
        {selected === undefined ? null : <div className="w-[46%] max-w-[480px] min-w-[240px]"><NoticeDetail key={selected.notice.id} record={selected} environment={environment} onClose={() => choose(null)} /></div>}
      </div>
    </div>
  )
}

function NobodyYet({ environment }: { readonly environment: Environment }) {
  const mayChange = useMayChange()
  const firstRule = useProject((project) => Object.keys(project.rules)[0])
  if (environment === 'published') return <EmptyState className="flex-1" icon={<BellRing />} title="Nobody was notified in the published app">Its rules are those of the version that runs. What the preview notifies is under Preview.</EmptyState>
  return (
    <EmptyState
      className="flex-1" icon={<BellRing />} title="Nobody was notified yet"
      actions={firstRule !== undefined ? (
        <Button
          size="small"
          onClick={() => {
            openTab({ type: 'rule', ruleId: firstRule })
            select({ type: 'resource', collection: 'rules', id: firstRule })
          }}
        >Open a rule</Button>
      ) : mayChange ? <Button size="small" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={() => createNew('rules')}>New notification rule</Button> : undefined}
    >
      A notification rule, or a Notify node, tells people also when they are not looking.
    </EmptyState>
  )
}
