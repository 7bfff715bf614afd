import { everyWidgetView, type ScreenView, type WidgetView } from '@halley/model'
import type { FormEvent, ReactNode } from 'react'
import { noDrafts, type Draft, type ScreenDrafts } from './screen-drafts.ts'
import type { ButtonView, ContainerView, Drawing } from './drawing.ts'
import { WidgetList } from './widget-list.tsx'

export type ScreenWidgetsProps = {
  readonly view: ScreenView
  /** What was typed, by widget id; left out, inputs show what the session has. */
  readonly drafts?: ScreenDrafts
  /** What is wrong, by widget id. */
  readonly errors?: Readonly<Record<string, string>>
  /** The button whose press is on its way, as `buttonKey` names it. */
  readonly pendingButton?: string | null
  readonly onType?: (widgetId: string, draft: Draft) => void
  readonly onPress?: (button: ButtonView) => void
  /** Puts something around each widget: the screen editor's frame for choosing it. */
  readonly wrap?: (widget: WidgetView, element: ReactNode) => ReactNode
  /** Puts something behind what is inside of a widget: the screen editor's place to drop into. */
  readonly endOf?: (widget: ContainerView) => ReactNode
}

/** Draws a screen's widgets, one below the other; buttons that follow each other share a row. Enter presses the default button. */
export function ScreenWidgets({ view, drafts = noDrafts, errors = {}, pendingButton = null, onType, onPress, wrap = (_widget, element) => element, endOf = () => null }: ScreenWidgetsProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pendingButton !== null) return
    for (const widget of everyWidgetView(view.widgets)) {
      if (widget.kind === 'button' && widget.isDefault) return onPress?.(widget)
    }
  }
  const drawing: Drawing = { version: view.version, drafts, errors, pendingButton, onType: (widgetId, draft) => onType?.(widgetId, draft), onPress: (button) => onPress?.(button), wrap, endOf }
  return (
    <form className="halley-widgets" noValidate onSubmit={submit} aria-label={view.title}>
      <WidgetList widgets={view.widgets} drawing={drawing} />
    </form>
  )
}
