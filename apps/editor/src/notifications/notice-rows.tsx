import type { NoticeRecord } from '@halley/protocol'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type KeyboardEvent } from 'react'
import { Button, classNames } from '../kit/index.ts'
import { timeText } from '../log/row-words.ts'
import { priorityWords } from '../rules/priority-words.ts'
import { WayMark } from './way-mark.tsx'

type RowsProps = {
  readonly records: readonly NoticeRecord[]
  readonly selectedId: string | null
  readonly onSelect: (id: string | null) => void
  readonly hasOlder: boolean
  readonly isFetching: boolean
  readonly onOlder: () => void
}

const ROW_HEIGHT = 26
/** Beside the details there is room for what it is, who it is for, and what became of it. */
const COLUMNS = 'grid grid-cols-[minmax(0,1.8fr)_minmax(0,1fr)_max-content] items-center gap-x-3 px-3 @min-[480px]:grid-cols-[60px_minmax(0,2.2fr)_minmax(0,1fr)_minmax(0,1fr)_104px]'
const ONLY_WIDE = 'hidden @min-[480px]:block'

/** The notifications, the newest at the top; only those in view are drawn. Arrows choose one. */
export function NoticeRows({ records, selectedId, onSelect, hasOlder, isFetching, onOlder }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its functions are called here and handed to nobody
  const virtual = useVirtualizer({ count: records.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 12, getItemKey: (index) => records[index]?.notice.id ?? index })
  const selected = records.findIndex(({ notice }) => notice.id === selectedId)
  const choose = (index: number) => {
    const at = Math.max(0, Math.min(records.length - 1, index))
    const record = records[at]
    if (record === undefined) return
    onSelect(record.notice.id)
    virtual.scrollToIndex(at, { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return
    const steps: Readonly<Record<string, number>> = { ArrowDown: selected + 1, ArrowUp: selected === -1 ? 0 : selected - 1, Home: 0, End: records.length - 1, PageDown: selected + 10, PageUp: selected - 10 }
    const next = steps[event.key]
    if (next !== undefined) {
      event.preventDefault()
      choose(next)
    } else if (event.key === 'Escape' && selectedId !== null) {
      event.preventDefault()
      event.stopPropagation()
      onSelect(null)
    }
  }
  const items = virtual.getVirtualItems()
  const isInView = items.some((item) => item.index === selected)
  return (
    <div className="@container flex min-h-0 min-w-0 flex-1 flex-col">
      <div ref={scroller} role="grid" aria-label="Notifications" aria-rowcount={records.length} aria-activedescendant={isInView ? `notice-${selectedId}` : undefined} tabIndex={0} className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]" onKeyDown={onKeyDown}>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const record = records[item.index]
            if (record === undefined) return null
            const { id } = record.notice
            const isSelected = id === selectedId
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid has the focus and the keys
              <div
                key={item.key} id={`notice-${id}`} role="row" aria-rowindex={item.index + 1} aria-selected={isSelected} onClick={() => onSelect(isSelected ? null : id)}
                className={classNames(COLUMNS, 'absolute inset-x-0 top-0 border-b border-line/60 text-xs', isSelected ? 'bg-selected' : 'hover:bg-hover')}
                style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
              >
                <NoticeCells record={record} />
              </div>
            )
          })}
        </div>
      </div>
      {hasOlder ? <div className="flex shrink-0 justify-center border-t border-line py-1"><Button size="small" variant="quiet" disabled={isFetching} onClick={onOlder}>{isFetching ? 'Reading…' : 'Show older ones'}</Button></div> : null}
    </div>
  )
}

function NoticeCells({ record: { notice, recipient, attempts, dismissedAt } }: { readonly record: NoticeRecord }) {
  const isRead = notice.readAt !== null || dismissedAt !== null
  return (
    <>
      <span role="gridcell" className={classNames(ONLY_WIDE, 'font-mono text-2xs text-ink-faint')}><time dateTime={notice.at} title={new Date(notice.at).toLocaleString()}>{timeText(Date.parse(notice.at)).slice(0, 8)}</time></span>
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5">
        {notice.priority === 'critical' || notice.priority === 'high' ? <span className={classNames('shrink-0 text-2xs font-medium', notice.priority === 'critical' ? 'text-danger' : 'text-warning')}>{priorityWords[notice.priority].label}</span> : null}
        <span className={classNames('truncate', !isRead && 'font-medium')}>{notice.title}</span>
        {isRead ? <span className="sr-only">{dismissedAt === null ? 'read' : 'dismissed'}</span> : null}
      </span>
      <span role="gridcell" className={classNames(ONLY_WIDE, 'truncate text-ink-faint')}>{notice.source}</span>
      <span role="gridcell" className="truncate">{recipient.name}</span>
      <span role="gridcell" className="flex items-center justify-end gap-2">{attempts.map((attempt) => <WayMark key={`${attempt.id}/${attempt.outcome}`} attempt={attempt} />)}</span>
    </>
  )
}
