import type { LogRow } from '@halley/protocol'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import { classNames } from '../kit/index.ts'
import { LOG_COLUMNS, LogRowCells } from './log-row-view.tsx'
import { ReceiverRoomContext, useMeasuredRoom } from './use-receiver-room.ts'

type RowsProps = {
  readonly rows: readonly LogRow[]
  readonly selectedId: string | null
  readonly onSelect: (id: string | null) => void
  readonly isFollowing: boolean
  readonly onFollowing: (following: boolean) => void
}

const ROW_HEIGHT = 26
/** Pixels from the end within which somebody who scrolls is taken to be at the end. */
const AT_END = 8

/** The rows, the newest at the bottom; only those in view are drawn. Arrows choose one. */
export function LogRows({ rows, selectedId, onSelect, isFollowing, onFollowing }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const scrolledTo = useRef(0)
  const receiversCell = useRef<HTMLSpanElement>(null)
  const room = useMeasuredRoom(receiversCell)
  // oxlint-disable-next-line react/incompatible-library -- its functions are called here and handed to nobody
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 12, getItemKey: (index) => rows[index]?.id ?? index })
  const lastId = rows.at(-1)?.id
  useEffect(() => {
    if (isFollowing && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [isFollowing, lastId, rows.length, virtual])

  const newest = useRef(rows)
  useLayoutEffect(() => {
    newest.current = rows
  })
  const selected = rows.findIndex((row) => row.id === selectedId)
  const isShown = selected !== -1
  // Chosen from elsewhere it may be far from view; one that was clicked stays where it is.
  useEffect(() => {
    if (isShown) virtual.scrollToIndex(newest.current.findIndex((row) => row.id === selectedId), { align: 'auto' })
  }, [isShown, selectedId, virtual])
  const choose = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (row === undefined) return
    onSelect(row.id)
    virtual.scrollToIndex(rows.indexOf(row), { align: 'auto' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: selected + 1, ArrowUp: selected === -1 ? rows.length - 1 : selected - 1, Home: 0, End: rows.length - 1, PageDown: selected + 10, PageUp: selected - 10 }
    const next = steps[event.key]
    if (next !== undefined) {
      event.preventDefault()
      onFollowing(next >= rows.length - 1)
      choose(next)
    } else if (event.key === 'Escape' && selectedId !== null) {
      event.preventDefault()
      event.stopPropagation()
      onSelect(null)
    }
  }
  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    const before = scrolledTo.current
    scrolledTo.current = element.scrollTop
    // Only scrolling up ends following: a row that comes while this one is shown must not.
    if (element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END) onFollowing(true)
    else if (element.scrollTop < before) onFollowing(false)
  }
  const items = virtual.getVirtualItems()
  const isInView = items.some((item) => item.index === selected)
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Log rows"
      aria-rowcount={rows.length}
      aria-activedescendant={isInView ? `log-row-${selectedId}` : undefined}
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
      onKeyDown={onKeyDown}
      onScroll={onScroll}
    >
      <div role="presentation" className="relative min-w-[430px]" style={{ height: virtual.getTotalSize() }}>
        {/* No row, only its columns: what stands in the fourth has this much room. */}
        <div aria-hidden="true" className={classNames(LOG_COLUMNS, 'invisible absolute inset-x-0 top-0 h-0 text-xs')}><span ref={receiversCell} className="col-start-4" /></div>
        <ReceiverRoomContext value={room}>{items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const isSelected = row.id === selectedId
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid has the focus and the keys
            <div
              key={item.key}
              id={`log-row-${row.id}`}
              role="row"
              aria-rowindex={item.index + 1}
              aria-selected={isSelected}
              onClick={() => onSelect(isSelected ? null : row.id)}
              className={classNames(LOG_COLUMNS, 'absolute inset-x-0 top-0 border-b border-line/60 text-xs', isSelected ? 'bg-selected' : 'hover:bg-hover')}
              style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
            >
              <LogRowCells row={row} />
            </div>
          )
        })}</ReceiverRoomContext>
      </div>
    </div>
  )
}
