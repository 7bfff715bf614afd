import { defaultButtonAmong, emptyProject, isContainer, widgetsAsRead, type Node, type Screen, type Widget, type WidgetKind, type WidgetPlace, type WidgetView } from '@halley/model'
import { ScreenWidgets, type ContainerView } from '@halley/player'
import { useEffect, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useProjectShallow } from '../stores/project-store.ts'
import { sampleScreen } from './sample-screen.ts'
import { isInRows, placeOfDrop, type DropTarget } from './widget-order.ts'
import { isWidgetKind, WIDGET_DRAG_TYPE, widgetLabels, widgetName } from './widget-words.ts'

export type LiveSampleProps = {
  readonly node: Node
  readonly flowId: string
  readonly screen: Screen
  readonly selectedId: string | null
  readonly onSelect: (widgetId: string) => void
  readonly onMove: (widgetId: string, place: WidgetPlace) => void
  readonly onAdd: (kind: WidgetKind, place?: WidgetPlace) => void
}

// A screen shows data only; with nothing else in it, moving nodes does not draw it again.
const blankProject = emptyProject({ id: 'sample', name: 'Sample', technicalName: 'sample' })

/** The screen as its users see it, with example values. Its parts are chosen and dragged here, not used. */
export function LiveSample({ node, flowId, screen, selectedId, onSelect, onMove, onAdd }: LiveSampleProps) {
  const data = useProjectShallow(({ messages, fields, lists, choices, rooms }) => ({ messages, fields, lists, choices, rooms }))
  const project = useMemo(() => ({ ...blankProject, ...data }), [data])
  const [mark, setMark] = useState<DropTarget | null>(null)
  const isEmpty = Object.keys(screen.widgets).length === 0
  const view = useMemo(() => sampleScreen(project, screen, { flowId, nodeId: node.id, title: titleOf(node), defaultButtonId: defaultButtonOf(node, screen) }), [project, screen, flowId, node])

  const drop = (event: DragEvent, target: DropTarget | null) => {
    const dragged = readWidgetDrag(event.dataTransfer)
    setMark(null)
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    const place = target === null ? { parentId: null } : (placeOfDrop(screen, dragged, target) ?? placeOfDrop(screen, dragged, { ...target, position: 'after' }))
    if (place === null) return
    if ('kind' in dragged) onAdd(dragged.kind, place)
    else onMove(dragged.widgetId, place)
  }
  const dropping = (target: DropTarget | ((event: DragEvent) => DropTarget)) => {
    const of = (event: DragEvent) => (typeof target === 'function' ? target(event) : target)
    return {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(WIDGET_DRAG_TYPE)) return
        event.preventDefault()
        event.stopPropagation()
        setMark(of(event))
      },
      onDrop: (event: DragEvent) => drop(event, of(event)),
    }
  }

  const frame = (widget: WidgetView, element: ReactNode): ReactNode => {
    const source = screen.widgets[widget.id]
    if (source === undefined) return element
    const holds = isContainer(source.kind) && widget.kind !== 'problem' && (widget.kind !== 'table' || widget.buttons.some((buttons) => buttons.length > 0))
    const isInRow = source.kind === 'button'
    const target = (event: DragEvent): DropTarget => ({ id: widget.id, position: source.kind === 'table' && isInMiddle(event) ? 'inside' : isBehind(event, isInRow) ? 'after' : 'before' })
    return (
      <div
        className="screen-frame"
        data-selected={selectedId === widget.id}
        data-kind={source.kind}
        data-drop={mark?.id === widget.id && (mark.position !== 'inside' || source.kind === 'table') ? mark.position : undefined}
        draggable
        onDragStart={(event) => {
          event.stopPropagation()
          event.dataTransfer.setData(WIDGET_DRAG_TYPE, JSON.stringify({ widgetId: widget.id }))
          event.dataTransfer.effectAllowed = 'move'
        }}
        {...dropping(target)}
        onDragEnd={() => setMark(null)}
      >
        {source.kind === 'conditional' ? <p className="screen-frame-condition">{source.when.trim() === '' ? 'Shown if … (no condition yet)' : <>Shown if <code>{source.when}</code></>}</p> : null}
        {/* What holds others is not inert: those inside are chosen by themselves, and lie above the frame's own button. */}
        {holds ? <div className="screen-frame-holder">{element}</div> : <div inert>{element}</div>}
        {/* By keyboard the outline does the same; a second tab stop for each widget would be in the way. */}
        <button type="button" tabIndex={-1} className="screen-frame-hit" aria-label={`Select ${widgetLabels[source.kind].toLowerCase()} ${widgetName(source)}`} aria-pressed={selectedId === widget.id} onClick={() => onSelect(widget.id)} />
      </div>
    )
  }

  // Where something is inside already, one drops beside that.
  const slot = (widget: ContainerView): ReactNode => {
    const source = screen.widgets[widget.id]
    if (source === undefined || source.kind === 'table' || Object.values(screen.widgets).some(({ parentId }) => parentId === widget.id)) return null
    return <div className="screen-slot" data-drop={mark?.id === widget.id && mark.position === 'inside' ? true : undefined} {...dropping({ id: widget.id, position: 'inside' })}>{slotWords(source)}</div>
  }

  // What was chosen in the outline is seen here, too.
  const live = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selectedId !== null) live.current?.querySelector(`.screen-frame[data-selected='true']`)?.scrollIntoView({ block: 'nearest' })
  }, [selectedId])

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- widgets are dropped here; by keyboard the palette adds them
    <div
      ref={live}
      role="group"
      aria-label="The screen"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="screen-editor-live"
      onDragOver={(event) => event.dataTransfer.types.includes(WIDGET_DRAG_TYPE) && event.preventDefault()}
      onDrop={(event) => drop(event, null)}
    >
      <div className="screen-editor-paper halley-client" data-overlay={node.config['overlay'] === true}>
        {isEmpty ? <p className="p-6 text-center text-sm text-ink-faint">This screen is empty. Press or drag something from the row above.</p> : <ScreenWidgets view={view} wrap={frame} endOf={slot} />}
      </div>
    </div>
  )
}

function slotWords({ kind }: Widget): string {
  return kind === 'repeater' ? 'Add or drop here what each row shows.' : kind === 'columns' ? 'Add or drop here; each is a column.' : 'Add or drop something here.'
}

function isBehind(event: DragEvent, isInRow: boolean): boolean {
  const box = event.currentTarget.getBoundingClientRect()
  return isInRow ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2
}

function isInMiddle(event: DragEvent): boolean {
  const box = event.currentTarget.getBoundingClientRect()
  const fraction = (event.clientY - box.top) / box.height
  return fraction > 0.25 && fraction < 0.75
}

function readWidgetDrag(transfer: DataTransfer): { readonly kind: WidgetKind } | { readonly widgetId: string } | null {
  try {
    const data: unknown = JSON.parse(transfer.getData(WIDGET_DRAG_TYPE))
    if (typeof data !== 'object' || data === null) return null
    if ('kind' in data && typeof data.kind === 'string' && isWidgetKind(data.kind)) return { kind: data.kind }
    return 'widgetId' in data && typeof data.widgetId === 'string' ? { widgetId: data.widgetId } : null
  } catch {
    // Something else was dropped: it is not for this screen.
    return null
  }
}

function titleOf(node: Node): string {
  return typeof node.config['name'] === 'string' ? node.config['name'] : 'Screen'
}

function defaultButtonOf(node: Node, screen: Screen): string {
  const chosen = typeof node.config['defaultButtonId'] === 'string' ? node.config['defaultButtonId'] : null
  return defaultButtonAmong(widgetsAsRead(screen).filter(({ id }) => !isInRows(screen, id)), chosen) ?? ''
}
