import { buttonKey, type WidgetView } from '@halley/model'
import { Fragment, useId, type CSSProperties } from 'react'
import { BadgeWidget } from './badge-widget.tsx'
import { ChartWidget } from './chart-widget.tsx'
import type { ButtonView, Drawing } from './drawing.ts'
import { ImageWidget } from './image-widget.tsx'
import { InboxWidget } from './inbox/inbox-widget.tsx'
import { InputWidget } from './input-widget.tsx'
import { MarkdownText } from './markdown-text.tsx'
import { MoreRows } from './more-rows.tsx'
import { PresenceWidget } from './presence-widget.tsx'
import { ProgressWidget } from './progress-widget.tsx'
import { RoomComposerWidget } from './rooms/room-composer-widget.tsx'
import { RoomMessagesWidget } from './rooms/room-messages-widget.tsx'
import { RoomParticipantsWidget } from './rooms/room-participants-widget.tsx'
import { ScreenButton } from './screen-button.tsx'
import { StreamTextWidget } from './stream-text-widget.tsx'
import { TableWidget } from './table-widget.tsx'
import './widgets.css'

/** Draws widgets that stand in one place: below each other, buttons that follow each other in a row; as cells each of them by itself. */
export function WidgetList({ widgets, drawing, asCells = false }: { readonly widgets: readonly WidgetView[]; readonly drawing: Drawing; readonly asCells?: boolean }) {
  const drawn = (widget: WidgetView) => <Fragment key={widget.id}>{drawing.wrap(widget, <Widget widget={widget} drawing={drawing} />)}</Fragment>
  return inRows(widgets, asCells).map((row) => (row.type === 'widget' ? drawn(row.widget) : <div key={row.id} className="halley-buttons">{row.buttons.map(drawn)}</div>))
}

function Widget({ widget, drawing }: { readonly widget: WidgetView; readonly drawing: Drawing }) {
  switch (widget.kind) {
    case 'heading':
      return widget.level === 1 ? <h2 className="halley-heading-1">{widget.text}</h2> : <h3 className={`halley-heading-${widget.level}`}>{widget.text}</h3>
    case 'text':
      return <MarkdownText markdown={widget.markdown} />
    case 'input':
      return <InputWidget widget={widget} version={drawing.version} draft={drawing.drafts[widget.id]} error={drawing.errors[widget.id]} onType={(draft) => drawing.onType(widget.id, draft)} />
    case 'table':
      return <TableWidget widget={widget} drawing={drawing} />
    case 'repeater':
      return <RepeaterWidget widget={widget} drawing={drawing} />
    case 'image':
      return <ImageWidget key={widget.url} widget={widget} />
    case 'divider':
      return <hr className="halley-divider" />
    case 'group':
      return <GroupWidget widget={widget} drawing={drawing} />
    case 'columns':
      return (
        <div className="halley-columns" style={{ '--columns': widget.count } as CSSProperties}>
          <WidgetList widgets={widget.widgets} drawing={drawing} asCells />
          {drawing.endOf(widget)}
        </div>
      )
    case 'progress':
      return <ProgressWidget widget={widget} />
    case 'badge':
      return <BadgeWidget widget={widget} />
    case 'streamText':
      return <StreamTextWidget key={widget.stream?.id ?? 'none'} widget={widget} />
    case 'chart':
      return <ChartWidget widget={widget} />
    case 'presence':
      return <PresenceWidget widget={widget} />
    case 'inbox':
      return <InboxWidget widget={widget} />
    case 'roomMessages':
      return <RoomMessagesWidget widget={widget} />
    case 'roomComposer':
      return <RoomComposerWidget widget={widget} />
    case 'roomParticipants':
      return <RoomParticipantsWidget widget={widget} />
    case 'problem':
      return <p className="halley-problem" role="note">{widget.text}</p>
    case 'button':
      return <ScreenButton widget={widget} pendingButton={drawing.pendingButton} onPress={drawing.onPress} />
  }
}

function GroupWidget({ widget, drawing }: { readonly widget: Extract<WidgetView, { kind: 'group' }>; readonly drawing: Drawing }) {
  const titleId = useId()
  const hasTitle = widget.title !== ''
  return (
    <div className="halley-group" role={hasTitle ? 'group' : undefined} aria-labelledby={hasTitle ? titleId : undefined}>
      {hasTitle ? <p id={titleId} className="halley-group-title">{widget.title}</p> : null}
      <WidgetList widgets={widget.widgets} drawing={drawing} />
      {drawing.endOf(widget)}
    </div>
  )
}

function RepeaterWidget({ widget, drawing }: { readonly widget: Extract<WidgetView, { kind: 'repeater' }>; readonly drawing: Drawing }) {
  const { rows, more, emptyText, layout } = widget
  if (rows.length === 0) return <>{more > 0 ? <MoreRows count={more} /> : <p className="halley-empty-list">{emptyText}</p>}{drawing.endOf(widget)}</>
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- a list without marks is none to some screen readers unless it says so */}
      <ul className="halley-rows" data-layout={layout} role="list">
        {rows.map((row, index) => (
          <li key={row.key} className="halley-row">
            <WidgetList widgets={row.widgets} drawing={drawing} />
            {index === 0 ? drawing.endOf(widget) : null}
          </li>
        ))}
      </ul>
      {more > 0 ? <MoreRows count={more} /> : null}
    </>
  )
}

type Row = { readonly type: 'widget'; readonly widget: WidgetView } | { readonly type: 'buttons'; readonly id: string; readonly buttons: readonly ButtonView[] }

function inRows(widgets: readonly WidgetView[], asCells: boolean): Row[] {
  const rows: Row[] = []
  for (const widget of widgets) {
    const last = rows.at(-1)
    if (widget.kind !== 'button') rows.push({ type: 'widget', widget })
    else if (last?.type === 'buttons' && !asCells) rows[rows.length - 1] = { ...last, buttons: [...last.buttons, widget] }
    else rows.push({ type: 'buttons', id: `buttons-${buttonKey(widget.id, widget.row)}`, buttons: [widget] })
  }
  return rows
}
