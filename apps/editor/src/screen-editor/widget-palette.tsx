import type { WidgetKind } from '@halley/model'
import { ChartLine, Columns3, Group, Heading, Image, Inbox, Loader, MessagesSquare, Minus, RectangleHorizontal, Rows3, SendHorizontal, Split, Table, Tag, TextCursorInput, Type, Users, UsersRound, Waves, type LucideIcon } from 'lucide-react'
import { Button, Tooltip } from '../kit/index.ts'
import { WIDGET_DRAG_TYPE, widgetGroups, widgetHelps, widgetLabels } from './widget-words.ts'

const icons: Readonly<Record<WidgetKind, LucideIcon>> = {
  heading: Heading, text: Type, image: Image, divider: Minus, input: TextCursorInput, button: RectangleHorizontal, table: Table, repeater: Rows3, chart: ChartLine, progress: Loader, badge: Tag, presence: Users, streamText: Waves,
  inbox: Inbox, roomMessages: MessagesSquare, roomComposer: SendHorizontal, roomParticipants: UsersRound,
  group: Group, columns: Columns3, conditional: Split,
}

/** The icon of a kind of widget; silent to screen readers. */
export function WidgetIcon({ kind }: { readonly kind: WidgetKind }) {
  const Icon = icons[kind]
  return <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="resource-icon" />
}

/** What can be added to a screen: pressed it comes into or behind the selected widget, dragged it comes where it is dropped. */
export function WidgetPalette({ onAdd }: { readonly onAdd: (kind: WidgetKind) => void }) {
  return widgetGroups.map(({ label, kinds }) => (
    <div key={label} role="group" aria-label={label} className="screen-editor-palette-group">
      {kinds.map((kind) => (
        <Tooltip key={kind} title={widgetLabels[kind]} text={widgetHelps[kind]} side="right">
          <Button
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
        </Tooltip>
      ))}
    </div>
  ))
}
