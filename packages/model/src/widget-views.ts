import type { WidgetView } from './screen-view.ts'

/** Every widget of a view in the order in which it is read, those inside of others too: a list's once for each row. */
export function* everyWidgetView(widgets: readonly WidgetView[]): Generator<WidgetView> {
  for (const widget of widgets) {
    yield widget
    switch (widget.kind) {
      case 'group':
      case 'columns':
        yield* everyWidgetView(widget.widgets)
        break
      case 'repeater':
        for (const row of widget.rows) yield* everyWidgetView(row.widgets)
        break
      case 'table':
        for (const buttons of widget.buttons) yield* everyWidgetView(buttons)
        break
      default:
    }
  }
}

/** Names one button of a view: its id, and for a button in a row the row, such as `take/3` or `take/3.0`. */
export function buttonKey(widgetId: string, row: readonly number[] | undefined): string {
  return row === undefined ? widgetId : `${widgetId}/${row.join('.')}`
}
