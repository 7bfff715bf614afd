import type { ScreenView, WidgetView } from '@halley/model'
import { Fragment, type FormEvent, type ReactNode } from 'react'
import { InputWidget } from './input-widget.tsx'
import { MarkdownText } from './markdown-text.tsx'
import { noDrafts, type Draft, type ScreenDrafts } from './screen-drafts.ts'
import { TableWidget } from './table-widget.tsx'

export type ScreenWidgetsProps = {
  readonly view: ScreenView
  /** What was typed, by widget id; left out, inputs show what the session has. */
  readonly drafts?: ScreenDrafts
  /** What is wrong, by widget id. */
  readonly errors?: Readonly<Record<string, string>>
  /** The button whose press is on its way. */
  readonly pendingWidgetId?: string | null
  readonly onType?: (widgetId: string, draft: Draft) => void
  readonly onPress?: (widgetId: string) => void
  /** Puts something around each widget: the screen editor's frame for choosing it. */
  readonly wrap?: (widget: WidgetView, element: ReactNode) => ReactNode
}

type ButtonView = Extract<WidgetView, { kind: 'button' }>

/** Draws a screen's widgets, one below the other; buttons that follow each other share a row. Enter presses the default button. */
export function ScreenWidgets({ view, drafts = noDrafts, errors = {}, pendingWidgetId = null, onType, onPress, wrap = (_widget, element) => element }: ScreenWidgetsProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const button = view.widgets.find((widget) => widget.kind === 'button' && widget.isDefault)
    if (button !== undefined && pendingWidgetId === null) onPress?.(button.id)
  }
  const draw = (widget: WidgetView): ReactNode => {
    switch (widget.kind) {
      case 'heading':
        return widget.level === 1 ? <h2 className="halley-heading-1">{widget.text}</h2> : <h3 className={`halley-heading-${widget.level}`}>{widget.text}</h3>
      case 'text':
        return <MarkdownText markdown={widget.markdown} />
      case 'input':
        return <InputWidget widget={widget} version={view.version} draft={drafts[widget.id]} error={errors[widget.id]} onType={(draft) => onType?.(widget.id, draft)} />
      case 'table':
        return <TableWidget widget={widget} />
      case 'problem':
        return <p className="halley-problem" role="note">{widget.text}</p>
      case 'button':
        return <ScreenButton widget={widget} pendingWidgetId={pendingWidgetId} onPress={onPress} />
    }
  }
  return (
    <form className="halley-widgets" noValidate onSubmit={submit} aria-label={view.title}>
      {inRows(view.widgets).map((row) =>
        row.type === 'widget'
          ? <Fragment key={row.widget.id}>{wrap(row.widget, draw(row.widget))}</Fragment>
          : <div key={row.id} className="halley-buttons">{row.buttons.map((button) => <Fragment key={button.id}>{wrap(button, draw(button))}</Fragment>)}</div>)}
    </form>
  )
}

function ScreenButton({ widget, pendingWidgetId, onPress }: { readonly widget: ButtonView; readonly pendingWidgetId: string | null; readonly onPress: ScreenWidgetsProps['onPress'] }) {
  const isPending = pendingWidgetId === widget.id
  // Not `disabled`: the focus would be lost, and with it the place of a person who works by keyboard.
  const waits = pendingWidgetId !== null || undefined
  const look = { className: 'halley-button', 'data-tone': widget.tone, 'data-pending': isPending || undefined, 'aria-busy': isPending || undefined, 'aria-disabled': waits }
  return widget.isDefault
    ? <button type="submit" {...look}>{widget.label}</button>
    : <button type="button" {...look} onClick={() => { if (waits === undefined) onPress?.(widget.id) }}>{widget.label}</button>
}

type Row = { readonly type: 'widget'; readonly widget: Exclude<WidgetView, ButtonView> } | { readonly type: 'buttons'; readonly id: string; readonly buttons: readonly ButtonView[] }

function inRows(widgets: readonly WidgetView[]): Row[] {
  const rows: Row[] = []
  for (const widget of widgets) {
    const last = rows.at(-1)
    if (widget.kind !== 'button') rows.push({ type: 'widget', widget })
    else if (last?.type === 'buttons') rows[rows.length - 1] = { ...last, buttons: [...last.buttons, widget] }
    else rows.push({ type: 'buttons', id: widget.id, buttons: [widget] })
  }
  return rows
}
