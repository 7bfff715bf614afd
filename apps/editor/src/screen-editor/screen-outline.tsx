import type { Widget } from '@halley/model'
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { AriaTree } from '../resources/aria-tree.tsx'
import { layRows } from '../resources/tree-movement.ts'
import { indexAfterDrop } from './widget-order.ts'
import { WidgetIcon } from './widget-palette.tsx'
import { widgetLabels, widgetName } from './widget-words.ts'

export type ScreenOutlineProps = {
  readonly widgets: readonly Widget[]
  readonly selectedId: string | null
  readonly onSelect: (widgetId: string) => void
  readonly onMove: (widgetId: string, index: number) => void
  readonly onDelete: (widgetId: string) => void
}

/** The widgets of a screen in their order; the place where all of them are reached by keyboard. */
export function ScreenOutline({ widgets, selectedId, onSelect, onMove, onDelete }: ScreenOutlineProps) {
  const rows = useMemo(() => layRows(widgets.map((widget) => ({ id: widget.id, label: `${widgetLabels[widget.kind]}: ${widgetName(widget)}`, subject: widget, children: null })), () => true), [widgets])
  const onKey = ({ subject }: { readonly subject: Widget }, event: KeyboardEvent): boolean => {
    const at = widgets.findIndex((widget) => widget.id === subject.id)
    if (event.altKey && event.key === 'ArrowUp') {
      if (at > 0) onMove(subject.id, at - 1)
    } else if (event.altKey && event.key === 'ArrowDown') {
      if (at < widgets.length - 1) onMove(subject.id, at + 1)
    } else if (event.key === 'Delete') onDelete(subject.id)
    else return false
    return true
  }
  // A widget that was just added or clicked on the screen is seen here too.
  const outline = useRef<HTMLDivElement>(null)
  useEffect(() => {
    outline.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [selectedId])
  return (
    <div ref={outline} className="screen-editor-outline">
      {widgets.length === 0 ? <p className="p-3 text-xs text-ink-faint">Nothing on this screen yet.</p> : (
        <AriaTree
          label="Outline of the screen"
          rows={rows}
          activeId={selectedId}
          selectedId={selectedId}
          onActive={onSelect}
          onSelect={(row) => onSelect(row.id)}
          onToggle={() => undefined}
          onKey={onKey}
          drag={{
            canDrag: () => true,
            onStart: (row, transfer) => transfer.setData('text/plain', row.label),
            canDrop: () => true,
            onDrop: (from, target, position) => onMove(from.id, indexAfterDrop(widgets, from.id, { id: target.id, isAfter: position === 'after' })),
          }}
        >
          {(row) => (
            <>
              <WidgetIcon kind={row.subject.kind} />
              <span className="aria-tree-name">{widgetName(row.subject)}</span>
            </>
          )}
        </AriaTree>
      )}
    </div>
  )
}
