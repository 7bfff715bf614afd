import { emptyProject, inOrder, type Node, type Screen, type WidgetKind, type WidgetView } from '@halley/model'
import { ScreenWidgets } from '@halley/player'
import { useMemo, useState, type DragEvent, type ReactNode } from 'react'
import { useProjectShallow } from '../stores/project-store.ts'
import { sampleScreen } from './sample-screen.ts'
import { indexAfterDrop } from './widget-order.ts'
import { isWidgetKind, WIDGET_DRAG_TYPE, widgetLabels, widgetName } from './widget-words.ts'

export type LiveSampleProps = {
  readonly node: Node
  readonly flowId: string
  readonly screen: Screen
  readonly selectedId: string | null
  readonly onSelect: (widgetId: string) => void
  readonly onMove: (widgetId: string, index: number) => void
  readonly onAdd: (kind: WidgetKind, index?: number) => void
}

// A screen shows data only; with nothing else in it, moving nodes does not draw it again.
const blankProject = emptyProject({ id: 'sample', name: 'Sample', technicalName: 'sample' })

/** The screen as its users see it, with example values. Its parts are chosen and dragged here, not used. */
export function LiveSample({ node, flowId, screen, selectedId, onSelect, onMove, onAdd }: LiveSampleProps) {
  const data = useProjectShallow(({ messages, fields, lists, choices }) => ({ messages, fields, lists, choices }))
  const project = useMemo(() => ({ ...blankProject, ...data }), [data])
  const [mark, setMark] = useState<{ readonly id: string; readonly isAfter: boolean } | null>(null)
  const widgets = useMemo(() => inOrder(screen.widgets), [screen])
  const view = useMemo(() => sampleScreen(project, screen, { flowId, nodeId: node.id, title: titleOf(node), defaultButtonId: defaultButtonOf(node, screen) }), [project, screen, flowId, node])

  const drop = (event: DragEvent, at: { readonly id: string; readonly isAfter: boolean } | null) => {
    const dragged = readWidgetDrag(event.dataTransfer)
    setMark(null)
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    if ('kind' in dragged) onAdd(dragged.kind, at === null ? widgets.length : indexAfterDrop(widgets, '', at))
    else if (at === null) onMove(dragged.widgetId, widgets.length)
    else if (at.id !== dragged.widgetId) onMove(dragged.widgetId, indexAfterDrop(widgets, dragged.widgetId, at))
  }

  const frame = (widget: WidgetView, element: ReactNode): ReactNode => {
    const source = screen.widgets[widget.id]
    if (source === undefined) return element
    return (
      <div
        className="screen-frame"
        data-selected={selectedId === widget.id}
        data-kind={source.kind}
        data-drop={mark?.id === widget.id ? (mark.isAfter ? 'after' : 'before') : undefined}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(WIDGET_DRAG_TYPE, JSON.stringify({ widgetId: widget.id }))
          event.dataTransfer.effectAllowed = 'move'
        }}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(WIDGET_DRAG_TYPE)) return
          event.preventDefault()
          event.stopPropagation()
          setMark({ id: widget.id, isAfter: isBehind(event, source.kind === 'button') })
        }}
        onDrop={(event) => drop(event, { id: widget.id, isAfter: isBehind(event, source.kind === 'button') })}
        onDragEnd={() => setMark(null)}
      >
        <div inert>{element}</div>
        {/* By keyboard the outline does the same; a second tab stop for each widget would be in the way. */}
        <button type="button" tabIndex={-1} className="screen-frame-hit" aria-label={`Select ${widgetLabels[source.kind].toLowerCase()} ${widgetName(source)}`} aria-pressed={selectedId === widget.id} onClick={() => onSelect(widget.id)} />
      </div>
    )
  }

  return (
    <div
      className="screen-editor-live"
      onDragOver={(event) => event.dataTransfer.types.includes(WIDGET_DRAG_TYPE) && event.preventDefault()}
      onDrop={(event) => drop(event, null)}
    >
      <div className="screen-editor-paper halley-client" data-overlay={node.config['overlay'] === true}>
        {widgets.length === 0 ? <p className="p-6 text-center text-sm text-ink-faint">This screen is empty. Press or drag something from the row above.</p> : <ScreenWidgets view={view} wrap={frame} />}
      </div>
    </div>
  )
}

function isBehind(event: DragEvent, isInRow: boolean): boolean {
  const box = event.currentTarget.getBoundingClientRect()
  return isInRow ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2
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

// As the node kind decides it: the chosen one, else the first primary button that leaves the screen.
function defaultButtonOf(node: Node, screen: Screen): string {
  const buttons = inOrder(screen.widgets).filter((widget) => widget.kind === 'button')
  const chosen = buttons.find((button) => button.id === node.config['defaultButtonId'])
  return chosen?.id ?? buttons.find((button) => button.tone === 'primary' && button.action.type === 'exit')?.id ?? ''
}
