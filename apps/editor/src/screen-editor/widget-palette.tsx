import type { WidgetKind } from '@halley/model'
import { Heading, RectangleHorizontal, Table, TextCursorInput, Type, type LucideIcon } from 'lucide-react'
import { Button } from '../kit/index.ts'
import { WIDGET_DRAG_TYPE, widgetKinds, widgetLabels } from './widget-words.ts'

const icons: Readonly<Record<WidgetKind, LucideIcon>> = { heading: Heading, text: Type, input: TextCursorInput, button: RectangleHorizontal, table: Table }

/** The icon of a kind of widget; silent to screen readers. */
export function WidgetIcon({ kind }: { readonly kind: WidgetKind }) {
  const Icon = icons[kind]
  return <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="resource-icon" />
}

/** What can be added to a screen: pressed it comes behind the selected widget, dragged it comes where it is dropped. */
export function WidgetPalette({ onAdd }: { readonly onAdd: (kind: WidgetKind) => void }) {
  return widgetKinds.map((kind) => (
    <Button
      key={kind}
      size="small"
      icon={<WidgetIcon kind={kind} />}
      draggable
      aria-label={`Add ${widgetLabels[kind].toLowerCase()}`}
      onClick={() => onAdd(kind)}
      onDragStart={(event) => {
        event.dataTransfer.setData(WIDGET_DRAG_TYPE, JSON.stringify({ kind }))
        event.dataTransfer.effectAllowed = 'copy'
      }}
    >
      {widgetLabels[kind]}
    </Button>
  ))
}
