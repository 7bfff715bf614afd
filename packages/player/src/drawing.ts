import type { WidgetView } from '@halley/model'
import type { ReactNode } from 'react'
import type { Draft, ScreenDrafts } from './screen-drafts.ts'

export type ButtonView = Extract<WidgetView, { kind: 'button' }>
/** What shows other widgets inside of it. */
export type ContainerView = Extract<WidgetView, { kind: 'group' | 'columns' | 'repeater' | 'table' }>

/** What all widgets of a screen are drawn with. */
export type Drawing = {
  readonly version: number
  readonly drafts: ScreenDrafts
  readonly errors: Readonly<Record<string, string>>
  readonly pendingButton: string | null
  readonly onType: (widgetId: string, draft: Draft) => void
  readonly onPress: (button: ButtonView) => void
  readonly wrap: (widget: WidgetView, element: ReactNode) => ReactNode
  readonly endOf: (widget: ContainerView) => ReactNode
}
