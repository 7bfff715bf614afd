import type { LogRow } from '@halley/protocol'
import { ArrowDown, History, Pause, Play, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { Button, IconButton, Select, TextInput } from '../kit/index.ts'
import { useMayChange, useProject } from '../stores/project-store.ts'
import { outcomeWords, type Outcome } from './outcome-words.ts'
import { clientsOf, type RowFilter } from './row-filter.ts'

type ToolbarProps = {
  readonly rows: readonly LogRow[]
  readonly filter: RowFilter
  readonly onFilter: (filter: RowFilter) => void
  readonly isPaused: boolean
  readonly newCount: number
  readonly onPause: (paused: boolean) => void
  readonly isFollowing: boolean
  readonly onFollow: () => void
  readonly hasOlder: boolean
  readonly onOlder: () => void
  readonly onClear: () => void
}

const outcomeOptions = [
  { value: '', label: 'All outcomes' },
  ...Object.entries(outcomeWords).map(([value, { short }]) => ({ value, label: short })),
  { value: 'error', label: 'errors' },
]

/** Finding, filtering and holding the log. */
export function LogToolbar({ rows, filter, onFilter, isPaused, newCount, onPause, isFollowing, onFollow, hasOlder, onOlder, onClear }: ToolbarProps) {
  const mayChange = useMayChange()
  const channels = useProject((project) => project.channels)
  const clients = useMemo(() => clientsOf(rows), [rows])
  return (
    <div role="toolbar" aria-label="Log" className="flex h-9 shrink-0 items-center gap-1 border-b border-line px-2">
      <TextInput type="search" aria-label="Search the log" placeholder="Search" value={filter.text} onChange={(text) => onFilter({ ...filter, text })} className="h-6! min-w-16 flex-1 text-xs!" />
      <Select size="small" label="Channel" className="w-28!" value={filter.channelId ?? ''} options={[{ value: '', label: 'All channels' }, ...Object.values(channels).map(({ id, name }) => ({ value: id, label: name }))]} onChange={(id) => onFilter({ ...filter, channelId: id === '' ? null : id })} />
      <Select size="small" label="Client" className="w-28!" value={filter.client ?? ''} options={[{ value: '', label: 'All clients' }, ...clients.map(({ key, label }) => ({ value: key, label }))]} onChange={(key) => onFilter({ ...filter, client: key === '' ? null : key })} />
      <Select size="small" label="Outcome" className="w-30!" value={filter.outcome ?? ''} options={outcomeOptions} onChange={(value) => onFilter({ ...filter, outcome: isOutcome(value) ? value : null })} />
      {newCount > 0 ? <Button size="small" variant="quiet" className="text-now-ink!" onClick={() => onPause(false)}>{newCount.toLocaleString('en')} new</Button> : null}
      <IconButton size="small" label={isPaused ? 'Go on' : 'Pause'} pressed={isPaused} icon={isPaused ? <Play /> : <Pause />} onClick={() => onPause(!isPaused)} />
      <IconButton size="small" label="Follow the newest" pressed={isFollowing} icon={<ArrowDown />} onClick={onFollow} />
      <IconButton size="small" label="Load older rows" disabled={!hasOlder} icon={<History />} onClick={onOlder} />
      {mayChange && <IconButton size="small" label="Clear the log" disabled={rows.length === 0} icon={<Trash2 />} onClick={onClear} />}
    </div>
  )
}

function isOutcome(value: string): value is Outcome | 'error' {
  return value === 'error' || Object.hasOwn(outcomeWords, value)
}
