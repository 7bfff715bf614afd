import { isContainer, pathTo, widgetTree, type Screen, type Widget, type WidgetBranch, type WidgetPlace } from '@halley/model'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { AriaTree } from '../resources/aria-tree.tsx'
import { layRows, type TreeEntry } from '../resources/tree-movement.ts'
import { placeByKey, placeOfDrop } from './widget-order.ts'
import { WidgetIcon } from './widget-palette.tsx'
import { widgetLabels, widgetName } from './widget-words.ts'

export type ScreenOutlineProps = {
  readonly screen: Screen
  readonly selectedId: string | null
  readonly onSelect: (widgetId: string) => void
  readonly onMove: (widgetId: string, place: WidgetPlace) => void
  readonly onDelete: (widgetId: string) => void
  readonly onDuplicate: (widgetId: string) => void
  readonly onCopy: (widgetId: string) => void
  readonly onPaste: (besideId: string) => void
}

/** The widgets of a screen as they are nested; the place where all of them are reached and moved by keyboard. */
export function ScreenOutline({ screen, selectedId, onSelect, onMove, onDelete, onDuplicate, onCopy, onPaste }: ScreenOutlineProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const tree = useMemo(() => widgetTree(screen), [screen])
  // What is selected can always be seen.
  const around = useMemo(() => new Set((selectedId === null ? [] : (pathTo(tree, selectedId) ?? [])).slice(0, -1).map(({ widget }) => widget.id)), [tree, selectedId])
  const rows = useMemo(() => layRows(tree.map(entryOf), (id) => !closed.has(id) || around.has(id)), [tree, closed, around])
  const toggle = (id: string, expanded: boolean) => {
    setClosed((before) => new Set([...before].filter((other) => other !== id).concat(expanded ? [] : [id])))
    if (!expanded && around.has(id)) onSelect(id)
  }
  const onKey = ({ subject }: { readonly subject: Widget }, event: KeyboardEvent): boolean => {
    const { key } = event
    const isMod = event.ctrlKey || event.metaKey
    if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight')) {
      const place = placeByKey(screen, subject.id, key)
      if (place !== null) onMove(subject.id, place)
    } else if (isMod && key === 'd') onDuplicate(subject.id)
    else if (isMod && key === 'c') onCopy(subject.id)
    else if (isMod && key === 'x') {
      onCopy(subject.id)
      onDelete(subject.id)
    } else if (isMod && key === 'v') onPaste(subject.id)
    else if (key === 'Delete') onDelete(subject.id)
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
      {rows.length === 0 ? <p className="p-3 text-xs text-ink-faint">Nothing on this screen yet.</p> : (
        <AriaTree
          label="Outline of the screen"
          rows={rows}
          activeId={selectedId}
          selectedId={selectedId}
          onActive={onSelect}
          onSelect={(row) => onSelect(row.id)}
          onToggle={(row, expanded) => toggle(row.id, expanded)}
          onKey={onKey}
          drag={{
            canDrag: () => true,
            onStart: (row, transfer) => transfer.setData('text/plain', row.label),
            canDrop: (from, target, position) => placeOfDrop(screen, { widgetId: from.id }, { id: target.id, position }) !== null,
            onDrop: (from, target, position) => {
              const place = placeOfDrop(screen, { widgetId: from.id }, { id: target.id, position })
              if (place !== null) onMove(from.id, place)
            },
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

function entryOf({ widget, inside }: WidgetBranch): TreeEntry<Widget> {
  return { id: widget.id, label: `${widgetLabels[widget.kind]}: ${widgetName(widget)}`, subject: widget, children: isContainer(widget.kind) ? inside.map(entryOf) : null }
}
