import { environmentSchema, noticeOutcomes, type Environment, type NoticeRecord } from '@halley/protocol'
import { useMemo } from 'react'
import { Select, TextInput } from '../kit/index.ts'
import { attemptWords } from './attempt-words.ts'
import { countDead } from './merge-notices.ts'
import { sourcesOf, type NoticeFilter } from './notice-filter.ts'
import { useNoticesShallow } from './notices-store.ts'

const environmentNames: Readonly<Record<Environment, string>> = { draft: 'Preview', published: 'Published app' }
const outcomeOptions = [{ value: '', label: 'All outcomes' }, ...noticeOutcomes.map((outcome) => ({ value: outcome, label: attemptWords[outcome].short }))]

type ToolbarProps = {
  readonly records: readonly NoticeRecord[]
  readonly filter: NoticeFilter
  readonly onFilter: (filter: NoticeFilter) => void
  readonly environment: Environment
  readonly onEnvironment: (environment: Environment) => void
}

/** Finding and filtering notifications, of the preview or of the published app. */
export function NoticesToolbar({ records, filter, onFilter, environment, onEnvironment }: ToolbarProps) {
  const dead = useNoticesShallow((state) => ({ draft: countDead(state.draft.records), published: countDead(state.published.records) }))
  const environments = environmentSchema.options.map((value) => ({ value, label: environmentNames[value], ...(dead[value] > 0 && { note: `${dead[value]} dead` }) }))
  const sources = useMemo(() => sourcesOf(records), [records])
  return (
    <div role="toolbar" aria-label="Notifications" className="flex h-9 shrink-0 items-center gap-1 border-b border-line px-2">
      <TextInput type="search" aria-label="Search the notifications" placeholder="Search" value={filter.text} onChange={(text) => onFilter({ ...filter, text })} className="h-6! min-w-16 flex-1 text-xs!" />
      <Select size="small" label="Rule or node" className="w-32!" value={filter.source ?? ''} options={[{ value: '', label: 'All rules' }, ...sources.map((source) => ({ value: source, label: source }))]} onChange={(source) => onFilter({ ...filter, source: source === '' ? null : source })} />
      <Select size="small" label="Outcome" className="w-32!" value={filter.outcome ?? ''} options={outcomeOptions} onChange={(value) => onFilter({ ...filter, outcome: noticeOutcomes.find((outcome) => outcome === value) ?? null })} />
      <Select size="small" label="Of which app" className="w-32!" value={environment} options={environments} onChange={(value) => onEnvironment(environmentSchema.catch('draft').parse(value))} />
    </div>
  )
}
